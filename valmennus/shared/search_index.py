"""What the search knows of each thing: one entry beside it, written by whoever changes it."""

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchRank, SearchVectorField
from django.db import connection, models, transaction
from django.db.models import F, Func, IntegerField, Q

from .search_text import analyser, document

BATCH = 500


class SearchEntry(models.Model):
    """The search's entry of one thing, in a table of its own: no page of the thing loads it.

    A kind of entry has `thing`, a one-to-one primary key with `related_name="search_entry"`;
    `things()`, its things loaded to the last text; and `texts(thing)`, what they are found by.
    """

    follows = {}
    """Models whose rows stand in the texts of the things, with the way from a thing to them."""
    keys = ()
    """Further columns of the entry, keys of what its thing belongs to: see `keys_of`."""
    of_names = False
    """Whether the things are looked for as names, without the stemmers of texts."""

    search = SearchVectorField(editable=False)
    # By what it was made: see `search_text.analyser`.
    analyser = models.CharField(max_length=20, editable=False)

    class Meta:
        abstract = True
        indexes = [GinIndex(fields=["search"], name="%(class)s_words")]

    def __str__(self):
        return str(self.pk)

    @classmethod
    def things(cls):
        """Every thing of the kind, loaded with what `texts` reads."""
        return cls._meta.pk.related_model._default_manager.all()

    @classmethod
    def texts(cls, thing):
        """The thing's texts, as `search_text.Text`."""
        raise NotImplementedError

    @classmethod
    def keys_of(cls, thing):
        """The values of `keys`, in their order."""
        return ()


def entries():
    """Every kind of entry of the portal."""
    return [model for model in apps.get_models() if issubclass(model, SearchEntry)]


def reindex(*changed):
    """Let the search know of rows that were made or changed, and of all that shows their texts.

    Every act that writes a text calls it last, in its transaction: an act that is rolled back
    leaves nothing behind, and whoever saves finds at once what was saved.
    """
    for entry in entries():
        keys = _touched(entry, changed)
        if keys:
            _renew(entry, keys)


def _touched(entry, changed):
    """The keys of the things whose texts the changed rows may have changed."""
    keys = {row.pk for row in changed if isinstance(row, entry._meta.pk.related_model)}
    for model, way in entry.follows.items():
        rows = [row for row in changed if isinstance(row, model)]
        if rows:
            things = entry.things().order_by().filter(**{f"{way}__in": rows})
            keys |= set(things.values_list("pk", flat=True))
    return keys


def renew(*, everything=False, done=None):
    """Make the entries that are missing or out of date, or `everything`; how many rows changed.

    `done` is told the number of things after each lot of them.
    """
    changed = 0
    for entry in entries():
        things = entry.things().order_by("pk")
        if not everything:
            things = things.filter(
                Q(search_entry__isnull=True) | ~Q(search_entry__analyser=analyser())
            )
        keys = list(things.values_list("pk", flat=True))
        for start in range(0, len(keys), BATCH):
            changed += _renew(entry, keys[start : start + BATCH])
            if done:
                done(len(keys[start : start + BATCH]))
    return changed


@transaction.atomic
def _renew(entry, keys):
    """Write the entries of the things with these keys; returns how many rows changed."""
    # Who changes the same thing at the same time waits here, and then reads what we wrote.
    waiting = entry.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    list(waiting.values_list("pk", flat=True))
    made = [
        ((thing.pk, *entry.keys_of(thing)), document(entry.texts(thing)))
        for thing in entry.things().filter(pk__in=keys)
    ]
    return _write(entry, made) if made else 0


def _write(entry, made):
    """Insert or replace the entries, all in one statement; those that stay the same stay."""
    stemmed = sorted({key for _keys, one in made for key in one.stemmed})
    columns = [list(values) for values in zip(*(keys for keys, _one in made), strict=True)]
    columns += [[one.vector for _keys, one in made]]
    columns += [[" ".join(one.stemmed.get(key, ())) for _keys, one in made] for key in stemmed]
    names = [f"s{number}" for number in range(len(stemmed))]
    vector = " || ".join(
        ["simple::tsvector"]
        + [
            f"setweight(to_tsvector('{language}', {name}), '{weight}')"
            for name, (language, weight) in zip(names, stemmed, strict=True)
        ]
    )
    quote = connection.ops.quote_name
    table, key = quote(entry._meta.db_table), quote(entry._meta.pk.column)
    keys = [key, *map(quote, entry.keys)]
    kept = [*keys[1:], "search", "analyser"]
    types = ["%s::bigint[]"] * len(keys) + ["%s::text[]"] * (1 + len(names))
    # Nothing here comes from outside: names of columns and languages are the code's own.
    sql = f"""
        INSERT INTO {table} ({", ".join([key, *kept])})
        SELECT {", ".join(keys)}, {vector}, %s
        FROM unnest({", ".join(types)}) AS made({", ".join([*keys, "simple", *names])})
        ON CONFLICT ({key}) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in kept)}
        WHERE ({", ".join(f"{table}.{name}" for name in kept)})
            IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in kept)})
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [analyser(), *columns])
        return cursor.rowcount


def meets(query, entries):
    """Whether anything at all of each kind of entry is met by the query; one statement.

    It says nothing of who may see it, only where looking is in vain: to compose the query of a
    kind, with all that its rows print, costs more than most answers. It is for small tables, and
    for names, which are rare words; in a large table of texts a word that stands nowhere may be
    sought from end to end.
    """
    parts = []
    for entry in entries:
        words = query.in_names() if entry.of_names else query.in_texts()
        sql, _none = words.as_sql(None, connection)
        table = connection.ops.quote_name(entry._meta.db_table)
        parts.append(f"EXISTS (SELECT FROM {table} WHERE search @@ {sql})")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", [])
        return cursor.fetchone()


class Total(Func):
    """How many rows there are in all, on each of those that are asked for."""

    template = "COUNT(*) OVER ()"
    output_field = IntegerField()


def found(things, query, *order):
    """The things whose entry the query meets, the best first, then by `order`.

    Each has `rank`, and `total`, how many were found in all. `things` are those that the person
    may see.
    """
    return (
        things.filter(search_entry__search=query)
        .annotate(rank=SearchRank(F("search_entry__search"), query), total=Total())
        .order_by("-rank", *order)
    )

"""What pages need to know of lists of people."""

from collections import Counter

from django.db.models import Count, Q
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from participants.cohorts.models import Team
from participants.organisations.models import Organisation
from valmennus.shared import counting

from . import verdicts
from .columns import Field
from .models import ImportBatch, ImportRow

Outcome = ImportRow.Outcome
SPELLINGS = ("unknown_organisation", "ended_organisation")


def batches_of(cohort):
    """The cohort's lists, newest first, with how many rows each takes in."""
    return (
        ImportBatch.objects.filter(cohort=cohort)
        .defer("sheets")
        .select_related("by")
        .annotate(taken=Count("rows", filter=Q(rows__outcome=Outcome.TAKE)))
        .order_by("-created_at", "-pk")
    )


def sums_of(batch):
    """How many rows have each outcome and verdict, for the head of the page.

    A list of dicts in the order of outcomes: outcome, its label, number, and `verdicts` as
    (verdict, label, number) triples, the commonest first.
    """
    rows = batch.rows.values_list("outcome", "verdict").annotate(n=Count("pk"))
    counts = {(outcome, verdict): number for outcome, verdict, number in rows.order_by("-n")}
    return [
        {
            "outcome": outcome,
            "label": label,
            "number": sum(number for (one, _v), number in counts.items() if one == outcome),
            "verdicts": [
                (verdict, verdicts.label(verdict), number)
                for (one, verdict), number in counts.items()
                if one == outcome
            ],
        }
        for outcome, label in Outcome.choices
    ]


def rows_of(batch, *, outcome="", verdict="", changed=False):
    """The rows of the list, narrowed down, with all that the page prints."""
    rows = batch.rows.select_related("organisation", "enrolment")
    if outcome:
        rows = rows.filter(outcome=outcome)
    if verdict:
        rows = rows.filter(verdict=verdict)
    return rows.filter(changed=True) if changed else rows


def organisations_named(rows):
    """The organisations that the rows' problems name, by their key."""
    keys = set()
    for row in rows:
        for _code, what in row.problems:
            keys.update(what.get("organisations", ()))
            keys.add(what.get("organisation"))
    return Organisation.objects.in_bulk(keys - {None})


def organisations_to_decide(batch, limit=20):
    """What the rows that need a person leave open about organisations, as a dict.

    `spellings` are the texts that are none, commonest first: dicts of the text, the number of
    rows, the organisations to choose from, and a row's number. `missing` is how many rows have
    none at all, `suggested` for how many of them the portal knows one, and `suggestions` which,
    as (organisation, number of rows) pairs.
    """
    found, missing, suggested = {}, 0, Counter()
    rows = batch.rows.filter(outcome=Outcome.ASK).values_list("number", "problems")
    for row, problems in rows:
        for code, what in problems:
            if code in SPELLINGS:
                first = {"text": what["text"], "count": 0, "row": row, "code": code, "what": what}
                found.setdefault(what["text"], first)["count"] += 1
            elif code == "no_organisation":
                missing += 1
                suggested.update(what.get("organisations", ())[:1])
    spellings = sorted(found.values(), key=lambda one: -one["count"])[:limit]
    keys = {key for one in spellings for key in one["what"]["organisations"]}
    named = Organisation.objects.in_bulk(keys | set(suggested))
    for one in spellings:
        one["sentence"] = verdicts.sentence(one["code"], one["what"], named)
        one["organisations"] = [
            named[key] for key in one["what"].get("organisations", ()) if key in named
        ]
    return {
        "spellings": spellings,
        "missing": missing,
        "suggested": suggested.total(),
        "suggestions": [(named[key], n) for key, n in suggested.most_common(limit) if key in named],
    }


def layout_of(batch):
    """What was read, and what the columns were taken for.

    A dict: the sheet's name, the names of other sheets, the columns in use as (heading, what it is)
    pairs, the headings of unused ones, and whether there is a column of addresses.
    """
    sheets = ImportBatch.objects.values_list("sheets", flat=True).get(pk=batch.pk)
    sheet = sheets[batch.sheet]
    titles = sheet["rows"][batch.header] if batch.header is not None else [""] * len(batch.columns)
    labels = dict(Field.choices)
    pairs = list(zip(titles, batch.columns, strict=True))
    return {
        "sheet": sheet["name"],
        "others": [one["name"] for one in sheets if one is not sheet],
        "used": [(title, labels[field]) for title, field in pairs if field],
        "unused": [title for title, field in pairs if not field and title],
        "has_email": Field.EMAIL in batch.columns,
    }


def cells_of(batch, number):
    """The row as the file has it: (heading, text) pairs, empty ones left out."""
    sheets = ImportBatch.objects.values_list("sheets", flat=True).get(pk=batch.pk)
    sheet = sheets[batch.sheet]
    cells = sheet["rows"][sheet["numbers"].index(number)]
    titles = sheet["rows"][batch.header] if batch.header is not None else [""] * len(cells)
    return [(title, cell) for title, cell in zip(titles, cells, strict=True) if cell]


def alike(row):
    """How many rows of the list have the same text for the organisation as this one."""
    text = row.values.get("organisation")
    if not text:
        return 0
    return ImportRow.objects.filter(batch=row.batch_id, values__organisation=text).count()


def made_by(batch):
    """What taking the list back would take away, in numbers."""
    return batch.rows.exclude(made=None).aggregate(
        places=Count("pk"),
        accounts=Count("pk", filter=~Q(made__account=None)),
        back=Count("pk", filter=~Q(made__before={})),
        teams=Count(KT("made__team"), distinct=True),
    )


def numbers_of(batch):
    """What confirming the list would do, in numbers."""
    rows = batch.rows
    taken = rows.filter(outcome=Outcome.TAKE)
    numbers = rows.aggregate(
        taken=Count("pk", filter=Q(outcome=Outcome.TAKE)),
        new=Count("pk", filter=Q(outcome=Outcome.TAKE, verdict="new_person")),
        ask=Count("pk", filter=Q(outcome=Outcome.ASK)),
        left=Count("pk", filter=Q(outcome=Outcome.LEAVE)),
        teams=Count("organisation", filter=Q(outcome=Outcome.TAKE), distinct=True),
    )
    there = Team.objects.filter(
        cohort=batch.cohort, organisation__in=taken.values("organisation")
    ).count()
    return numbers | {
        "known": numbers["taken"] - numbers["new"],
        "new_teams": numbers["teams"] - there,
        "out": numbers["ask"] + numbers["left"],
    }


def shown(rows):
    """The rows as pages show them: dicts of the row, its sentences, notes and quick corrections."""
    rows = list(rows)
    named = organisations_named(rows)
    return [
        {
            "row": row,
            "name": row.full_name or row.read.get("email", ""),
            "kind": verdicts.kind(row),
            "label": verdicts.label(row.verdict),
            "sentences": [
                verdicts.sentence(code, what, named)
                for code, what in row.problems
                # Their label says it all.
                if code not in {"new_person", "left"}
            ],
            "notes": [
                verdicts.note(code, text)
                for name, (code, text) in row.values.get("notes", {}).items()
                if name not in row.edited and row.outcome != Outcome.LEAVE
            ],
            "role": "" if row.verdict == "nobody" else verdicts.role_label(row.read.get("role")),
            "acts": acts_of(row, named),
        }
        for row in rows
    ]


def acts_of(row, named):
    """What may be done with a row by one button: (name, value, words) triples."""
    acts = []
    for code, what in row.problems:
        acts += [
            ("organisation", named[key].uuid, _("Take %(name)s") % {"name": named[key]})
            for key in what.get("organisations", ())
            if key in named
        ]
        addresses = what.get("emails", [what.get("nearest")] if code == "bad_email" else [])
        acts += [("email", one, _("Take %(name)s") % {"name": one}) for one in addresses if one]
        if code == "no_name" and what.get("nearest"):
            name = " ".join(what["nearest"])
            acts.append(("name", name, _("Take %(name)s") % {"name": name}))
    if any(code in verdicts.QUESTIONS for code, _what in row.problems):
        acts.append(("choice", "take", _("Take in all the same")))
    if row.verdict == "left":
        acts.append(("choice", "", _("Do not leave out")))
    elif row.outcome != Outcome.LEAVE:
        acts.append(("choice", "leave", _("Leave out")))
    return acts


def retained(cohort):
    """What the room would forget of the cohort, as `{what: rows}`."""
    return {
        "lists": ImportBatch.objects.filter(cohort=cohort),
        "rows": ImportRow.objects.filter(batch__cohort=cohort),
    }


def retention_of(cohort):
    """What the room would forget of the cohort, as `{what: how many}`."""
    return counting.counts_of(**retained(cohort))

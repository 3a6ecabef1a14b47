"""What the pages about the portal's mail need."""

from django.db.models import Count, F, Q

from participants.cohorts.models import Cohort, CohortRole
from valmennus.shared.models import Act, BadAddress, Mail, MailStop, MailText
from valmennus.shared.post import KINDS

from .models import DigestChoice

# The choice of all those that did not arrive.
LOST = "lost"
LIST = ["uuid", "kind", "to", "subject", "state", "made_at", "due_at", "ended_at", "trouble"]


def choices_of(reader_uuid):
    """What the reader has chosen about mail, as the initial values of the form."""
    stopped = set(MailStop.objects.filter(reader_uuid=reader_uuid).values_list("what", flat=True))
    chosen = DigestChoice.objects.filter(user__uuid=reader_uuid).first()
    often = chosen.often if chosen else DigestChoice.Often.WEEKLY
    return {
        "wanted": [what for what in ("reminders", "discussions", "news") if what not in stopped],
        "digest": "never" if "digest" in stopped else often,
    }


def mails_of(cohort, *, q="", state="", kind=""):
    """The mails that were sent for the cohort, newest first, narrowed down."""
    rows = Mail.objects.filter(cohort_uuid=cohort.uuid).only(*LIST)
    if q:
        rows = rows.filter(Q(to__icontains=q) | Q(subject__icontains=q))
    if state:
        rows = rows.filter(state__in=Mail.LOST if state == LOST else [state])
    if kind:
        rows = rows.filter(kind=kind)
    return rows


def state_counts(cohort):
    """How many of the cohort's mails are in which state, as a dict."""
    rows = Mail.objects.filter(cohort_uuid=cohort.uuid).order_by().values_list("state")
    return dict(rows.annotate(n=Count("pk")))


def bad_addresses(addresses):
    """Those of the addresses from which mail came back, with what came."""
    return {row.address: row for row in BadAddress.objects.filter(address__in=addresses)}


def cohorts_writing_to(addresses):
    """The cohorts that have written to these addresses, as (cohort, set of the addresses).

    An address that its person has changed since needs no mending.
    """
    present = Q(person=None) | Q(person__email__iexact=F("to"))
    rows = Mail.objects.filter(present, to__in=addresses, cohort_uuid__isnull=False)
    written = {}
    for uuid, address in rows.order_by().values_list("cohort_uuid", "to").distinct():
        written.setdefault(uuid, set()).add(address)
    cohorts = Cohort.objects.filter(uuid__in=written).select_related("programme").order_by("pk")
    return [(cohort, written[cohort.uuid]) for cohort in cohorts]


def coordinators_of(cohort):
    """The people who coordinate the cohort and may sign in."""
    roles = CohortRole.objects.filter(
        cohort=cohort, role=CohortRole.Role.COORDINATOR, user__is_active=True
    )
    return [role.user for role in roles.select_related("user").order_by("pk")]


def kinds_of_cohorts():
    """The kinds of mail of which a cohort may have its own texts, by their labels."""
    kinds = [kind for kind in KINDS.values() if kind.texts and kind.of_cohort]
    return sorted(kinds, key=lambda kind: str(kind.label))


def own_texts(scope):
    """The texts that stand for the scope alone, by (kind, language)."""
    rows = MailText.objects.filter(scope_uuid=getattr(scope, "uuid", None))
    return {(row.kind, row.language): row for row in rows}


def text_in_use(kind, language, cohort):
    """The subject and body that the cohort's mails have now, and whether they are its own."""
    scopes = [cohort.uuid, cohort.programme.uuid, None]
    rows = {
        row.scope_uuid: row
        for row in MailText.objects.filter(kind=kind.name, language=language)
        if row.scope_uuid in scopes
    }
    for scope in scopes:
        if scope in rows:
            return (rows[scope].subject, rows[scope].body), scope == cohort.uuid
    return kind.default(language), False


def text_above(kind, language, cohort):
    """The subject and body that count where the cohort has none of its own."""
    scopes = [cohort.programme.uuid, None]
    rows = {
        row.scope_uuid: row
        for row in MailText.objects.filter(kind=kind.name, language=language)
        if row.scope_uuid in scopes
    }
    for scope in scopes:
        if scope in rows:
            return rows[scope].subject, rows[scope].body
    return kind.default(language)


def text_history(kind, language, cohort):
    """Who has changed the cohort's text of the kind, newest first."""
    return Act.objects.filter(
        subject_uuid=cohort.uuid,
        verb__startswith="mail_text.",
        data__mail=kind.name,
        data__language=language,
    ).select_related("actor")[:20]

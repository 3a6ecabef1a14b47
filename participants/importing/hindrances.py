"""What stands against taking a list back as a whole."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db.models import BigIntegerField, CharField, F, Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from participants.accounts.models import User
from participants.cohorts.models import CohortRole, Team
from participants.enrolment.models import Enrolment, EnrolmentChange
from participants.organisations.models import Affiliation
from valmennus.shared.search_index import SearchEntry

from .models import ImportRow


def what_stops_undoing(batch):
    """Who and what stands against taking the list back: (person, reason) pairs, by row.

    The database finds the rows, however long the list is; two statements.
    """
    taken_in = batch.rows.exclude(made=None).exclude(enrolment=None)
    asked = [*_acts_since(taken_in, batch.confirmed_at), *_hanging(taken_in, batch.cohort)]
    parts = [
        rows.order_by().values_list("pk", Value(number)) for number, (rows, _r) in enumerate(asked)
    ]
    # The first reason is enough.
    found = {}
    for key, number in sorted(parts[0].union(*parts[1:]), key=lambda pair: pair[1]):
        found.setdefault(key, asked[number][1])
    rows = batch.rows.filter(pk__in=found).select_related("enrolment__person")
    return [(str(row.enrolment.person), found[row.pk]) for row in rows]


def _acts_since(taken_in, since):
    """(rows, reason) pairs: what people have done since."""
    account = Cast("enrolment__person__uuid", CharField())
    change = Cast(KT("made__change"), BigIntegerField())
    sessions = UserSession.objects.filter(created_at__gte=since)
    signed_in = Q(enrolment__person__last_login__gte=since) | Q(
        enrolment__person__in=sessions.values("user")
    )
    yield taken_in.filter(signed_in), _("has signed in since")
    yield (
        taken_in.alias(made_account=KT("made__account")).exclude(made_account=account),
        _("has been joined with another account"),
    )
    yield (
        taken_in.exclude(enrolment__team__organisation=F("organisation")),
        _("has been moved to another team"),
    )
    yield (
        taken_in.filter(enrolment__changes__pk__gt=change),
        _("the place has been changed since"),
    )


def _hanging(taken_in, cohort):
    """(rows, reason) pairs: what points to a place or account that would go.

    The models themselves tell what can point there, so that a new table is asked without being
    named here.
    """
    places, accounts = taken_in.filter(made__before={}), taken_in.exclude(made__account=None)
    contact = Team._meta.get_field("contact")
    yield _pointing(taken_in, "enrolment__person", contact, Q(cohort=cohort))
    for field in _fields_that_point_to(Enrolment, without={EnrolmentChange, ImportRow}):
        yield _pointing(places, "enrolment", field)
    ours = {
        CohortRole: ~Q(cohort=cohort, role=CohortRole.Role.PARTICIPANT),
        Enrolment: ~Q(pk__in=taken_in.values("enrolment")),
    }
    for field in _fields_that_point_to(User, without={Affiliation, EmailAddress, UserSession}):
        yield _pointing(accounts, "enrolment__person", field, ours.get(field.model, Q()))


def _pointing(rows, name, field, condition=None):
    """Those of the rows at whose place or person the field of another table points."""
    pointing = field.model._base_manager.filter(
        condition or Q(), **{f"{field.name}__isnull": False}
    )
    reason = _("has other things already: %(things)s")
    return (
        rows.filter(**{f"{name}__in": pointing.order_by().values(field.attname)}),
        reason % {"things": field.model._meta.verbose_name_plural},
    )


def _fields_that_point_to(model, *, without):
    return [
        relation.field
        for relation in model._meta.related_objects
        if not relation.many_to_many
        and relation.related_model._meta.managed
        and relation.related_model not in without
        # What the search knows of a thing goes with it.
        and not issubclass(relation.related_model, SearchEntry)
    ]


def teams_that_hold_nothing(keys):
    """Those of the teams that nobody is in, has written in, or has hung something on."""
    empty = Team.objects.filter(pk__in=keys, contact=None, superior="")
    for field in _fields_that_point_to(Team, without=set()):
        pointing = field.model._base_manager.filter(**{f"{field.name}__in": keys})
        empty = empty.exclude(pk__in=pointing.values(field.attname))
    return empty.values_list("pk", flat=True)

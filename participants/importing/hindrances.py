"""What stands against taking a list back as a whole."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db.models import F, Q, Value
from django.utils.translation import gettext as _

from participants.accounts.models import User
from participants.cohorts.models import CohortRole, Team
from participants.enrolment.models import Enrolment, EnrolmentChange
from participants.organisations.models import Affiliation

from .models import ImportRow


def what_stops_undoing(batch):
    """Who and what stands against taking the list back: (person, reason) pairs, by row."""
    rows = list(
        batch.rows.exclude(made=None)
        .exclude(enrolment=None)
        .select_related("enrolment__person", "enrolment__team")
    )
    stops = {}

    def stop(row, reason):
        stops.setdefault(row.number, (str(row.enrolment.person), reason))

    by_person = {row.enrolment.person_id: row for row in rows}
    by_place = {row.enrolment_id: row for row in rows}
    signed_in = _signed_in(batch)
    for row in rows:
        person, made = row.enrolment.person, row.made
        if person.pk in signed_in:
            stop(row, _("has signed in since"))
        elif made["account"] and made["account"] != str(person.uuid):
            stop(row, _("has been joined with another account"))
        elif row.organisation_id != row.enrolment.team.organisation_id:
            stop(row, _("has been moved to another team"))
    newer = EnrolmentChange.objects.filter(
        enrolment__import_rows__in=batch.rows.exclude(made=None)
    ).values_list("enrolment", "pk")
    for place, change in newer:
        if change > by_place[place].made["change"]:
            stop(by_place[place], _("the place has been changed since"))
    for row, things in _hanging(batch, by_place, by_person):
        stop(row, _("has other things already: %(things)s") % {"things": things})
    return [stops[number] for number in sorted(stops)]


def _signed_in(batch):
    """The keys of those whom the list took in and who have signed in since."""
    people = batch.rows.exclude(made=None).values("enrolment__person")
    since = batch.confirmed_at
    sessions = UserSession.objects.filter(user__in=people, created_at__gte=since)
    logins = User.objects.filter(pk__in=people, last_login__gte=since)
    return {key for (key,) in sessions.values_list("user_id").union(logins.values_list("pk"))}


def _hanging(batch, by_place, by_person):
    """(row, name of the things) for whatever points to a place or account that would go.

    The models themselves tell what can point there, so that a new table is asked without being
    named here. One statement.
    """
    rows = batch.rows.exclude(made=None)
    places = rows.filter(made__before={}).values("enrolment")
    accounts = rows.exclude(made__account=None).values("enrolment__person")
    ours = Q(cohort=batch.cohort, role=CohortRole.Role.PARTICIPANT)
    taken_in = Q(pk__in=rows.exclude(enrolment=None).values("enrolment"))
    contact = Team._meta.get_field("contact")
    asked = [(contact, rows.values("enrolment__person"), Q(cohort=batch.cohort))]
    asked += [
        (field, places, Q())
        for field in _fields_that_point_to(Enrolment, without={EnrolmentChange, ImportRow})
    ]
    asked += [
        (field, accounts, {CohortRole: ~ours, Enrolment: ~taken_in}.get(field.model, Q()))
        for field in _fields_that_point_to(User, without={Affiliation, EmailAddress, UserSession})
    ]
    parts = [
        field.model._base_manager.filter(condition, **{f"{field.name}__in": keys})
        .order_by()
        .values_list(F(field.attname), Value(number))
        for number, (field, keys, condition) in enumerate(asked)
    ]
    for key, number in parts[0].union(*parts[1:]):
        field = asked[number][0]
        from_rows = by_place if field.related_model is Enrolment else by_person
        yield from_rows[key], field.model._meta.verbose_name_plural


def _fields_that_point_to(model, *, without):
    return [
        relation.field
        for relation in model._meta.related_objects
        if not relation.many_to_many
        and relation.related_model._meta.managed
        and relation.related_model not in without
    ]


def teams_that_hold_nothing(keys):
    """Those of the teams that nobody is in, has written in, or has hung something on."""
    empty = Team.objects.filter(pk__in=keys, contact=None, superior="")
    for field in _fields_that_point_to(Team, without=set()):
        pointing = field.model._base_manager.filter(**{f"{field.name}__in": keys})
        empty = empty.exclude(pk__in=pointing.values(field.attname))
    return empty.values_list("pk", flat=True)

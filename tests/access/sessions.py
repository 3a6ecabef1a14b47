"""Who gets what of the sessions."""

import uuid

from django.core.files.base import ContentFile
from django.utils import timezone

from participants.enrolment.models import Enrolment
from sessions.attendance.permissions import join_token
from sessions.calendars.models import CalendarFeed
from sessions.meeting_reports import parsing
from sessions.meeting_reports.actions import bring
from sessions.schedule.material_models import Material
from sessions.signup.models import Signup
from sessions.signup.permissions import FEEDBACK, SIGNUP
from tests.session_factories import make_material, make_session
from valmennus.shared import tokens
from valmennus.shared.models import StoredFile

from . import PEOPLE, Row


def furnish(world):
    world.session = make_session(world.cohort, coach=world.coach, pre_task="Lue tämä.")
    world.draft = make_session(world.cohort, coach=world.coach, draft=True)
    world.webinar = make_session(None, kind="webinar")
    world.signup = Signup.objects.create(
        session=world.webinar,
        email="vieras@example.org",
        name="Vieras",
        state="confirmed",
        queued_at=timezone.now(),
    )
    stored = StoredFile(name="lauta.pdf", content_type="application/pdf", size=5)
    stored.file.save("lauta.pdf", ContentFile(b"%PDF-"), save=False)
    stored.save()
    world.material = make_material(world.session, kind=Material.Kind.FILE, file=stored)
    world.place = Enrolment.objects.get(cohort=world.cohort, person=world.participant)
    stay = parsing.Stay("Aino Esimerkki", seconds=7200, is_total=True)
    world.report = bring(
        session=world.session,
        report=parsing.Report(kind="zoom", stays=[stay]),
        content=b"x",
        by=world.coordinator,
    )
    world.feed = CalendarFeed.objects.create(user=world.participant)


def rows(name, *, args, method="get", data=None, note="", **statuses):
    """A row in which everybody who is not named gets the status of `rest`."""
    rest = statuses.pop("rest", None)
    every = {person: statuses.get(person, rest) for person in PEOPLE}
    every |= {"guest": statuses.get("guest", "login")}
    data = data or (lambda w: {})
    return Row(f"coaching:{name}", args=args, method=method, data=data, note=note, **every)


def slug(world):
    return [world.session.slug]


def in_cohort(world):
    return [world.cohort.slug, world.session.slug]


def in_report(world):
    return [*in_cohort(world), world.report.uuid]


OTHERS = {"outsider": 404, "newcomer": 404, "editor": 404, "admin": 404}
SEEN = {"rest": 200} | OTHERS
MANAGED = {"rest": 403, "coordinator": 200} | OTHERS
PREPARED = MANAGED | {"coach": 200}
ACT = {"rest": 403, "coordinator": 302} | OTHERS
PREPARED_ACT = ACT | {"coach": 302}
OWN_ACT = {"rest": 302, "coordinator": 403, "coach": 403} | OTHERS
EVERYBODY = {"rest": 200, "guest": 200}


# A webinar without a cohort is run by the staff who edit webinars.
STAFF = {"rest": 403, "admin": 200}


def own_signup(world):
    return [tokens.make(SIGNUP, world.signup.uuid)]


def asked_signup(world):
    return [tokens.make(FEEDBACK, world.signup.uuid)]


def material_args(world):
    return [world.session.slug, world.material.uuid]


ROWS = [
    rows("webinar_list", args=lambda w: [], **EVERYBODY),
    rows("session_list", args=lambda w: [], rest=200),
    rows("session", args=slug, **SEEN),
    rows("session", args=lambda w: [w.draft.slug], note="a draft", **SEEN | {
        "participant": 404, "teammate": 404, "peer": 404}),
    rows("session", args=lambda w: [w.webinar.slug], note="an open webinar", **EVERYBODY),
    rows("session_edit", args=slug, **MANAGED),
    rows("session_edit", args=slug, method="post", **MANAGED | {"coordinator": 422}),
    rows("session_move", args=slug, **MANAGED),
    rows("session_move", args=slug, method="post", **MANAGED | {"coordinator": 422}),
    rows("agenda_edit", args=slug, **PREPARED),
    rows("agenda_edit", args=slug, method="post", **PREPARED | {"coordinator": 422, "coach": 422}),
    rows("session_copy", args=slug, **MANAGED),
    rows("session_copy", args=slug, method="post", **MANAGED | {"coordinator": 422}),
    rows("session_cancel", args=slug, **MANAGED),
    rows("session_cancel", args=slug, method="post", data=lambda w: {"reason": "Lumi"}, **ACT),
    rows("reminders", args=lambda w: [w.cohort.slug], **MANAGED),
    rows("reminders", args=lambda w: [w.cohort.slug], method="post",
         data=lambda w: {"rule": "day_before", "day_before-days": "1", "on": "1"}, **ACT),
    rows("invitations", args=slug, **MANAGED),
    rows("invitations", args=slug, method="post", **ACT),
    rows("session_restore", args=slug, method="post", **ACT),
    rows("session_publish", args=slug, method="post", **ACT),
    rows("session_unpublish", args=slug, method="post", **ACT),
    rows("session_history", args=slug, **MANAGED),
    rows("absence_tell", args=slug, method="post", **OWN_ACT),
    rows("absence_take_back", args=slug, method="post", **OWN_ACT),
    rows("material_new", args=slug, **PREPARED),
    rows("material_new", args=slug, method="post", **PREPARED | {
        "coordinator": 422, "coach": 422}),
    rows("material_edit", args=material_args, **PREPARED),
    rows("material_edit", args=material_args, method="post", **PREPARED | {
        "coordinator": 422, "coach": 422}),
    rows("material_remove", args=material_args, method="post", **PREPARED_ACT),
    rows("material", args=lambda w: [w.material.uuid], **SEEN),
    rows("cohort_sessions", args=lambda w: [w.cohort.slug], **MANAGED),
    rows("session_new", args=lambda w: [w.cohort.slug], **MANAGED),
    rows("session_new", args=lambda w: [w.cohort.slug], method="post", **MANAGED | {
        "coordinator": 422}),
    rows("session_ics", args=slug, **SEEN),
    rows("calendar", args=lambda w: [], rest=200),
    rows("calendar_renew", args=lambda w: [], method="post", rest=302),
    rows("calendar_revoke", args=lambda w: [], method="post", rest=302),
    rows("calendar_feed", args=lambda w: [w.feed.token], **EVERYBODY),
    rows("join", args=slug, **SEEN),
    rows("join", args=slug, method="post", **{"rest": 409} | OTHERS),
    rows("join_by_link", args=lambda w: [w.session.slug, join_token(w.session, w.place)],
         **EVERYBODY),
    rows("attendance", args=in_cohort, **MANAGED),
    rows("attendance_save", args=in_cohort, method="post", **ACT),
    rows("attendance_mark", args=lambda w: [*in_cohort(w), w.place.uuid], method="post",
         data=lambda w: {f"{w.place.uuid}-state": "remote", f"{w.place.uuid}-version": "0"},
         **ACT),
    rows("attendance_mark", args=lambda w: [*in_cohort(w), uuid.uuid4()], method="post",
         note="a place of no one here",
         **MANAGED | {"coordinator": 404}),
    rows("attendance_history", args=lambda w: [*in_cohort(w), w.place.uuid], **MANAGED),
    rows("attendance_accept", args=in_cohort, method="post", **ACT),
    rows("check_in", args=slug, **SEEN | {"coordinator": 403, "coach": 403}),
    rows("check_in", args=slug, method="post", note="before it opens",
         **SEEN | {"coordinator": 403, "coach": 403}),
    rows("report_upload", args=in_cohort, **MANAGED),
    rows("report_upload", args=in_cohort, method="post", **MANAGED | {"coordinator": 422}),
    rows("report", args=in_report, **MANAGED),
    rows("report", args=in_report, method="post", data=lambda w: {"least_minutes": "60"}, **ACT),
    rows("report_discard", args=in_report, method="post", **ACT),
    rows("report_undo", args=in_report, method="post", **ACT),
    rows("attendance_all", args=in_cohort, **MANAGED),
    rows("attendance_all", args=in_cohort, method="post", data=lambda w: {"state": "remote"},
         **ACT),
    rows("door_list", args=in_cohort, **MANAGED),
    rows("name_tags", args=in_cohort, **MANAGED),
    rows("attendance_xlsx", args=in_cohort, **MANAGED),
    rows("signup", args=lambda w: [w.webinar.slug], **EVERYBODY),
    rows("signup", args=lambda w: [w.webinar.slug], method="post", data=lambda w: {"act": "take"},
         rest=302, guest=422),
    rows("signup", args=slug, rest=404, note="a session that is no webinar"),
    rows("signup_own", args=own_signup, **EVERYBODY),
    rows("signup_own", args=own_signup, method="post", data=lambda w: {"act": "cancel"},
         rest=302, guest=302),
    rows("signup_feedback", args=asked_signup, **EVERYBODY),
    rows("signup_feedback", args=asked_signup, method="post", data=lambda w: {"k-hyoty": "8"},
         note="before the end", rest=409, guest=409),
    rows("signup_results", args=lambda w: [w.webinar.slug], **STAFF),
    rows("signup_list", args=lambda w: [w.webinar.slug], **STAFF),
    rows("signup_list_xlsx", args=lambda w: [w.webinar.slug], **STAFF),
    rows("signup_list_csv", args=lambda w: [w.webinar.slug], **STAFF),
    rows("signup_tell", args=lambda w: [w.webinar.slug], **STAFF),
    rows("signup_tell", args=lambda w: [w.webinar.slug], method="post", **STAFF | {"admin": 302}),
    rows("signup_cancel", args=lambda w: [w.webinar.slug, w.signup.uuid], **STAFF),
    rows("signup_cancel", args=lambda w: [w.webinar.slug, w.signup.uuid], method="post",
         **STAFF | {"admin": 302}),
    rows("cohort_new", args=lambda w: [], rest=403),
    rows("cohort_copy", args=lambda w: [w.cohort.slug], **{"rest": 403} | OTHERS),
]  # fmt: skip

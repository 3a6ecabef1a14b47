"""Whoever writes a text tells the search: every act and every desk of the administration.

An act or a desk that is in neither table fails the test below: say there whether it writes what
something is found by, and if it does, how the test does it.
"""

import datetime
import importlib
import inspect
import pkgutil
from types import SimpleNamespace

import pytest
from django.contrib import admin as administration
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from methods.library.actions import load_library, read_packages
from methods.library.models import Card, Deck, Step
from participants.accounts.models import User
from participants.cohorts.actions import change_cohort
from participants.discussions.actions import add_post, begin, change_post
from participants.enrolment.actions import add_person, correct_person, move_person
from participants.enrolment.models import Enrolment
from participants.organisations.actions import change_own_data, load_reference_data
from sessions.planning.actions import (
    copy_session,
    create_cohort_from_template,
    duplicate_cohort,
)
from sessions.planning.queries import template_of
from sessions.schedule.actions import (
    change_session,
    create_session,
    duplicate_session,
    set_agenda,
)
from sessions.schedule.material_actions import add_material, change_material
from sessions.schedule.models import SessionCoach
from sessions.tasks.actions import change_task, copy_tasks, create_task
from sessions.tasks.models import Task
from tests.discussion_factories import make_post, make_thread
from tests.factories import enrol, make_cohort, make_organisation, make_team, make_user
from tests.method_factories import make_method
from tests.methods.library.test_admin import typed
from tests.session_factories import make_agenda, make_material, make_session, make_task
from valmennus.portal.actions import save_own_data
from valmennus.portal.merging import merge_accounts
from valmennus.shared import jobs, search_index, uploads
from valmennus.shared.models import Act
from valmennus.shared.search_text import parse

pytestmark = pytest.mark.django_db

# A word that stands nowhere before the act has written it.
WORD = "Zyxwort"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def world(cohort, team, coordinator, participant, teammate):
    """Things of every kind, all of which the search knows."""
    # The team of Mikkeli has a wrong name, which the reference data sets right.
    mikkeli = make_organisation("Väärä", code="491")
    moved = enrol(make_user("lahtija@example.org"), make_team(make_cohort("Toinen")))
    Enrolment.objects.filter(pk=moved.pk).update(
        team=moved.cohort.teams.create(organisation=mikkeli)
    )
    session = make_session(cohort, title="Aloitus")
    make_agenda(session, (30, "Alku"))
    method = make_method(
        slug="penkki",
        **{f"{name}_sv": "ord" for name in ("name", "tagline", "purpose")},
        **{f"{name}_en": "words" for name in ("name", "tagline", "purpose")},
    )
    world = SimpleNamespace(
        by=coordinator,
        cohort=cohort,
        participant=participant,
        teammate=teammate,
        place=Enrolment.objects.get(person=participant),
        session=session,
        webinar=make_session(None, kind="webinar", title="Kahvit"),
        material=make_material(session, title="Lue"),
        task=make_task(session),
        organisation=mikkeli,
        method=method,
    )
    make_material(world.webinar, title="Diat")
    world.post = make_post(make_thread(cohort), participant)
    search_index.renew()
    assert search_index.renew(everything=True) == 0
    return world


def is_found(word):
    """Whether anything is found by the word."""
    query = parse(word)
    return any(
        entry.objects.filter(search=way()).exists()
        for entry in search_index.entries()
        for way in (query.in_texts, query.in_names)
    )


def _own(world):
    person = {"given_name": WORD, "family_name": "B", "phone": "", "language": "fi"}
    return {"person": person, "affiliation": {"organisation": None, "role": "other", "title": ""}}


def _merge(world):
    User.objects.filter(pk=world.participant.pk).update(given_name="")
    world.participant.refresh_from_db()
    lost = make_user("toinen@example.org", given_name=WORD)
    merge_accounts(kept=world.participant, lost=lost, by=world.by)


def _about(world):
    return {"cohort": world.cohort, "title": "Aloitus", "home": "/"}


def _library(world):
    package = next(one for one in read_packages() if one["slug"] == "itu")
    package["decks"][0]["cards"][0]["text"]["fi"] = WORD
    load_library(packages=[package])


def _copy_tasks(world):
    Task.objects.filter(pk=world.task.pk).update(title=WORD)
    search_index.reindex(world.task)
    copy = make_session(world.cohort)
    search_index.reindex(copy)
    copy_tasks(session=world.session, copy=copy, by=world.by)


def _starts(world):
    return timezone.now() + 30 * DAY


def _add_file(world):
    upload = SimpleUploadedFile("muistio.txt", f"Ensin {WORD}.".encode())
    uploads.check(upload)
    add_material(session=world.session, by=world.by, title="Muistio", kind="file", upload=upload)


WRITERS = {
    "participants.organisations.actions.change_own_data": lambda w: change_own_data(
        user=w.participant, **_own(w)
    ),
    "participants.organisations.actions.load_reference_data": lambda w: load_reference_data(),
    "participants.cohorts.actions.change_cohort": lambda w: change_cohort(
        cohort=w.cohort, fields={"summary": WORD}, by=w.by
    ),
    "participants.discussions.actions.begin": lambda w: begin(
        subject=w.session, by=w.participant, post={"text": WORD}, **_about(w)
    ),
    "participants.discussions.actions.add_post": lambda w: add_post(
        thread=w.post.thread, by=w.participant, text=WORD
    ),
    "participants.discussions.actions.change_post": lambda w: change_post(
        post=w.post, by=w.participant, text=WORD
    ),
    "participants.enrolment.actions.add_person": lambda w: add_person(
        cohort=w.cohort,
        organisation=w.organisation,
        email="uusi@example.org",
        person={"given_name": WORD},
        role="employee",
        by=w.by,
    ),
    "participants.enrolment.actions.correct_person": lambda w: correct_person(
        enrolment=w.place, fields={"title": "a"}, person={"family_name": WORD}, by=w.by
    ),
    "participants.enrolment.actions.move_person": lambda w: move_person(
        enrolment=w.place, organisation=make_organisation(WORD), by=w.by
    ),
    "methods.library.actions.load_library": _library,
    "sessions.planning.actions.create_cohort_from_template": lambda w: create_cohort_from_template(
        programme=w.cohort.programme,
        name=WORD,
        planned=[(item, _starts(w)) for item in template_of(w.cohort.programme)],
        by=w.by,
    ),
    "sessions.planning.actions.duplicate_cohort": lambda w: duplicate_cohort(
        cohort=w.cohort, name=WORD, planned=[(w.session, _starts(w))], by=w.by
    ),
    "sessions.schedule.actions.create_session": lambda w: create_session(
        cohort=w.cohort,
        by=w.by,
        title=WORD,
        starts_at=_starts(w),
        ends_at=_starts(w) + DAY / 24,
        coaches=[w.by],
    ),
    "sessions.schedule.actions.change_session": lambda w: change_session(
        session=w.session, by=w.by, coaches=[], speakers=[(WORD, "")]
    ),
    "sessions.schedule.actions.set_agenda": lambda w: set_agenda(
        session=w.session,
        # The history tells of minutes, title and person alone.
        items=[{"minutes": 30, "title": "Alku", "who": "", "description": WORD}],
        by=w.by,
    ),
    "sessions.schedule.actions.duplicate_session": lambda w: duplicate_session(
        session=w.session, starts_at=_starts(w), title=WORD, by=w.by
    ),
    "sessions.schedule.material_actions.add_material": _add_file,
    "sessions.schedule.material_actions.change_material": lambda w: change_material(
        material=w.material, by=w.by, text=WORD
    ),
    "sessions.tasks.actions.create_task": lambda w: create_task(
        session=w.session, by=w.by, title="Tehtävä", instruction=WORD
    ),
    "sessions.tasks.actions.change_task": lambda w: change_task(
        task=w.task, by=w.by, instruction=WORD
    ),
    "sessions.tasks.actions.copy_tasks": _copy_tasks,
    "sessions.planning.actions.copy_session": lambda w: copy_session(
        session=w.session, starts_at=_starts(w), title=WORD, by=w.by
    ),
    "valmennus.portal.actions.save_own_data": lambda w: save_own_data(
        user=w.participant, consents=[], **_own(w)
    ),
    "valmennus.portal.merging.merge_accounts": _merge,
}
# States, rights and presence are not searched: who may see what is asked when it is sought.
NO_TEXTS = {
    "participants.discussions.actions": [
        "close_thread",
        "delete_post",
        "follow",
        "handle_report",
        # The name that is found stays that of the person.
        "move_mentions",
        "note_read",
        "open_thread",
        "rename_thread",
        "reopen_thread",
        "report_post",
        "send_due",
    ],
    # What was asked and answered is not searched.
    "sessions.feedback.actions": [
        "close_survey",
        "give",
        "give_unnamed",
        "open_survey",
        "remind",
        "remove_survey",
        "write",
    ],
    # What is agreed, prepared and decided about a run is not searched.
    "methods.bench_cafe.actions": [
        "add_item",
        "remove_item",
        "save_agreement",
        "save_handling",
        "save_occasion",
        "show_link",
        "take_in",
        "take_link_back",
        "tick",
    ],
    "sessions.awards.actions": ["change_rule"],
    "sessions.notes.actions": ["add_photo", "name_writer", "remove_photo", "write"],
    "sessions.topics.actions": [
        "correct",
        "decline",
        "merge",
        "raise_as_guest",
        "raise_topic",
        "reopen",
        "schedule",
        "show",
        "support",
        "take_support_back",
        "write_outcome",
    ],
    "sessions.invitations.actions": ["invite_newcomers", "send_invitations"],
    "participants.accounts.actions": [
        "ask_second_factor_reset",
        "cancel_second_factor_reset",
        "give_phone_code",
        "use_phone_code",
        "carry_out_second_factor_reset",
        "lock_administrators",
        "set_consents",
    ],
    "participants.messages.actions": [
        "choose_mail",
        "drop_text",
        "save_text",
        "send_again",
        "send_test",
        "stop_mail",
        "tell_of_bad_addresses",
    ],
    "sessions.reminders.actions": ["change_rule", "send_due"],
    "valmennus.portal.queue.actions": ["leave", "try_again"],
    "valmennus.portal.digest.actions": ["send_due", "tell"],
    "valmennus.portal.mass_post.actions": ["confirm", "send_due", "stop", "write"],
    "participants.places.actions": [
        "add_colleague",
        "ask_to_confirm",
        "confirm_place",
        "hand_over",
        "leave_place",
        "replace",
        "send_link",
    ],
    "participants.recruiting.actions": [
        "answer_joiner",
        "ask_code",
        "ask_for_news",
        "ask_to_join",
        "confirm_news",
        "forget_old",
        "mail_draft",
        "save_draft",
        "send_code",
        "stop_news",
        "submit",
        "tell_of_call",
        "use_code",
        "withdraw_application",
    ],
    "participants.cohorts.actions": [
        "hand_over",
        "change_state",
        "get_or_create_team",
        "get_or_create_teams",
        "grant_role",
        "grant_roles",
        "lock_coordinated_by",
        # A new person has no place yet; one who is there keeps the name.
        "name_staff",
        "note_exported",
        "note_seen",
        "remove_staff",
        "revoke_role",
    ],
    "participants.enrolment.actions": [
        "confirm_person",
        "confirm_person",
        "change_team",
        "restore_person",
        "withdraw_person",
    ],
    # A list's people are given their places by `enrolment.adding`, as one by one.
    "participants.importing.actions": [
        "change_columns",
        "choose_organisation",
        "correct_row",
        "discard",
        "editable",
        "fill_organisations",
        "forget_old",
        "judge_again",
        "lay_out",
        "leave_to_worker",
        "start",
    ],
    "methods.paper.actions": [
        "add_paper_table",
        "add_sheet",
        "change_paper_table",
        "forget",
        "forget_prints",
        "get_print",
        "remove_sheet",
        "takes_answers",
        "type_in",
    ],
    "methods.summaries.actions": [
        "forget",
        "get_summary_print",
        "publish_summary",
        "summary_file",
        "unpublish_summary",
        "word_summary",
    ],
    # Runs are found by their code and in their own list, not by the search.
    "methods.runs.actions": [
        "catch_up",
        "close_old_runs",
        "end_run",
        "forget_runs",
        "go_to_phase",
        "hand_over_run",
        "lock_run",
        "pause_run",
        "reopen_run",
        "resume_run",
        "start_run",
    ],
    "methods.runs.answer_actions": [
        "add_theme",
        "approve_contributions",
        "change_theme",
        "delete_theme",
        "hide_contribution",
        "put_under_theme",
        "show_results",
    ],
    "methods.runs.draw_actions": ["draw_cards", "draw_pairs"],
    "methods.runs.making_actions": ["change_prompts", "change_run", "change_tables", "create_run"],
    "methods.library.actions": [
        "ask_for_prints",
        "ensure_editors",
        "follow_change",
        "forget_prints",
        "get_print",
        "print_decks",
        "publish_method",
        "read_packages",
        "unpublish_method",
    ],
    "sessions.attendance.actions": [
        "accept_suggestions",
        "check_in",
        "lock",
        "mark",
        "mark_all",
        "mark_made_up",
        "note_joined",
    ],
    "sessions.meeting_reports.actions": [
        "bring",
        "choose",
        "confirm",
        "discard",
        "forget_old",
        "undo",
    ],
    "sessions.calendars.actions": ["renew_feed", "revoke_feed"],
    "sessions.planning.actions": ["load_programme_template"],
    "sessions.tasks.actions": [
        "comment",
        "hand_in",
        "hide_task",
        "publish_task",
        "remove_task",
        "reopen",
        "show_answer",
        "take_back",
        "write_answer",
    ],
    "sessions.signup.actions": [
        "answer",
        "ask",
        "cancel",
        "follow_up",
        "forget_old",
        "offer_free_places",
        "send_link",
        "take",
        "take_as_person",
        "tell_changes",
    ],
    "sessions.schedule.actions": [
        "cancel_session",
        "note_seen",
        "offer_soon",
        "move_session",
        "publish_session",
        "restore_session",
        "take_absence_back",
        "tell_absence",
        "unpublish_session",
    ],
    # The material that it makes is told by the act that makes it.
    "sessions.runs.actions": ["keep_summary", "open_in_session"],
    "sessions.schedule.material_actions": ["remove_material"],
    "valmennus.portal.merging": ["preview"],
    # The portal's own pages and packages are not searched.
    "valmennus.portal.kept.actions": ["fields_to_keep", "forget_old", "keep_form"],
    "valmennus.portal.own_data.actions": [
        "erase_guest",
        "ask_export",
        "end_sign_in",
        "forget_exports",
        "forget_old_exports",
        "make_export",
    ],
    "valmennus.portal.retention.actions": ["forget_due", "forget_runs", "postpone"],
    "valmennus.portal.cockpit.actions": ["remind"],
    "valmennus.portal.team_notes.actions": ["remove", "write"],
    "valmennus.portal.pages.actions": [
        "answer_feedback",
        "give_notice",
        "load_pages",
        "publish_notice",
        "take_feedback",
    ],
}
# What goes is proven where a person is erased: nothing is left in any table.
ERASERS = [
    "methods.bench_cafe.actions",
    "participants.discussions.actions",
    "participants.accounts.actions",
    "participants.cohorts.actions",
    "participants.enrolment.actions",
    "participants.importing.actions",
    "sessions.meeting_reports.actions",
    "participants.organisations.actions",
    "participants.recruiting.actions",
    "sessions.calendars.actions",
    "sessions.notes.actions",
    "sessions.schedule.actions",
    "sessions.signup.actions",
    "sessions.tasks.actions",
    "sessions.topics.actions",
    "valmennus.portal.mass_post.actions",
    "valmennus.portal.own_data.actions",
    "valmennus.portal.pages.actions",
    "valmennus.portal.team_notes.actions",
]
# So is what is forgotten of a cohort.
FORGETTERS = [
    "methods.bench_cafe.actions",
    "participants.discussions.actions",
    "participants.enrolment.actions",
    "participants.importing.actions",
    "participants.recruiting.actions",
    "sessions.meeting_reports.actions",
    "sessions.schedule.actions",
    "sessions.tasks.actions",
    "sessions.topics.actions",
    "valmennus.portal.retention.actions",
    "valmennus.portal.team_notes.actions",
]


def acts():
    """Every act of the portal, by the name of its module and its own."""
    names = set()
    for wing in ("participants", "methods", "sessions", "valmennus"):
        package = importlib.import_module(wing)
        for found in pkgutil.walk_packages(package.__path__, f"{wing}."):
            if found.name.endswith(("actions", "merging")):
                module = importlib.import_module(found.name)
                names |= {
                    f"{found.name}.{name}"
                    for name, function in inspect.getmembers(module, inspect.isfunction)
                    if function.__module__ == found.name and not name.startswith("_")
                }
    return names


def test_no_act_is_missing_from_the_tables():
    quiet = {f"{module}.{name}" for module, names in NO_TEXTS.items() for name in names}
    quiet |= {f"{module}.erase_person" for module in ERASERS}
    quiet |= {f"{module}.forget" for module in FORGETTERS}

    assert acts() == set(WRITERS) | quiet
    assert not set(WRITERS) & quiet


@pytest.mark.parametrize("name", WRITERS)
def test_an_act_tells_the_search_what_it_wrote(world, name):
    word = "Mikkeli" if name.endswith("load_reference_data") else WORD
    assert not is_found(word)

    WRITERS[name](world)

    assert is_found(word)
    # Nothing is left that would have to be brought up to date.
    assert search_index.renew(everything=True) == 0


# --- The administration ---------------------------------------------------------------------

# What is changed on the page of which thing.
DESKS = {
    "participants.User": [(lambda w: w.participant, {"family_name": WORD})],
    "participants.Organisation": [(lambda w: w.organisation, {"name_fi": WORD})],
    "participants.Programme": [(lambda w: w.cohort.programme, {"name": WORD})],
    "participants.Cohort": [(lambda w: w.cohort, {"summary": WORD})],
    "methods.Method": [
        (lambda w: w.method, {"purpose_fi": WORD}),
        (lambda w: w.method, {"steps-0-title_fi": WORD}),
    ],
    "methods.Step": [(lambda w: Step.objects.get(), {"question_sv": WORD})],
    "methods.Deck": [
        (lambda w: Deck.objects.get(), {"title_fi": WORD}),
        (lambda w: Deck.objects.get(), {"cards-0-text_fi": WORD}),
    ],
    "methods.Card": [(lambda w: Card.objects.get(), {"text_en": WORD})],
    "coaching.CoachingSession": [
        (lambda w: w.webinar, {"title": WORD}),
        (lambda w: w.webinar, {"materials-0-title": WORD}),
    ],
}
NO_TEXT_DESKS = {
    "methods.Prompt",
    "shared.MailText",
    "auth.Group",
    "account.EmailAddress",
    "mfa.Authenticator",
    "usersessions.UserSession",
    Act._meta.label,
    "coaching.SessionTemplate",
    "portal.NoticeGiven",
    "portal.Page",
    "portal.Host",
    "portal.AccessibilityFeedback",
    "portal.PrivacyNotice",
}


def test_no_desk_is_missing_from_the_tables():
    desks = {model._meta.label for model in administration.site._registry}

    assert desks == set(DESKS) | NO_TEXT_DESKS


@pytest.mark.parametrize(
    ("thing", "changes"),
    [case for cases in DESKS.values() for case in cases],
    ids=[f"{name} {next(iter(case[1]))}" for name, cases in DESKS.items() for case in cases],
)
def test_a_desk_tells_the_search_what_it_wrote(world, sign_in, admin, thing, changes):
    browser, row = sign_in(admin), thing(world)
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    values = sent(browser.get(address))

    response = browser.post(address, values | changes)

    assert response.status_code == 302, response.context["errors"]
    assert is_found(WORD)
    assert search_index.renew(everything=True) == 0


def sent(page):
    """What the page's form would send without a change; a moment goes in two pieces."""
    values = typed(page)
    for name in [name for name in values if name.endswith("-TOTAL_FORMS")]:
        values[name] = values[name.replace("TOTAL", "INITIAL")]
    for name, value in list(values.items()):
        if isinstance(value, datetime.datetime):
            local = timezone.localtime(value)
            values[f"{name}_0"] = local.date().isoformat()
            values[f"{name}_1"] = local.strftime("%H:%M:%S")
            del values[name]
    # A box without a tick sends nothing.
    return {name: value for name, value in values.items() if value is not False}


def test_a_deleted_card_is_not_found(world, sign_in, admin):
    card = Card.objects.get()
    Card.objects.filter(pk=card.pk).update(text=WORD, text_fi=WORD)
    search_index.reindex(world.method)
    assert is_found(WORD)

    sign_in(admin).post(reverse("admin:methods_card_delete", args=[card.pk]), {"post": "yes"})

    assert not is_found(WORD)


def test_an_older_text_of_a_card_is_found_again(world, sign_in, admin):
    card = Card.objects.get()
    card.text_fi = WORD
    card.save()
    card.text_fi = "Muuta"
    card.save()
    search_index.reindex(world.method)
    assert not is_found(WORD)
    browser, older = sign_in(admin), card.history.get(text_fi=WORD)
    address = reverse("admin:methods_card_simple_history", args=[card.pk, older.pk])

    assert browser.post(address, sent(browser.get(address))).status_code == 302

    assert is_found(WORD)


# --- What follows ---------------------------------------------------------------------------


def test_a_new_name_of_a_person_is_found_where_the_person_coaches(world):
    SessionCoach.objects.create(session=world.session, user=world.participant)
    User.objects.filter(pk=world.participant.pk).update(family_name=WORD)

    search_index.reindex(User.objects.get(pk=world.participant.pk))

    found = world.session.search_entry.__class__.objects.filter(search=parse(WORD).in_names())
    assert [one.pk for one in found] == [world.session.pk]
    assert search_index.renew(everything=True) == 0


def test_a_confirmed_new_address_is_found(world, sign_in, rf):
    from allauth.account.adapter import get_adapter

    world.participant.emailaddress_set.all().delete()
    new = world.participant.emailaddress_set.create(email=f"{WORD.lower()}@example.org")
    request = rf.get("/")
    request.session, request.user, request._messages = {}, world.participant, _NoMessages()

    assert get_adapter().confirm_email(request, new)

    assert is_found(WORD)
    assert search_index.renew(everything=True) == 0


class _NoMessages:
    def add(self, level, message, extra_tags=""):
        """What allauth says on the page."""


def test_the_night_mends_what_was_left_out(world):
    type(world.session).objects.filter(pk=world.session.pk).update(title=WORD)
    world.material.search_entry.delete()

    jobs.renew_search.func(timestamp=0)

    assert is_found(WORD)
    assert search_index.renew(everything=True) == 0


def test_the_command_makes_what_is_missing_and_with_all_everything(world, capsys):
    world.session.search_entry.delete()
    type(world.material).objects.filter(pk=world.material.pk).update(title=WORD)

    call_command("search_index")
    assert "written: 1" in capsys.readouterr().out
    assert not is_found(WORD)

    call_command("search_index", "--all")
    assert "written: 1" in capsys.readouterr().out
    assert is_found(WORD)


def test_a_lost_file_does_not_stop_the_search(world):
    _add_file(world)
    material = world.session.materials.get(kind="file")
    material.file.file.storage.delete(material.file.file.name)

    search_index.reindex(material)

    assert not is_found(WORD)

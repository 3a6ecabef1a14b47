"""What a host's page never sends changes nothing and is refused in words."""

import uuid

import pytest
from django.utils import timezone

from methods.runs import actions, answer_actions
from methods.runs.answer_models import Contribution, Guest, Theme
from methods.runs.models import RunPrompt
from participants.cohorts.models import Cohort, Team
from tests.run_factories import answer, join, make_run, prompt_of

pytestmark = pytest.mark.django_db
NULL, HUGE = "a\x00b", "9" * 5000


@pytest.fixture
def run(participant):
    team = Team.objects.get(enrolments__person=participant)
    kinds = ("lines", "themes", "card")
    return make_run(participant, *kinds, team=team, cohort=team.cohort, tables=2, steps=3)


@pytest.fixture
def host(participant, sign_in):
    return sign_in(participant)


def act(browser, run, name, **data):
    return browser.post(f"/toteutukset/{run.uuid}/{name}/", data)


@pytest.mark.parametrize("name", ["tulokset", "kortti", "vastaukset", "kirjaa", "teemat"])
@pytest.mark.parametrize("key", ["", NULL, "x" * 5000])
def test_a_prompt_that_is_not_there(host, run, name, key):
    assert act(host, run, name, prompt=key).status_code == 404


@pytest.mark.parametrize("who", [NULL, "t9", "p1", "t", "x", HUGE])
def test_cards_are_drawn_for_those_who_are_there(host, run, who):
    prompt = prompt_of(run, "card")
    assert act(host, run, "kortti", prompt=prompt.key, kenelle=who).status_code == 404
    assert RunPrompt.objects.get(pk=prompt.pk).drawn == {}


def test_a_new_theme_has_a_heading_that_a_database_takes(host, run):
    found, themes = answer(run), prompt_of(run, "themes")
    data = {"prompt": themes.key, "vastaus": found.uuid.hex, "uusi": NULL}
    assert act(host, run, "vastaukset", **data).status_code == 302
    assert not Theme.objects.exclude(heading="ab").exists()


@pytest.mark.parametrize("name", ["vastaukset", "teemat"])
def test_themes_stand_only_where_they_are_asked(host, run, name):
    found, lines = answer(run), prompt_of(run)
    data = {"prompt": lines.key, "vastaus": found.uuid.hex, "uusi": "Penkit", "heading": "Penkit"}
    assert act(host, run, name, **data, hits="0").status_code == 404
    assert not Theme.objects.exists()


@pytest.mark.parametrize("table", [NULL, HUGE, "99999", "0", "x"])
def test_words_for_a_table_that_is_not_there(host, run, table):
    data = {"prompt": prompt_of(run).key, "uuid": str(uuid.uuid4()), "text": "Penkki"}
    assert act(host, run, "kirjaa", poyta=table, **data).status_code == 404
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("to", [NULL, HUGE, "x", ""])
def test_nobody_is_no_host(host, run, to):
    assert act(host, run, "luovuta", to=to).status_code == 422


@pytest.mark.parametrize("number", [HUGE, "99999", NULL, "x", ""])
def test_a_phase_that_is_not_there(host, run, number):
    act(host, run, "siirry", vaihe=number, nyt=number)
    run.refresh_from_db()
    assert run.phase.order == 1


class TestOfAnotherRun:
    """A host reaches nothing of another run through the own one."""

    @pytest.fixture
    def other(self, coordinator):
        return make_run(coordinator, "lines", "themes", slug="toinen", tables=3)

    def test_answers(self, host, run, other):
        theirs = answer(other, text="Soita 040 1234567")
        Contribution.objects.filter(pk=theirs.pk).update(waits=True)
        themes = prompt_of(run, "themes")
        for data in ({"piilota": theirs.uuid}, {"hyvaksy": theirs.uuid}, {"uusi": "Penkit"}):
            act(host, run, "vastaukset", prompt=themes.key, vastaus=theirs.uuid, **data)
        theirs.refresh_from_db()
        assert (theirs.hidden_at, theirs.waits, theirs.theme) == (None, True, None)

    def test_themes(self, host, run, other, coordinator):
        theirs = answer_actions.add_theme(
            prompt=prompt_of(other, "themes"), heading="X", by=coordinator
        )
        mine = answer(run)
        themes = prompt_of(run, "themes")
        act(host, run, "vastaukset", prompt=themes.key, vastaus=mine.uuid, teema=theirs.uuid)
        mine.refresh_from_db()
        assert mine.theme is None
        assert host.get(f"/toteutukset/{run.uuid}/teemat/{theirs.uuid}/").status_code == 404
        assert act(host, run, f"teemat/{theirs.uuid}/poista").status_code == 404
        assert Theme.objects.filter(pk=theirs.pk).exists()

    def test_tables(self, host, run, other):
        data = {"prompt": prompt_of(run).key, "uuid": str(uuid.uuid4()), "text": "Penkki"}
        assert act(host, run, "kirjaa", poyta="3", **data).status_code == 404


class TestForgetting:
    """What has been forgotten stays so."""

    def forgotten(self, run):
        type(run).objects.filter(pk=run.pk).update(keep_until="2020-01-01")
        assert actions.forget_runs() == 1
        run.refresh_from_db()
        return run

    def test_a_run_that_never_began_takes_nobody_in_any_more(self, client, coordinator):
        run = self.forgotten(make_run(coordinator, started=False))
        assert actions.start_run(run=run, by=coordinator).started_at is None
        assert client.post(f"/liity/{run.code}/").status_code == 403
        assert not Guest.objects.exists()

    def test_an_answer_that_came_in_that_moment_goes_with_the_next_round(self, coordinator):
        run = make_run(coordinator)
        late = make_run(coordinator, slug="toinen")
        self.forgotten(run)
        # It was on its way while the run was forgotten.
        run.ended_at = run.forgotten_at = None
        answer(run, join(late))
        actions.forget_runs()
        assert not Contribution.objects.exists()


def test_answers_are_kept_at_least_while_the_run_is_open(host, run):
    day = timezone.localdate() + timezone.timedelta(days=20)
    typed = {"matter": "Piha", "keep_until": (day - timezone.timedelta(days=10)).isoformat()}
    response = act(host, run, "asetukset", **typed, closes_on=day.isoformat())
    assert response.status_code == 422


def test_no_run_is_made_for_a_team_whose_cohort_is_archived(host, participant, run):
    Cohort.objects.filter(pk=run.cohort_id).update(state=Cohort.State.ARCHIVED)
    typed = {"matter": "Piha", "way": "live", "team": run.team_id}
    response = host.post(f"/toteutukset/uusi/{run.method.slug}/", typed)
    assert type(run).objects.filter(team=run.team).count() == 1
    assert response.status_code in (302, 403, 422)

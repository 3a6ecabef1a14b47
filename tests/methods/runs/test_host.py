"""The host's page leads the run; the wall shows nothing that the host has not let out."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from methods.runs import actions, answer_actions
from methods.runs.answer_models import Contribution, Theme
from methods.runs.models import Run, RunPrompt, RunTable
from participants.cohorts.models import Team
from tests.method_factories import make_method
from tests.photographs import photograph
from tests.run_factories import answer, join, make_run, prompt_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(participant):
    team = Team.objects.get(enrolments__person=participant)
    return make_run(participant, "lines", "themes", team=team, cohort=team.cohort, steps=3)


@pytest.fixture
def host(participant, sign_in):
    return sign_in(participant)


def act(browser, run, name, **data):
    return browser.post(f"/toteutukset/{run.uuid}/{name}/", data)


def page(browser, run, name="ohjaa"):
    return browser.get(f"/toteutukset/{run.uuid}/{name}/").content.decode()


def test_a_run_is_made_of_a_method(host, participant):
    make_method(slug="itu", steps=2)
    team = Team.objects.get(enrolments__person=participant)
    typed = {"matter": "Kirjaston piha", "way": "live", "team": team.pk, "tables": "3"}
    response = host.post("/toteutukset/uusi/itu/", typed | {"minutes": "60", "moderated": "on"})
    run = Run.objects.get()
    assert response.url == f"/toteutukset/{run.uuid}/ohjaa/"
    assert (run.team, run.cohort, run.host) == (team, team.cohort, participant)
    assert (run.minutes, run.moderated, run.tables.count()) == (60, True, 3)


@pytest.mark.parametrize(
    "typed",
    [
        {"matter": ""},
        {"matter": "x" * 201},
        {"minutes": "-5"},
        {"minutes": "9" * 30},
        {"tables": "41"},
        {"team": "999999"},
        {"closes_on": "31.2.2027"},
        {"closes_on": "1.1.2099"},
    ],
)
def test_bad_input_makes_no_run(host, typed):
    make_method(slug="itu")
    data = {"matter": "Kirjaston piha", "way": "live"} | typed
    response = host.post("/toteutukset/uusi/itu/", data)
    assert response.status_code == 422
    assert not Run.objects.exists()


def test_the_host_goes_on_and_back(host, run):
    act(host, run, "siirry", vaihe="2", nyt="1")
    act(host, run, "siirry", vaihe="2", nyt="1")
    assert "vaihe 2 / 3" in page(host, run)
    act(host, run, "siirry", vaihe="1", nyt="2")
    assert Run.objects.get().phase.order == 1
    for nonsense in ("", "kissa", "99", "-1"):
        assert act(host, run, "siirry", vaihe=nonsense).status_code == 302
    assert Run.objects.get().phase.order == 1


def test_a_move_without_the_sentence_is_refused_in_words(host, participant):
    run = make_run(participant, prompt={"needed": True}, slug="tarvitsee")
    act(host, run, "siirry", vaihe="2", nyt="1")
    assert "Ei lausetta, ei siirtoa" in page(host, run)
    assert Run.objects.get().phase.order == 1


def test_hidden_and_waiting_answers_are_never_on_the_wall(host, run):
    answer(run, join(run), text="Näkyvä")
    answer(run, join(run), text="Kysykää Matti Virtaselta")
    hidden = answer(run, join(run), text="Ruma sana")
    assert "Näkyvä" not in page(host, run, "valkokangas")
    act(host, run, "tulokset", prompt="lines-1", nayta="1")
    act(host, run, "vastaukset", prompt="lines-1", piilota=str(hidden.uuid))
    wall = page(host, run, "valkokangas")
    assert "Näkyvä" in wall
    assert "Virtaselta" not in wall
    assert "Ruma" not in wall
    assert "Ruma sana" in page(host, run)
    act(host, run, "vastaukset", prompt="lines-1", palauta=str(hidden.uuid))
    act(host, run, "vastaukset", prompt="lines-1", hyvaksy="")
    wall = page(host, run, "valkokangas")
    assert "Ruma" in wall
    assert "Virtaselta" in wall
    act(host, run, "tulokset", prompt="lines-1", nayta="0")
    assert "Näkyvä" not in page(host, run, "valkokangas")


def test_answers_are_gathered_under_themes(host, run):
    first, second, third = (answer(run, join(run)) for _each in range(3))
    chosen = [str(first.uuid), str(second.uuid)]
    act(host, run, "vastaukset", prompt="themes-2", vastaus=chosen, uusi="Piha  ja penkit")
    theme = Theme.objects.get()
    assert theme.heading == "Piha ja penkit"
    act(host, run, "vastaukset", prompt="themes-2", vastaus=[str(third.uuid)], teema=theme.uuid)
    assert theme.contributions.count() == 3
    act(host, run, "vastaukset", prompt="themes-2", vastaus=[str(third.uuid)], teema="")
    assert theme.contributions.count() == 2
    act(host, run, "vastaukset", prompt="themes-2", vastaus=["kissa"], teema="kissa")
    assert "Valitse ensin" in page(host, run)
    changed = {"heading": "Piha", "kind": "idea", "text": "", "hits": "5"}
    address = f"/toteutukset/{run.uuid}/teemat/{theme.uuid}/"
    assert host.post(address, changed | {"hits": "-1"}).status_code == 422
    host.post(address, changed)
    assert "7 osumaa" in page(host, run)
    host.post(f"{address}poista/")
    assert not Theme.objects.exists()
    assert Contribution.objects.count() == 3


def test_a_strangers_theme_or_answer_is_not_touched(host, run, coordinator):
    other = make_run(coordinator, "lines", "themes", slug="toinen")
    theirs = answer(other, join(other))
    theme = answer_actions.add_theme(
        prompt=prompt_of(other, "themes"), heading="Heidän", by=coordinator
    )
    act(host, run, "vastaukset", prompt="lines-1", piilota=str(theirs.uuid))
    act(host, run, "vastaukset", prompt="themes-2", vastaus=[str(theirs.uuid)], uusi="Meidän")
    assert host.post(f"/toteutukset/{run.uuid}/teemat/{theme.uuid}/").status_code == 404
    theirs.refresh_from_db()
    assert (theirs.hidden_at, theirs.theme) == (None, None)


def test_the_host_writes_for_a_table(host, participant):
    prompt = {"by_table": True, "limit": 1}
    run = make_run(participant, slug="poydat", tables=2, prompt=prompt)
    form = {"prompt": "lines-1", "uuid": "7b1f3a0e-0000-4000-8000-000000000001", "poyta": "2"}
    assert act(host, run, "kirjaa", **form, text="").status_code == 422
    act(host, run, "kirjaa", **form, text="Toisen pöydän lause")
    act(host, run, "kirjaa", **form, text="Toisen pöydän lause")
    kept = Contribution.objects.get()
    assert (kept.table.number, kept.typed_by) == (2, participant)
    assert act(host, run, "kirjaa", **form | {"poyta": "9"}, text="Ei").status_code == 404


def test_what_is_asked_is_changed_until_it_has_been_answered(host, participant):
    run = make_run(participant, "points", "lines", slug="aanestys", started=False)
    typed = {
        "points-1-used": "on",
        "points-1-text": "Mikä on tärkeintä?",
        "points-1-options": "Puisto\nKaksi\nKirjasto\n",
        "lines-2-text": "Kysymys 2",
    }
    assert host.post(f"/toteutukset/{run.uuid}/kysymykset/", typed).status_code == 302
    points = RunPrompt.objects.get(run=run, kind="points")
    assert (points.text, list(points.labels.values())) == (
        "Mikä on tärkeintä?",
        ["Puisto", "Kaksi", "Kirjasto"],
    )
    assert RunPrompt.objects.get(run=run, kind="lines").left_out
    run = actions.start_run(run=run, by=participant)
    answer(run, join(run), "points", value={"o0": 1})
    host.post(f"/toteutukset/{run.uuid}/kysymykset/", typed | {"points-1-text": "Muu"})
    points.refresh_from_db()
    assert points.text == "Mikä on tärkeintä?"
    few = typed | {"points-1-options": "Yksi", "lines-2-text": ""}
    assert host.post(f"/toteutukset/{run.uuid}/kysymykset/", few).status_code == 422


def test_tables_are_added_and_named(host, run):
    act(host, run, "poydat", lisaa="1", **{"p1-people": "6", "p1-on_paper": "on"})
    assert act(host, run, "poydat", **{"p1-people": "-1"}).status_code == 422
    table = RunTable.objects.get(run=run)
    assert (table.people, table.on_paper) == (6, True)
    join(run)
    assert "7" in page(host, run).split("data-people>")[1][:5]


def test_the_run_is_handed_over_to_one_of_the_cohort(host, run, teammate, outsider, participant):
    address = f"/toteutukset/{run.uuid}/luovuta/"
    assert host.post(address, {"to": outsider.pk}).status_code == 422
    assert host.post(address, {"to": teammate.pk}).status_code == 302
    assert Run.objects.get().host == teammate
    # Of the team, so the results are still seen.
    assert host.get(f"/toteutukset/{run.uuid}/ohjaa/").status_code == 403


def test_pairs_and_cards_are_drawn(host, participant):
    run = make_run(participant, "card", slug="parit", prompt={"draw": 1})
    for _each in range(4):
        join(run)
    act(host, run, "parit")
    assert "Pari 2" in page(host, run)
    act(host, run, "kortti", prompt="card-1", kenelle="", ryhma="Ryhmä")
    drawn = RunPrompt.objects.get(run=run).drawn[""]
    assert len(drawn) == 1
    assert "Kysymys" in page(host, run, "valkokangas")


def test_a_draw_names_the_table_as_its_people_do(host, participant):
    run = make_run(participant, "card", prompt={"draw": 1, "by_table": True}, tables=2)
    RunTable.objects.filter(run=run, number=2).update(name="Ikkunapöytä")
    act(host, run, "kortti", prompt="card-1", kenelle="t2")
    assert "<strong>Ikkunapöytä:</strong>" in page(host, run)
    assert "Pöytä 2:" not in page(host, run)


def test_pairs_are_drawn_anew_only_by_name(host, participant):
    run = make_run(participant, "card", slug="parit", prompt={"draw": 1})
    run.phases.filter(pk=run.phase_id).update(grouping="pairs")
    join(run)
    assert "Arvo parit uudelleen" not in page(host, run)
    act(host, run, "parit")
    assert "Arvo parit uudelleen" in page(host, run)


def test_the_wall_asks_nobody_in_when_it_has_ended(host, run, participant):
    assert f'class="live-code">{run.spoken_code}' in page(host, run, "valkokangas")
    actions.end_run(run=run, by=participant)
    wall = page(host, run, "valkokangas")
    assert run.spoken_code not in wall
    assert 'class="qr"' not in wall


@pytest.mark.parametrize("name", ["ohjaa", "valkokangas"])
def test_statements_do_not_grow_with_rows(host, run, name):
    answer_actions.show_results(prompt=prompt_of(run), shown=True, by=run.host)
    counts = []
    for number in (1, 3):
        for _each in range(number):
            answer(run, join(run))
            answer_actions.add_theme(
                prompt=prompt_of(run, "themes"), heading=f"T{Theme.objects.count()}", by=run.host
            )
        with CaptureQueriesContext(connection) as queries:
            assert host.get(f"/toteutukset/{run.uuid}/{name}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_the_list_counts_statements(host, participant):
    counts = []
    for number in (1, 3):
        for count in range(number):
            make_run(participant, slug=f"m{number}{count}")
        with CaptureQueriesContext(connection) as queries:
            assert "Kirjaston piha" in host.get("/toteutukset/").content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_the_map_of_a_run_tells_nothing_of_its_camera(coordinator, sign_in):
    run = make_run(coordinator, "place")
    host, key = sign_in(coordinator), prompt_of(run, "place").key
    taken = SimpleUploadedFile("kartta.jpg", photograph(), content_type="image/jpeg")
    typed = {"used": "on", "text": "Missä?", "options": "Yksi\nKaksi"}
    data = {f"{key}-{name}": value for name, value in typed.items()}
    assert act(host, run, "kysymykset", **data, **{f"{key}-picture": taken}).status_code == 302
    response = host.get(f"/liity/{run.code}/kuva/{key}/")
    content = b"".join(response.streaming_content)
    assert b"Puhelinmerkki" not in content
    assert not Image.open(io.BytesIO(content)).getexif()


def answer_many(run, number):
    """So many answers in words, "Vastaus 1." the oldest."""
    prompt, guest = prompt_of(run), join(run)
    Contribution.objects.bulk_create(
        Contribution(
            run=run,
            prompt=prompt,
            guest=guest,
            uuid=uuid.uuid4(),
            text=f"Vastaus {count + 1}.",
            written_at=timezone.now(),
        )
        for count in range(number)
    )


def test_the_host_page_shows_the_newest_and_leads_to_the_rest(host, run):
    prompt = prompt_of(run)
    waiting = answer(run, join(run), text="Odottaa")
    Contribution.objects.filter(pk=waiting.pk).update(waits=True)
    answer_many(run, 32)
    few = page(host, run)
    assert "Odottaa" in few
    assert "Vastaus 32." in few
    assert "Vastaus 4." in few
    assert "Vastaus 3." not in few
    assert f'href="/toteutukset/{run.uuid}/ohjaa/?kaikki=1#{prompt.key}"' in few
    everything = host.get(f"/toteutukset/{run.uuid}/ohjaa/?kaikki=1").content.decode()
    assert "Vastaus 1." in everything
    assert 'name="kaikki"' in everything
    chosen = {"prompt": prompt.key, "piilota": str(waiting.uuid), "kaikki": "1"}
    response = act(host, run, "vastaukset", **chosen)
    assert response["Location"].endswith(f"/ohjaa/?kaikki=1#{prompt.key}")


def test_the_wall_shows_what_fits_and_counts_the_rest(host, run):
    answer_actions.show_results(prompt=prompt_of(run), shown=True, by=run.host)
    hidden = answer(run, join(run), text="Piilotettu")
    answer_many(run, 19)
    answer_actions.hide_contribution(contribution=hidden, hidden=True, by=run.host)
    wall = page(host, run, "valkokangas")
    assert "Vastaus 19." in wall
    assert "Vastaus 4." in wall
    assert "Vastaus 3." not in wall
    assert "Piilotettu" not in wall
    assert "Ja vielä 3." in wall


def test_nothing_is_drawn_when_it_has_ended(host, participant):
    run = make_run(participant, "card", slug="parit", prompt={"draw": 1})
    run.phases.filter(pk=run.phase_id).update(grouping="pairs")
    ways = [f"/toteutukset/{run.uuid}/{act}/" for act in ("kortti", "parit")]
    assert [way in page(host, run) for way in ways] == [True, True]
    actions.end_run(run=run, by=participant)
    assert [way in page(host, run) for way in ways] == [False, False]


@pytest.mark.parametrize(("minutes", "is_there"), [(10, True), (None, False)])
def test_what_those_who_arrange_do_is_not_on_the_wall(host, run, minutes, is_there):
    texts = {"fi": {"title": "Kahvila", "question": "Mitä kuuluu?", "text": "Yksi kuuntelee."}}
    run.phases.filter(pk=run.phase_id).update(texts=texts, minutes=minutes)
    assert "Yksi kuuntelee." in page(host, run)
    wall = page(host, run, "valkokangas")
    assert "Mitä kuuluu?" in wall
    assert ("Yksi kuuntelee." in wall) == is_there

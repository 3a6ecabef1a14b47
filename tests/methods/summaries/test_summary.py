"""The summary tells what came of a run, as it is at the moment, and never who said it."""

import datetime
import io
import shutil
import zipfile
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from methods.bench_cafe import actions as cafe
from methods.library.actions import load_library
from methods.library.choices import Outcome
from methods.library.models import Method
from methods.library.prompt_models import Prompt
from methods.runs import actions as runs
from methods.runs import answer_actions, making_actions
from methods.runs.models import Run, RunPrompt, RunTable
from methods.summaries import actions, content, queries
from methods.summaries.models import Summary, SummaryVersion
from tests.methods.library.test_print import tell
from tests.run_factories import answer, join, make_asking_method, make_run, prompt_of
from valmennus.portal.retention.actions import forget_runs
from valmennus.shared import pdf
from valmennus.shared.models import Act, StoredFile
from valmennus.shared.versions import version_of

pytestmark = pytest.mark.django_db


def address(run, name="summary"):
    return reverse(f"summaries:{name}", args=[run.uuid])


def shown(run):
    run = Run.objects.select_related("method").get(pk=run.pk)
    return queries.content_of(run, queries.summary_of(run))


def block(run, number=0):
    return shown(run)["phases"][0]["blocks"][number]


def answers(run, *texts, **fields):
    return [answer(run, join(run), text=text, **fields) for text in texts]


def typed(client, run, **fields):
    form = client.get(address(run, "edit")).context["form"]
    now = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (now | fields).items() if value is not None}


def themed(by):
    """A run with two themes; the first has three answers, one of which looks like a name."""
    run = make_run(by, "lines", "themes")
    kept = answers(run, "Lisää penkkejä", "Penkki rantaan")
    kept.append(answer(run, by=by, text="Soita Matti Virtaselle"))
    theme = answer_actions.add_theme(prompt=prompt_of(run, "themes"), heading="Penkit", by=by)
    answer_actions.put_under_theme(run=run, contributions=kept, theme=theme, by=by)
    other = answer_actions.add_theme(prompt=prompt_of(run, "themes"), heading="Tiet", by=by)
    answer_actions.change_theme(theme=other, by=by, hits=5)
    return run, theme, kept


# --- What it tells --------------------------------------------------------------------------


def test_themes_with_their_hits_and_quotes_without_names(client, coach):
    run, _theme, _kept = themed(coach)
    client.force_login(coach)
    html = client.get(address(run)).content.decode()
    assert "Penkit" in html
    assert "5 mainintaa" in html
    assert "Penkki rantaan" in html
    assert "Virtaselle" not in html
    assert "1 vastaus näyttää nimeltä" in html


def test_people_on_phones_and_on_paper(coach):
    run = make_run(coach, "lines", tables=1)
    RunTable.objects.update(on_paper=True, people=4)
    join(run)
    # Five in all: the two are told apart; four are not.
    assert (shown(run)["people"], shown(run)["phones"], shown(run)["paper"]) == (5, 1, 4)
    RunTable.objects.update(people=3)
    assert (shown(run)["people"], shown(run)["phones"], shown(run)["paper"]) == (4, None, None)


def test_visitors_stand_beside_the_people_and_are_never_added(client, coach):
    run = make_run(coach, "lines", "counter", "counter", tables=1)
    visitors, cups = RunPrompt.objects.filter(run=run, kind="counter").order_by("order")
    RunPrompt.objects.filter(pk=visitors.pk).update(outcome=Outcome.VISITORS)
    RunTable.objects.update(on_paper=True, people=4)
    join(run)
    client.force_login(coach)
    assert shown(run)["visitors"] is None
    assert "Kävijöitä" not in client.get(address(run)).content.decode()
    answer(run, by=coach, kind="counter", card="o0", value=20)
    answer(run, by=coach, kind="counter", card="o1", value=3)
    answer(run, by=coach, kind="counter", card="o1", value=-1)
    _typed(run, cups, None, coach, card="o0", value=50)
    told = shown(run)
    assert (told["people"], told["phones"], told["paper"], told["visitors"]) == (5, 1, 4, 22)
    html = client.get(address(run)).content.decode()
    assert "Laskettuja kävijöitä" in html
    assert "samoja ihmisiä" in html
    workbook = b"".join(client.get(address(run, "xlsx")).streaming_content)
    cells = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    facts = {(row[1], row[2][:12]): row[3] for row in cells if type(row[3]) is float}
    assert facts["Osallistujat", ""] == 5
    assert facts["Osallistujat", "puhelimella"] == 1
    assert facts["Osallistujat", "paperilla"] == 4
    assert facts["Laskettuja kävijöitä", "heissä voi o"] == 22
    for page in (run.get_absolute_url(), reverse("runs:run_list")):
        assert "22 kävijää laskettu" in client.get(page).content.decode()
    # Taking back what was counted goes below nothing nowhere.
    answer(run, by=coach, kind="counter", card="o0", value=-90)
    assert shown(run)["visitors"] is None


def test_the_packaged_cafe_counts_visitors_in_runs_made_earlier_too(coach):
    load_library()
    method = Method.objects.get(slug="penkkikahvila")
    run = making_actions.create_run(method=method, by=coach, matter="Tori")
    run = runs.start_run(run=run, by=coach)
    _typed(run, RunPrompt.objects.get(run=run, key="vaki"), None, coach, card="o0", value=7)
    assert shown(run)["visitors"] == 7
    RunPrompt.objects.update(outcome="")
    assert shown(run)["visitors"] is None
    import_module("methods.migrations.0010_visitors_counted").tell(apps, None)
    assert shown(run)["visitors"] == 7


def test_under_five_answers_are_not_broken_down(client, coach):
    run = make_run(coach, "choice", "scale")
    for choice in ("o0", "o0", "o1", "o0"):
        answer(run, join(run), "choice", value=choice)
        answer(run, join(run), "scale", value=7)
    assert all(one["few"] and not one["rows"] for one in shown(run)["phases"][0]["blocks"])
    client.force_login(coach)
    page = client.get(address(run)).content.decode()
    assert "Vastauksia on alle viisi, joten niitä ei eritellä." in page
    assert "<td" not in page
    workbook = b"".join(client.get(address(run, "xlsx")).streaming_content)
    cells = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    assert ["Kysymys 1", "alle viisi vastausta: ei eritellä"] in [row[1:3] for row in cells]
    assert "Kaksi" not in str(cells)
    answer(run, join(run), "choice", value="o0")
    assert block(run)["rows"] == [["Yksi", 4, 80], ["Kaksi", 1, 20], ["Kolme", 0, 0]]


@pytest.mark.parametrize(
    ("counted", "rows"),
    [
        ([20, 9, 7], [("a", 20), ("b", 9), ("c", 7)]),
        # One small group alone would be told by the total.
        ([20, 9, 3], [("a", 20), ("yhteensä: c, b", 12)]),
        ([20, 2, 3], [("a", 20), ("yhteensä: b, c", 5)]),
        ([20, 2, 1], [("yhteensä: c, b, a", 23)]),
        ([2, 1, 0], []),
        ([20, 0, 0], [("a", 20), ("b", 0), ("c", 0)]),
    ],
)
def test_small_groups_of_visitors_stand_together(counted, rows):
    given = list(zip("abc", counted, [0, 0, 0], strict=True))
    assert [tuple(row[:2]) for row in content._grouped(given)] == rows


def test_every_kind_shows(client, coach):
    kinds = ["lines", "choice", "several", "points", "scale", "card", "page", "place", "drawing",
             "counter", "themes", "agree"]  # fmt: skip
    run = make_run(coach, *kinds)
    for number in range(6):
        phone = join(run)
        kept = answer(run, phone, text=f"Rivi {number}")
        answer(run, phone, "choice", value="o0")
        answer(run, phone, "several", value=["o0", "o1"])
        answer(run, phone, "points", value={"o1": 2})
        answer(run, phone, "scale", value=number)
        answer(run, phone, "card", card="kortti-0", text="Kortista")
        answer(run, phone, "page", card="kortti-1", text="Sivulta")
        answer(run, phone, "place", card="o1", text="Ranta", value={"x": 10, "y": 20})
        answer(run, phone, "drawing", value={"strokes": [[0, 0, 9, 9]]}, text="Talo")
        answer(run, phone, "counter", card="o2", value=3)
        answer(run, phone, "agree", card=kept.uuid.hex)
    client.force_login(coach)
    page = client.get(address(run))
    assert page.status_code == 200
    html = page.content.decode()
    for words in ("Rivi 5", "Kortista", "Sivulta", "Ranta", "Talo", "6 piirrosta", "Laskettu: 18"):
        assert words in html
    assert html.count('<svg class="bar"') == html.count('<td class="table__bar"') > 10
    assert client.get(address(run, "edit")).status_code == 200


def test_a_run_without_answers_says_who_and_where(client, coach):
    run = make_run(coach, "lines", "choice", "themes", started=False, place="Kirjasto")
    client.force_login(coach)
    html = client.get(address(run)).content.decode()
    assert "Kirjasto" in html
    assert shown(run)["phases"] == []


def test_itu_opens_with_the_draft_of_an_experiment(coach):
    load_library()
    run = making_actions.create_run(
        method=Method.objects.get(slug="itu"), by=coach, matter="Koulu", tables=2
    )
    run = runs.start_run(run=run, by=coach)
    table = RunTable.objects.get(number=1)
    for key in ("siemen", "multa", "itu", "varsi", "sato"):
        prompt = RunPrompt.objects.get(run=run, key=f"lause-{key}")
        _typed(run, prompt, table, coach, text=f"Lause {key}")
    weather = RunPrompt.objects.get(run=run, key="saakortit")
    for card in weather.cards[:2]:
        _typed(run, weather, table, coach, card=card["key"], text=f"Jos {card['key']}")
    [draft] = shown(run)["drafts"]
    assert draft["table"] == str(table)
    told = {row["label"]: [one["text"] for one in row["texts"]] for row in draft["rows"]}
    assert list(told)[:3] == ["Siemen", "Voimavarat", "Kokeilu"]
    assert list(told)[3:5] == ["Vastuuhenkilön rooli ja määräpäivä", "Riskit"]
    assert told["Kokeilu"] == ["Lause itu"]
    assert len(told["Riskit"]) == 2
    # The sentences stand in the draft alone.
    assert shown(run)["phases"] == []


def _typed(run, prompt, table, by, **fields):
    import uuid

    from methods.runs.answers import contribute

    contribute(run=run, prompt=prompt, uuid=uuid.uuid4(), table=table, by=by, **fields)


def test_a_method_of_ones_own_has_a_draft_and_deeds(coach):
    method = make_asking_method("lines", "card", "lines", "choice", slug="oma")
    outcomes = [Outcome.RISKS, Outcome.TRIAL, Outcome.DEED, Outcome.SEED]
    for prompt, outcome in zip(Prompt.objects.order_by("order"), outcomes, strict=True):
        Prompt.objects.filter(pk=prompt.pk).update(outcome=outcome)
    run = make_run(coach, method=method, tables=2)
    risk, trial, deed, choice = RunPrompt.objects.filter(run=run).order_by("order")
    # What an editor changes later is for later runs.
    Prompt.objects.update(outcome=Outcome.ANSWER)
    first, second = RunTable.objects.order_by("number")
    _typed(run, risk, first, coach, text="Kukaan ei tule")
    _typed(run, trial, first, coach, card="kortti-1", text="Soppapäivä")
    _typed(run, risk, second, coach, text="Raha loppuu")
    _typed(run, deed, second, coach, text="Kysytään koululta")
    _typed(run, choice, None, coach, value="o0")
    told = shown(run)
    assert [draft["table"] for draft in told["drafts"]] == [str(first), str(second)]
    # Those that the method asks alone, in the order of an experiment.
    labels = [[row["label"] for row in draft["rows"]] for draft in told["drafts"]]
    assert labels == [["Siemen", "Kokeilu", "Riskit"]] * 2
    _seed, trial, risk = told["drafts"][0]["rows"]
    assert [one["text"] for one in trial["texts"]] == ["Soppapäivä"]
    assert [one["card"] for one in trial["texts"]] == ["Kysymys 1?"]
    assert [one["text"] for one in risk["texts"]] == ["Kukaan ei tule"]
    assert [one["text"] for one in told["deeds"]] == ["Kysytään koululta"]
    # What is chosen is no sentence: it stays with its phase, whatever was meant.
    [phase] = told["phases"]
    assert [one["prompt"] for one in phase["blocks"]] == [choice.key]


def test_runs_made_before_outcomes_were_told_keep_their_summaries(coach):
    load_library()
    made = []
    for slug, key in (("itu", "lause-itu"), ("dialogeillaan", "teot")):
        method = Method.objects.get(slug=slug)
        run = making_actions.create_run(method=method, by=coach, matter="Koulu")
        run = runs.start_run(run=run, by=coach)
        _typed(run, RunPrompt.objects.get(run=run, key=key), None, coach, text="Lause")
        made.append(run)
    before = [shown(run) for run in made]
    assert before[0]["drafts"]
    assert before[1]["deeds"]
    for model in (RunPrompt, Prompt, Prompt.history.model):
        model.objects.update(outcome="")
    Prompt.objects.update(packaged={})
    assert [shown(run) for run in made] != before
    for name in ("0008_outcomes_of_prompts", "0010_visitors_counted"):
        import_module(f"methods.migrations.{name}").tell(apps, None)
    assert [shown(run) for run in made] == before
    told = dict(Prompt.objects.exclude(outcome="").values_list("key", "outcome"))
    assert told == dict(Prompt.history.exclude(outcome="").values_list("key", "outcome"))
    assert len(told) == 8
    load_library()
    assert told == dict(Prompt.objects.exclude(outcome="").values_list("key", "outcome"))


def test_the_friends_book_tells_prompts_and_the_reply(coach):
    load_library()
    run = making_actions.create_run(
        method=Method.objects.get(slug="ystavani-kirja"), by=coach, matter="Nuoret"
    )
    run = runs.start_run(run=run, by=coach)
    pages = RunPrompt.objects.get(run=run, key="sivut")
    reply = RunPrompt.objects.get(run=run, key="vastaussivu")
    for number in range(6):
        _typed(run, pages, None, coach, card=pages.cards[0]["key"], text=f"Ahma {number}")
    for card in reply.cards:
        _typed(run, reply, None, coach, card=card["key"], text=f"Vastaus {card['key']}")
    blocks = {one["prompt"]: one for phase in shown(run)["phases"] for one in phase["blocks"]}
    [card] = blocks["sivut"]["cards"]
    assert (card["number"], len(card["texts"])) == (6, content.QUOTES)
    assert [len(card["texts"]) for card in blocks["vastaussivu"]["cards"]] == [1] * len(reply.cards)


def test_what_was_agreed_comes_from_its_question_until_it_is_worded(client, coach):
    run = make_run(coach, "lines")
    RunPrompt.objects.update(outcome=Outcome.DEED)
    answers(run, "Penkki toukokuuhun mennessä")
    assert [one["text"] for one in shown(run)["deeds"]] == ["Penkki toukokuuhun mennessä"]
    client.force_login(coach)
    client.post(address(run, "edit"), typed(client, run, deeds="Penkki ensin\n\nSitten kahvila"))
    assert shown(run)["deeds"] == [{"text": "Penkki ensin"}, {"text": "Sitten kahvila"}]


# --- Wording --------------------------------------------------------------------------------


def test_the_wording_changes_and_the_data_stay(client, coach):
    run, theme, kept = themed(coach)
    client.force_login(coach)
    key = theme.uuid.hex
    worded = {
        "heading": "Penkkejä tarvitaan",
        "opening": "Kuulimme torilla.",
        "next_steps": "Lautakunta päättää.",
        f"t-{key}-heading": "Istumapaikat",
        f"q-{key}": [kept[0].uuid.hex],
    }
    assert client.post(address(run, "edit"), typed(client, run, **worded)).status_code == 302
    html = client.get(address(run)).content.decode()
    for words in ("Penkkejä tarvitaan", "Kuulimme torilla.", "Istumapaikat", "Lisää penkkejä"):
        assert words in html
    assert "Penkki rantaan" not in html
    theme.refresh_from_db()
    assert theme.heading == "Penkit"
    assert Act.objects.of(run).filter(verb="summary.worded").count() == 1


def test_quotes_stay_as_the_portal_chooses_until_somebody_does(client, coach):
    run, theme, _kept = themed(coach)
    client.force_login(coach)
    client.post(address(run, "edit"), typed(client, run, heading="Uusi"))
    assert Summary.objects.get().quotes is None
    assert Summary.objects.get().wordings == {}
    none = typed(client, run)
    del none[f"q-{theme.uuid.hex}"]
    client.post(address(run, "edit"), none)
    assert Summary.objects.get().quotes == []


def test_who_was_second_sees_both_and_versions_are_kept(client, coach, coordinator, cohort):
    run = make_run(coach, "lines", cohort=cohort)
    client.force_login(coach)
    old = typed(client, run, heading="Valmentajan")
    client.post(address(run, "edit"), old)
    client.force_login(coordinator)
    answered = client.post(address(run, "edit"), old | {"heading": "Koordinaattorin", "seen": "x"})
    assert answered.status_code == 422
    assert "Valmentajan" in answered.content.decode()
    seen = version_of(Summary.objects.get())
    client.post(address(run, "edit"), old | {"heading": "Koordinaattorin", "seen": seen})
    assert Summary.objects.get().heading == "Koordinaattorin"
    assert SummaryVersion.objects.get().values["heading"] == "Valmentajan"
    assert "Valmentajan" in client.get(address(run, "edit")).content.decode()


@pytest.mark.parametrize(
    "bad", [{"heading": "x" * 201}, {"opening": "a\0b"}, {"deeds": "x" * 3001}]
)
def test_bad_wording_is_told_and_kept(client, coach, bad):
    run = make_run(coach, "lines")
    client.force_login(coach)
    answered = client.post(address(run, "edit"), typed(client, run, next_steps="Säilyy", **bad))
    assert answered.status_code == 422
    assert "Säilyy" in answered.content.decode()
    assert not Summary.objects.exists()


# --- In public ------------------------------------------------------------------------------


def publish(client, run):
    client.post(address(run, "publish"))
    return reverse("summaries:public", args=[Summary.objects.get(run=run).token])


def test_the_public_link_until_it_is_taken_away(client, coach):
    run, _theme, _kept = themed(coach)
    client.force_login(coach)
    at = publish(client, run)
    client.logout()
    page = client.get(at)
    assert page.status_code == 200
    assert "noindex" in page["X-Robots-Tag"]
    assert 'content="noindex"' in page.content.decode()
    assert "Penkki rantaan" in page.content.decode()
    assert "Ritva" not in page.content.decode()
    client.force_login(coach)
    client.post(address(run, "unpublish"))
    client.logout()
    assert client.get(at).status_code == 404
    client.force_login(coach)
    assert publish(client, run) != at


def test_the_public_page_never_shows_what_was_hidden_since(client, coach):
    run, _theme, kept = themed(coach)
    client.force_login(coach)
    at = publish(client, run)
    answer_actions.hide_contribution(contribution=kept[1], hidden=True, by=coach)
    client.logout()
    html = client.get(at).content.decode()
    assert "Penkki rantaan" not in html
    assert "Lisää penkkejä" in html
    assert "Virtaselle" not in html


def test_unmoderated_answers_are_in_no_summary(client, coach):
    run = make_run(coach, "lines", moderated=True)
    answers(run, "Katsomatta")
    client.force_login(coach)
    at = publish(client, run)
    assert "Katsomatta" not in client.get(address(run)).content.decode()
    assert "Katsomatta" not in client.get(at).content.decode()


def test_the_public_page_is_as_it_was_until_it_is_brought_up_to_date(client, coach):
    run = make_run(coach, "lines")
    answers(run, "Ensin")
    client.force_login(coach)
    at = publish(client, run)
    answers(run, "Sitten")
    assert "Sitten" not in client.get(at).content.decode()
    assert publish(client, run) == at
    assert "Sitten" in client.get(at).content.decode()


def test_the_public_page_speaks_the_readers_language(client, coach):
    run = make_run(coach, "lines", "choice")
    client.force_login(coach)
    at = publish(client, run)
    client.logout()
    assert "Method" in client.get(at, headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize("token", ["x", "a" * 300, "..", "%00", "kooste.pdf"])
def test_addresses_that_were_guessed(client, coach, token):
    make_run(coach, "lines")
    Summary.objects.create(run=Run.objects.get())
    assert client.get(f"/koosteet/{token}/").status_code in (301, 404)
    assert client.get(f"/koosteet/{token}/kooste.pdf").status_code in (301, 404)


# --- Files ----------------------------------------------------------------------------------


def test_the_workbook_has_the_answers_and_no_formula(client, coach):
    run = make_run(coach, "lines", "choice")
    answers(run, "=1+1", "Soita 040 123 4567")
    for _number in range(5):
        answer(run, join(run), "choice", value="o1")
    client.force_login(coach)
    content = b"".join(client.get(address(run, "xlsx")).streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert ["Vaihe 0", "Kysymys 2", "Kaksi", 5.0, 100.0] in [row[:5] for row in rows]
    assert ["Vaihe 0", "Kysymys 1", "=1+1", 1.0] in [row[:4] for row in rows]
    assert "040 123" not in str(rows)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


@pytest.mark.skipif(not shutil.which("pdfinfo"), reason="pdfinfo (poppler-utils) is missing")
def test_the_pdf_is_one_tagged_page(client, coach):
    run, _theme, _kept = themed(coach)
    client.force_login(coach)
    content = b"".join(client.get(address(run, "pdf")).streaming_content)
    told = tell("pdfinfo", content)
    assert "Pages:           1" in told
    assert "Tagged:          yes" in told
    assert "Title:           Kirjaston piha" in told
    text = tell("pdftotext", content)
    assert "Penkki rantaan" in text
    assert "Virtaselle" not in text
    # It is a file of its own for those who keep it.
    own = actions.summary_file(Run.objects.select_related("method").get(), coach)
    assert own.content_type == "application/pdf"
    assert StoredFile.objects.count() == 2
    at = publish(client, run)
    client.logout()
    assert client.get(f"{at}kooste.pdf").status_code == 200


def test_without_pango_the_page_says_so(client, coach, monkeypatch):
    def missing(*args):
        raise pdf.Unavailable

    monkeypatch.setattr(pdf, "render", missing)
    run = make_run(coach, "lines")
    client.force_login(coach)
    assert client.get(address(run, "pdf")).status_code == 503


# --- Who, how much, how long ------------------------------------------------------------------


def test_who_reads_and_who_words(
    client, cohort, coach, coordinator, participant, teammate, team, peer, outsider
):
    run = make_run(participant, "lines", cohort=cohort, team=team)
    read, word = {}, {}
    for person in (participant, coordinator, coach, teammate, peer, outsider):
        client.force_login(person)
        read[person] = client.get(address(run)).status_code
        word[person] = client.get(address(run, "edit")).status_code
        assert client.post(address(run, "publish")).status_code == {200: 302}.get(
            word[person], word[person]
        )
    assert list(read.values()) == [200, 200, 200, 200, 404, 404]
    assert list(word.values()) == [200, 200, 403, 403, 404, 404]


def test_when_the_answers_go_the_sums_stay_without_words(client, coach):
    run, _theme, _kept = themed(coach)
    client.force_login(coach)
    at = publish(client, run)
    Run.objects.update(keep_until=timezone.localdate() - datetime.timedelta(days=1))
    forget_runs()
    for page in (address(run), at):
        html = client.get(page).content.decode()
        assert "Penkit" in html
        assert "3 mainintaa" in html
        assert "Penkki rantaan" not in html
    assert "Vastaukset on poistettu" in client.get(address(run)).content.decode()
    assert "Penkki rantaan" not in str(Summary.objects.values())
    assert forget_runs() == 0


@pytest.mark.parametrize(("name", "most"), [("summary", 12), ("edit", 12), ("public", 4)])
def test_statements(client, coach, name, most):
    run, theme, _kept = themed(coach)
    client.force_login(coach)
    counts = []
    for number in (0, 1):
        if number:
            new = answers(run, "Kolmas", "Neljäs", "Viides")
            answer_actions.put_under_theme(run=run, contributions=new, theme=theme, by=coach)
            for heading in ("A", "B"):
                answer_actions.add_theme(prompt=prompt_of(run, "themes"), heading=heading, by=coach)
        client.force_login(coach)
        at = publish(client, run)
        if name == "public":
            client.logout()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at if name == "public" else address(run, name)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= most, counts


def test_what_was_decided_is_in_the_summary_of_a_cafe(client, coach):
    run, theme, _kept = themed(coach)
    Method.objects.update(has_agreement=True)
    run = Run.objects.select_related("method").get(pk=run.pk)
    cafe.save_agreement(
        run=run,
        seen=None,
        by=coach,
        listener_name="Kerttu Keksitty",
        listener_role="kunnanjohtaja",
        decision="valtuuston iltakoulu",
        answer_on=datetime.date(2026, 12, 24),
    )
    cafe.save_handling(
        theme=theme, seen=None, by=coach, state="not_done", reason="Rahaa ei ole.", who="Lautakunta"
    )
    client.force_login(coach)
    with CaptureQueriesContext(connection) as asked:
        html = client.get(address(run)).content.decode()
    assert len(asked) <= 12
    for text in (
        "kunnanjohtaja",
        "valtuuston iltakoulu",
        "24.12.2026",
        "Ei tehdä",
        "Rahaa ei ole.",
    ):
        assert text in html
    # A named person is not in what may be made public.
    assert "Keksitty" not in html

"""The kit of a run on paper: tagged, in the language of the page, made once."""

import re
import shutil

import pytest
from django.urls import reverse

from methods.library.actions import load_library
from methods.library.models import Method
from methods.library.prompt_models import Prompt
from methods.paper import exports
from methods.paper.models import RunPrint
from methods.runs import making_actions
from methods.runs.queries import phases_of
from tests.methods.library.test_print import tell, unpacked
from tests.run_factories import make_run
from valmennus.shared import pdf
from valmennus.shared.models import StoredFile

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("pdfinfo"), reason="pdfinfo (poppler-utils) is missing"),
]


@pytest.fixture
def itu(coach):
    load_library()
    return making_actions.create_run(
        method=Method.objects.get(slug="itu"), by=coach, matter="Vanha koulu", tables=2
    )


def ask(client, run, part, language="fi", **chosen):
    response = client.get(
        reverse("paper:kit", args=[run.uuid, part]), chosen, headers={"accept-language": language}
    )
    return response, b"".join(response.streaming_content) if response.streaming else b""


def test_the_sign_leads_in(client, coach, itu):
    client.force_login(coach)
    response, content = ask(client, itu, "kyltti")
    assert response["Content-Type"] == "application/pdf"
    told = tell("pdfinfo", content)
    assert "Pages:           1" in told
    assert "Tagged:          yes" in told
    text = tell("pdftotext", content)
    assert itu.spoken_code in text
    assert "/liity" in text
    assert "Vanha koulu" in text


def test_the_board_has_the_phases_along_a_path(client, coach, itu):
    client.force_login(coach)
    content = ask(client, itu, "lauta")[1]
    told = tell("pdfinfo", content)
    assert "(A3)" in told
    assert "Pages:           1" in told
    text = tell("pdftotext", content, "-raw")
    for word in ("Siemen", "Multa", "Itu", "Varsi", "Sää", "Sato", "15 min"):
        assert word in text
    # In the order of the phases for those who listen, though the second row goes back.
    assert text.index("Varsi") < text.index("Sää") < text.index("Sato")
    assert "kenen arjessa?" in text


def test_the_path_turns_and_every_phase_has_a_place(coach, itu):
    phases = exports.board_phases(phases_of(itu))
    shape = exports.board_shape(phases)
    assert [(phase.column, phase.row) for phase in phases] == [
        (1, 1), (2, 1), (3, 1), (3, 2), (2, 2), (1, 2),
    ]  # fmt: skip
    assert [len(phase.card_places) for phase in phases] == [1, 1, 1, 1, 2, 1]
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", shape.path)]
    assert all(0 <= number <= exports.BOARD_WIDTH for number in numbers)


@pytest.mark.parametrize("number", [2, 4, 7, 12])
def test_a_board_of_any_number_of_phases_is_one_sheet(client, coach, number):
    run = make_run(coach, "lines", steps=number)
    for step in run.method.steps.all()[1:]:
        Prompt.objects.create(step=step, key=step.key, text="Mitä?" * 20, kind="lines")
    run = making_actions.create_run(method=run.method, by=coach, matter="Pitkä asia " * 15)
    client.force_login(coach)
    assert "Pages:           1\n" in tell("pdfinfo", ask(client, run, "lauta")[1])


def test_one_question_makes_no_board(client, coach):
    run = make_run(coach, "lines")
    client.force_login(coach)
    assert ask(client, run, "lauta")[0].status_code == 404
    page = client.get(reverse("paper:paper", args=[run.uuid])).content.decode()
    assert "lauta.pdf" not in page
    assert "kyltti.pdf" in page


def test_eight_slips_ask_the_question_and_no_name(client, coach):
    run = make_run(coach, "lines", "several")
    client.force_login(coach)
    content = ask(client, run, "laput")[1]
    assert b"/Lang (fi)" in unpacked(content)
    assert "Pages:           2" in tell("pdfinfo", content)
    text = tell("pdftotext", content, "-l", "1")
    assert text.count("Kysymys 1") == 8
    assert text.count("Nimeäsi ei kysytä") == 8
    one = tell("pdftotext", ask(client, run, "laput", kysymys="several-2")[1])
    assert one.count("Kysymys 2") == 8
    assert one.count("Kolme") == 8


def test_long_choices_get_half_a_sheet(client, coach):
    run = make_run(coach, "points", prompt={"limit": 3})
    prompt = run.prompts.get()
    prompt.options = [{"key": f"o{n}", "fi": f"Vaihtoehto {n} " + "pitkä " * 9} for n in range(14)]
    prompt.save()
    client.force_login(coach)
    text = tell("pdftotext", ask(client, run, "laput")[1])
    assert text.count("Vaihtoehto 13") == 2


def test_made_once_and_anew_after_a_change(
    client, coach, monkeypatch, django_capture_on_commit_callbacks
):
    made = []
    render = pdf.render
    monkeypatch.setattr(pdf, "render", lambda *args: made.append(args) or render(*args))
    run = make_run(coach, "lines")
    client.force_login(coach)
    first, second = ask(client, run, "kyltti")[1], ask(client, run, "kyltti")[1]
    assert first == second
    assert len(made) == 1
    making_actions.change_run(run=run, by=coach, matter="Toinen asia")
    with django_capture_on_commit_callbacks(execute=True):
        assert "Toinen asia" in tell("pdftotext", ask(client, run, "kyltti")[1])
    assert (len(made), RunPrint.objects.count(), StoredFile.objects.count()) == (2, 1, 1)


@pytest.mark.parametrize(
    ("part", "chosen"),
    [("rulla", {}), ("laput", {"kysymys": "olematon"}), ("kyltti", {"kysymys": "x\0"})],
)
def test_what_is_not_there_is_not_found(client, coach, part, chosen):
    run = make_run(coach, "lines")
    client.force_login(coach)
    assert ask(client, run, part, **chosen)[0].status_code == 404


def test_without_pango_the_page_says_so(client, coach, monkeypatch):
    def missing(*args):
        raise pdf.Unavailable

    monkeypatch.setattr(pdf, "render", missing)
    run = make_run(coach, "lines")
    client.force_login(coach)
    assert ask(client, run, "kyltti")[0].status_code == 503
    assert not RunPrint.objects.exists()

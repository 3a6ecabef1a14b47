"""Decks as PDF: made once, tagged, in the language of the page, anew after a change."""

import builtins
import re
import shutil
import subprocess
import zlib

import pytest

from methods.library import exports
from methods.library.actions import ask_for_prints, load_library
from methods.library.models import Card, DeckPrint, Method
from tests.method_factories import make_method
from valmennus.shared import pdf
from valmennus.shared.models import StoredFile

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("pdfinfo"), reason="pdfinfo (poppler-utils) is missing"),
]


@pytest.fixture
def rendered(monkeypatch):
    """The number of PDFs that have been made, as the length of a list."""
    made = []
    render = pdf.render
    monkeypatch.setattr(pdf, "render", lambda *args: made.append(args) or render(*args))
    return made


def ask(client, slug="itu", language="fi", **chosen):
    response = client.get(
        f"/menetelmat/{slug}/pakka.pdf", chosen, headers={"accept-language": language}
    )
    return response, b"".join(response.streaming_content) if response.streaming else b""


def tell(tool, content, *options):
    """What a tool of poppler says of a PDF."""
    command = [tool, *options, "-", *(["-"] if tool == "pdftotext" else [])]
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    return done.stdout.decode()


def unpacked(content):
    """What the compressed parts of a PDF hold."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return b"".join(zlib.decompress(part) for part in parts if part.startswith(b"x"))


def test_the_pdf_is_tagged_titled_and_in_the_language_of_the_page(client):
    load_library()

    response, content = ask(client, language="sv")

    assert response["Content-Type"] == "application/pdf"
    assert 'filename="itu.pdf"' in response["Content-Disposition"]
    told = tell("pdfinfo", content)
    assert "Title:           Planeringsspelet Itu – Valmennus" in told
    assert "Tagged:          yes" in told
    assert "A4" in told
    assert b"/Lang (sv)" in unpacked(content)
    text = tell("pdftotext", content)
    assert "Vems röst saknas" in text
    assert "Frö 1 / 4" in text


def test_the_letters_are_the_portals(client):
    make_method()

    fonts = tell("pdffonts", ask(client)[1])

    assert "Atkinson" in fonts
    assert all("Atkinson" in line for line in fonts.splitlines()[2:])


@pytest.mark.parametrize(("layout", "pages"), [("yksi", 2), ("taitettava", 3)])
def test_cards_stand_eight_or_four_on_a_sheet(client, layout, pages):
    make_method(cards=9)

    content = ask(client, taitto=layout)[1]

    assert f"Pages:           {pages}" in tell("pdfinfo", content)


def test_the_book_has_lines_and_a_reply_page(client):
    load_library()

    content = ask(client, slug="ystavani-kirja")[1]
    reply = ask(client, slug="ystavani-kirja", pakka="vastaus")[1]

    assert "Pages:           3" in tell("pdfinfo", content)
    assert "Piirrä lempipaikkasi" in tell("pdftotext", content)
    assert "Pages:           1" in tell("pdfinfo", reply)
    assert "Palaan asiaan viimeistään" in tell("pdftotext", reply)


def test_the_second_time_nothing_is_made(client, rendered, django_assert_max_num_queries):
    make_method(cards=4)
    first = ask(client)[1]

    with django_assert_max_num_queries(4):
        second = ask(client)[1]

    assert len(rendered) == 1
    assert first == second


def test_a_changed_card_makes_it_anew_and_the_old_file_goes(
    client, rendered, django_capture_on_commit_callbacks
):
    make_method()
    ask(client)
    old = StoredFile.objects.get()
    Card.objects.update(text_fi="Aivan uusi kysymys?", text="Aivan uusi kysymys?")

    with django_capture_on_commit_callbacks(execute=True):
        content = ask(client)[1]

    assert "Aivan uusi kysymys?" in tell("pdftotext", content)
    assert len(rendered) == 2
    assert StoredFile.objects.get() != old
    assert not old.file.storage.exists(old.file.name)


def test_of_two_that_ask_at_once_the_earlier_pdf_stays(client, monkeypatch):
    make_method()
    make = exports.deck_pdf
    others = []

    def overtaken(*args):
        monkeypatch.setattr(exports, "deck_pdf", make)
        others.append(ask(client)[1])
        return make(*args)

    monkeypatch.setattr(exports, "deck_pdf", overtaken)

    assert [ask(client)[1]] == others
    assert StoredFile.objects.count() == 1


def test_languages_and_layouts_are_kept_apart(client):
    make_method()

    ask(client)
    ask(client, language="en")
    ask(client, taitto="taitettava")
    ask(client, pakka="kortit")

    assert DeckPrint.objects.count() == 4


def test_the_worker_makes_them_all(client, rendered, run_jobs):
    method = make_method(published=False)
    Method.objects.filter(pk=method.pk).update(published_at="2026-11-24T12:00Z")

    ask_for_prints(method=method)
    run_jobs()

    assert len(rendered) == 6
    ask(client, taitto="taitettava", language="en")
    assert len(rendered) == 6


@pytest.mark.parametrize(
    "chosen",
    [{"taitto": "rulla"}, {"pakka": "olematon"}, {"pakka": "\0"}, {"taitto": ""}],
)
def test_what_is_not_there_is_not_found(client, chosen):
    make_method()

    assert ask(client, **chosen)[0].status_code == 404


def test_a_method_without_decks_has_nothing_to_print(client):
    make_method().decks.all().delete()

    assert ask(client)[0].status_code == 404
    assert "pakka.pdf" not in client.get("/menetelmat/itu/").text


def test_without_pango_the_page_says_so(client, monkeypatch, run_jobs):
    make_method()
    find = builtins.__import__

    def without_pango(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return find(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    response = ask(client, language="en")[0]

    assert response.status_code == 503
    assert "cannot be printed right now" in response.text
    assert not DeckPrint.objects.exists()


def test_only_static_files_are_reached():
    with pytest.raises(ValueError, match="Not a static file"):
        pdf._static_file("file:///etc/passwd")
    with pytest.raises(ValueError, match="Not a static file"):
        pdf._static_file("http://static.invalid/menetelmat/")

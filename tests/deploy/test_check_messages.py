"""The check of the translations finds what is not finished."""

import pytest

from deploy import check_messages

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def catalogue(tmp_path):
    def write(body, name="django.po"):
        path = tmp_path / name
        path.write_text(HEAD + body, encoding="utf-8")
        return path

    return write


def test_finished_catalogue_has_no_problem(catalogue):
    assert check_messages.incomplete(catalogue('msgid "Save"\nmsgstr "Tallenna"\n')) == []


def test_empty_entry_is_found(catalogue):
    path = catalogue('msgid "Save"\nmsgstr ""\n')

    assert check_messages.incomplete(path) == [f"{path}: empty: 'Save'"]


def test_fuzzy_entry_is_found(catalogue):
    path = catalogue('#, fuzzy\nmsgid "Save"\nmsgstr "Poista"\n')

    assert check_messages.incomplete(path) == [f"{path}: fuzzy: 'Save'"]


def test_plural_with_one_empty_form_is_found(catalogue):
    path = catalogue('msgid "%d day"\nmsgid_plural "%d days"\nmsgstr[0] "%d päivä"\nmsgstr[1] ""\n')

    assert check_messages.incomplete(path) == [f"{path}: empty: '%d day'"]


def test_catalogue_that_is_behind_its_sources_is_found(catalogue):
    path = catalogue('msgid "Gone"\nmsgstr "Poissa"\n')
    fresh = catalogue('msgid "New"\nmsgstr ""\n', "fresh.po")

    assert check_messages.difference(path, fresh) == [
        f"{path}: not there yet: 'New'",
        f"{path}: in no source any more: 'Gone'",
    ]


def test_missing_catalogue_is_found(tmp_path):
    path = tmp_path / "django.po"

    assert check_messages.incomplete(path) == [f"{path}: is missing"]

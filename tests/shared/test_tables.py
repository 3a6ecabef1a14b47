"""Tables of any shape, and what is told of them."""

import pytest

from tests.participants.importing.files import ods, text, xlsx
from valmennus.shared import tables

ROWS = [["Nimi", "Paikka"], ["Åsa", "Äänekoski"], ["Örjan", "Öja"]]


@pytest.mark.parametrize(
    ("content", "name", "kind", "encoding", "separator"),
    [
        (xlsx(ROWS), "a.xlsx", "xlsx", "", ""),
        (ods(ROWS), "a.ods", "ods", "", ""),
        (text(ROWS), "a.csv", "csv", "UTF-8", ";"),
        (text(ROWS, ",", "utf-8-sig"), "a.csv", "csv", "UTF-8", ","),
        (text(ROWS, "\t", "utf-16"), "a.txt", "csv", "UTF-16", "\t"),
        (text(ROWS, "|", "cp1252"), "a.csv", "csv", "Windows-1252", "|"),
        (text(ROWS, ";", "mac_roman"), "a.csv", "csv", "Mac", ";"),
    ],
    ids=["xlsx", "ods", "utf-8", "marked", "utf-16", "cp1252", "mac"],
)
def test_it_tells_what_was_found(content, name, kind, encoding, separator):
    table = tables.read(content, name)

    assert table.sheet.rows == ROWS
    assert (table.kind, table.encoding, table.separator) == (kind, encoding, separator)
    assert (table.repaired, table.sheet.numbers, table.sheet.total) == (0, [1, 2, 3], 3)


def test_empty_rows_are_left_out_and_numbers_stay():
    table = tables.read(text([[], ROWS[0], ["", ""], [*ROWS[1], "", ""]]), "a.csv")

    assert table.sheet.rows == ROWS[:2]
    assert table.sheet.numbers == [2, 4]


def test_the_fullest_sheet_is_chosen_unless_another_scores_more():
    content = xlsx(("Iso", [["x"]] * 5), ("Pieni", ROWS))

    assert tables.read(content, "a.xlsx").sheet.name == "Iso"
    scored = tables.read(content, "a.xlsx", score=lambda rows: rows[0][0] == "Nimi")
    assert scored.sheet.name == "Pieni"
    assert [sheet.name for sheet in scored.sheets] == ["Iso", "Pieni"]


def test_a_few_broken_letters_are_counted_and_the_rest_read():
    content = text(ROWS).replace("Å".encode(), b"\xc5", 1)

    table = tables.read(content, "a.csv")

    assert (table.encoding, table.repaired) == ("UTF-8", 1)
    assert table.sheet.rows[2] == ROWS[2]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (" a\u00a0 b\u200b\x07 ", "a b"),
        ("A\u0308", "Ä"),
        ("'+358 40", "+358 40"),
        ("'tis", "'tis"),
        ("", ""),
    ],
)
def test_a_cell_is_tidied(cell, read):
    assert tables.tidy(cell) == read

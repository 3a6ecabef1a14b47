"""Reads a workbook in a process of its own: `python workbooks.py ENDING` with the file as input.

What others have made may ask for more memory than a machine has, a few kilobytes of it: a cell in
the last row and column of a sheet, or a package that swells to gigabytes. Here the process that
reads it ends, and the portal goes on. It imports nothing of the portal, so that it starts quickly.
"""

import datetime
import io
import json
import resource
import sys
import zipfile

MEMORY = 768 * 1024 * 1024
SECONDS = 30
UNPACKED = 200 * 1024 * 1024
# Enough for every list that people keep; what is beyond is counted, not read.
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_SHEETS = 20
MOST_LETTERS = 1_000
# What the process says when it cannot read.
LOCKED, BROKEN, SWOLLEN = 3, 4, 5


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    content = sys.stdin.buffer.read()
    try:
        _refuse_swollen(content)
        sheets = list(_sheets(content))
    except MemoryError:
        sys.exit(SWOLLEN)
    except Exception as error:
        sys.exit(LOCKED if "assword" in type(error).__name__ + str(error) else BROKEN)
    json.dump(sheets, sys.stdout, ensure_ascii=True)


def _refuse_swollen(content):
    """Raise where the package is cut off, or swells beyond reason when it is unpacked."""
    if not content.startswith(b"PK"):
        return
    left = UNPACKED
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for entry in package.infolist():
            with package.open(entry) as file:
                while piece := file.read(1 << 20):
                    left -= len(piece)
                    if left < 0:
                        raise MemoryError


def _sheets(content):
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible
        ] or book.sheet_names
        for name in names[:MOST_SHEETS]:
            sheet = book.get_sheet_by_name(name)
            first_row, first_column = sheet.start or (0, 0)
            rows, total = [], 0
            for total, row in enumerate(sheet.iter_rows(), start=1):
                if total <= MOST_ROWS:
                    rows.append([_text(value) for value in row[:MOST_COLUMNS]])
            _fill_merged(rows, sheet, first_row, first_column)
            yield {"name": name, "rows": rows, "first": first_row + 1, "total": total}


def _fill_merged(rows, sheet, first_row, first_column):
    """Give every cell of a column that is merged downwards the value of its uppermost one."""
    try:
        merged = sheet.merged_cell_ranges or []
    except Exception:
        # Some kinds of workbook do not tell.
        return
    for (top, left), (bottom, _right) in merged:
        column = left - first_column
        for row in range(max(top, first_row) + 1, min(bottom, first_row + len(rows) - 1) + 1):
            line = rows[row - first_row]
            if 0 <= column < len(line) and top >= first_row and not line[column]:
                line[column] = rows[top - first_row][column]


def _text(value):
    """The cell as a person reads it: 40, not 40.0; 24.11.2026, not 2026-11-24."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value[:MOST_LETTERS]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        day = f"{value.day}.{value.month}.{value.year}"
        return day if value.time() == datetime.time() else f"{day} {value:%H.%M}"
    if isinstance(value, datetime.date):
        return f"{value.day}.{value.month}.{value.year}"
    if isinstance(value, datetime.time):
        return f"{value:%H.%M}"
    return str(value)[:MOST_LETTERS]


if __name__ == "__main__":
    main()

"""Lists as files that Excel opens rightly."""

import csv
import io
import tempfile

from django.http import FileResponse, HttpResponse

# What a spreadsheet calculates; some also take the wide letters of East Asian keyboards.
_BEGINS_FORMULA = set("=+-@\t\r\n＝＋－＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx_response(filename, title, header, rows):
    """A workbook of one sheet: a bold, frozen header with filters, then the rows.

    Rows are sequences of text, numbers, dates or None; text never becomes a formula. Rows are
    written as they come, so that a list of any length takes little memory.
    """
    # Nine megabytes of a web process that most of them never need.
    import xlsxwriter

    # The answer closes the file when it has been sent.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            # The parts of the package; through files on disk they take twice the time.
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "remove_timezone": True,
            "default_date_format": "d.m.yyyy",
        },
    )
    book.set_properties({"title": _printable(title)})
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, label in enumerate(header):
        sheet.set_column(column, column, max(12, min(40, len(str(label)) + 6)))
        sheet.write_string(0, column, str(label), bold)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write(sheet, last, column, value)
    sheet.autofilter(0, 0, last, max(0, len(header) - 1))
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX)


def _write(sheet, row, column, value):
    if value is None or value == "":
        return
    if isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    elif hasattr(value, "year"):
        sheet.write_datetime(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def _sheet_name(title):
    """A name that Excel takes: at most 31 characters, none of []:*?/\\ ."""
    name = "".join(" " if letter in "[]:*?/\\" else letter for letter in _printable(title))
    return name[:31].strip(" '")


def _printable(text):
    """The text without the control characters that would break the workbook."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def csv_response(filename, header, rows):
    """The list as CSV for a Finnish Excel: UTF-8 with a mark, semicolons, dates as d.m.yyyy.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([str(label) for label in header])
    writer.writerows([[_plain(value) for value in row] for row in rows])
    response = HttpResponse("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _plain(value):
    if value is None:
        return ""
    if hasattr(value, "year"):
        return f"{value.day}.{value.month}.{value.year}"
    text = str(value)
    return "'" + text if text[:1] in _BEGINS_FORMULA else text

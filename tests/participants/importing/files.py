"""Lists of people as coordinators have them, made on the spot."""

import csv
import io
import zipfile
from xml.sax.saxutils import escape

import xlsxwriter


def xlsx(*sheets, merged=()):
    """A workbook of sheets; each is a list of rows, or a (name, rows) pair."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    for number, one in enumerate(sheets, start=1):
        name, rows = one if isinstance(one, tuple) else (f"Taul{number}", one)
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, str) and value.startswith("=SUM"):
                    sheet.write_formula(r, c, value)
                elif value != "":
                    sheet.write(r, c, value)
        for first_row, column, last_row, text in merged:
            sheet.merge_range(first_row, column, last_row, column, text)
    book.close()
    return buffer.getvalue()


def text(rows, separator=";", encoding="utf-8"):
    """The rows as text with this separator and encoding."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode(encoding)


def ods(rows):
    """The rows as an OpenDocument table, with the empty tail that LibreOffice writes."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="Taulukko1">{lines}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def bomb():
    """A workbook of some kilobytes that swells to 300 MB."""
    source = zipfile.ZipFile(io.BytesIO(xlsx([["Nimi"]])))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            with package.open(name, "w") as file:
                content = source.read(name)
                if name.endswith("sheet1.xml"):
                    head, tail = content.split(b"</sheetData>")
                    file.write(head)
                    for _ in range(300):
                        file.write(b" " * 1_000_000)
                    content = b"</sheetData>" + tail
                file.write(content)
    return buffer.getvalue()


def far_cell():
    """A workbook with something in its very last cell."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Nimi")
    sheet.write(1048575, 16383, "x")
    book.close()
    return buffer.getvalue()


def locked():
    """The beginning of a workbook that Excel has locked with a password."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    return head + "EncryptionInfo\0EncryptedPackage".encode("utf-16-le") + b"\0" * 4000

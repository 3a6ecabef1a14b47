import io
import zipfile
from xml.dom import minidom

from valmennus.shared.spreadsheet import xlsx_response


def test_control_characters_do_not_break_the_workbook():
    response = xlsx_response("a.xlsx", "a\x01b\x0b[x]", ["A\x02"], [["b\x03"]])
    content = b"".join(response)
    response.file_to_stream.close()

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            minidom.parseString(package.read(name))  # noqa: S318 - made just now

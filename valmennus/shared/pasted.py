"""Text that people paste from Word, Teams or mail, as they meant it.

Nothing is guessed of what the text says: only what the other program put in for itself goes.
"""

import re
import unicodedata

_LINE_ENDS = str.maketrans({"\x0b": "\n", "\x0c": "\n\n", "\x85": "\n", "\u2028": "\n",
                            "\u2029": "\n\n"})  # fmt: skip
_NEW_LINES = re.compile(r"\r\n?")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Soft hyphens, marks without width, marks of direction. What joins two pictures stays.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
    "|(?<![\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])\u200d"
)
# Word's bullets, those of its symbol font among them. A tab tells "o" and dashes from words.
_BULLET = re.compile("^[ \t]*(?:[•●▪■‣∙\uf0b7\uf0a7\uf0d8][ \t]*|·[ \t]+|[-–—§*][ ]*\t[ \t]*)")
_INNER_BULLET = re.compile("^[ \t]*(?:[◦○□][ \t]*|o[ ]*\t[ \t]*)")
_NUMBER = re.compile(r"^[ \t]*(\d{1,3})[.)][ ]*\t[ \t]*")
_LISTED = re.compile(r"^ *(?:[-*+]|\d{1,9}[.)]) ")
# "[10.28] Matti Meikäläinen", "[24.11.2026 10.28] Matti Meikäläinen: hei", "[11/24 1:28 PM] …".
_SAID_BY = re.compile(
    r"^\[(?:\d{1,4}[./-]\d{1,2}(?:[./-](?:\d{2,4})?)?,? +)?(?:klo +)?\d{1,2}[.:]\d{2}(?: *[AP]M)?\]"
    r" *(?P<name>[^\W\d_][^:\n\[\]]{1,60}?) *(?:: *(?P<text>.*))?$",
    re.IGNORECASE,
)
# Outlook writes an address once more, in angle brackets, and Word its own marks.
_JUNK = re.compile(r" ?<mailto:[^<>\s]*>|</?o:p>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TWICE = re.compile(r"(https?://[^\s<>]+) ?<\1/?>")
_QUOTE = re.compile(r"^(?:[>|][ \t]*)*>[ \t]*")
_EMPTY_LINES = re.compile(r"\n{3,}")


def clean(text):
    """The text without what another program put into it for itself.

    Bullets become the lists of Markdown, quotations of quotations one quotation, hard spaces
    ordinary ones. Who said what in a copied conversation stays; over a single message the name
    goes. A text that is clean already stays as it is.
    """
    text = unicodedata.normalize("NFC", _NEW_LINES.sub("\n", text)).translate(_LINE_ENDS)
    text = _UNSEEN.sub("", _SPACES.sub(" ", text))
    text = _TWICE.sub(r"\1", _JUNK.sub("", text))
    lines = [_clean_line(line) for line in text.split("\n")]
    lines = _without_stamps(lines)
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _clean_line(line):
    line = _BULLET.sub("- ", line, count=1)
    line = _INNER_BULLET.sub("  - ", line, count=1)
    line = _NUMBER.sub(r"\1. ", line, count=1)
    line = _QUOTE.sub("> ", line, count=1)
    start = line[: len(line) - len(line.lstrip(" \t"))].replace("\t", "    ")
    rest = re.sub(r"[ \t]+", " ", line.strip(" \t"))
    if rest in {"", ">"}:
        return ""
    # What stands far to the right is no program's source here, though Markdown takes it so.
    return (start if _LISTED.match(start + rest + " ") or len(start) < 4 else "") + rest


def _without_stamps(lines):
    """The lines without the clock times of a conversation."""
    said = [_SAID_BY.match(line) for line in lines]
    alone = sum(map(bool, said)) == 1
    made = []
    for line, match in zip(lines, said, strict=True):
        if match is None:
            made.append(line)
            continue
        if not alone:
            made += ["", f"**{match['name'].strip()}:**"]
        if match["text"]:
            made.append(match["text"])
    return made

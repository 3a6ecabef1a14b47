"""A mail's text and HTML from one source."""

import re
import secrets

from django.utils.html import escape
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from .kinds import VARIABLE
from .values import Block, Link, Secret

# Marks stand in the kept mail where a personal address or a code will be: nobody types them.
OPEN, CLOSE = "\ue000", "\ue001"
MARK = re.compile(f"{OPEN}([0-9]+){CLOSE}")

_LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\s]+)\)")
_SAFE_ADDRESS = re.compile(rf"(https?://|mailto:|tel:|{OPEN})")
_BUTTON = re.compile(r'<p>\s*<a (href="[^"]*")>([^<]*)</a>\s*</p>')
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False}).disable(
    ["image", "code", "fence", "html_block", "html_inline"]
)
# Mail programs read styles in the tags; the colours of dark mode come by the classes.
_STYLES = {
    "<p>": '<p style="margin:0 0 16px">',
    "<ul>": '<ul style="margin:0 0 16px;padding-left:22px">',
    "<ol>": '<ol style="margin:0 0 16px;padding-left:22px">',
    "<li>": '<li style="margin:0 0 6px">',
    "<h1>": '<h2 style="margin:28px 0 8px;font-size:20px;line-height:1.25">',
    "</h1>": "</h2>",
    "<h2>": '<h2 style="margin:28px 0 8px;font-size:20px;line-height:1.25">',
    "<h3>": '<h3 style="margin:24px 0 8px;font-size:17px;line-height:1.3">',
    "<a ": '<a class="mail-link" style="color:#2e3c78" ',
    "<blockquote>": '<blockquote style="margin:0 0 16px;padding-left:14px;'
    'border-left:3px solid #cfc9bc">',
}
_BUTTON_HTML = (
    '<p style="margin:24px 0"><a class="mail-button" style="display:inline-block;'
    "padding:13px 22px;border-radius:6px;background:#14523b;color:#ffffff;font-weight:bold;"
    'text-decoration:none" %s>%s</a></p>'
)


class Source:
    """A subject and a body with their values: what the three forms of a mail are made of.

    `links` and `secrets` tell what belongs in the place of which mark.
    """

    def __init__(self, subject, body, values):
        self.links, self.secrets = {}, {}
        self.values = {name: self._kept(value) for name, value in values.items()}
        self.subject = re.sub(r"\s+", " ", self._fill(subject, _plain)).strip()[:250]
        self.body = "\n".join(line for line in body.splitlines() if not self._vanishes(line))

    def _kept(self, value):
        if isinstance(value, Link):
            return self._mark(self.links, value.recipe())
        if isinstance(value, Secret):
            return self._mark(self.secrets, value.value)
        if isinstance(value, Block):
            return value
        # The marks are ours alone.
        return re.sub(f"[{OPEN}{CLOSE}\x00]", "", str(value if value is not None else ""))

    def _mark(self, kept, content):
        number = str(len(self.links) + len(self.secrets) + 1)
        kept[number] = content
        return f"{OPEN}{number}{CLOSE}"

    def _fill(self, text, form):
        return VARIABLE.sub(lambda match: form(self.values.get(match[1], match[0])), text)

    def _vanishes(self, line):
        """Whether the line is a variable, or a link to one, for which there is no value."""
        line = line.strip()
        link = _LINK.fullmatch(line)
        alone = VARIABLE.fullmatch(link[2] if link else line)
        return bool(alone) and not self.values.get(alone[1], "?")

    def text(self):
        """The body for programs that show no HTML."""
        body = re.sub(r"\*\*(.+?)\*\*", r"\1", self.body)
        body = re.sub(r"^#+ +", "", body, flags=re.MULTILINE)
        lines = []
        for line in body.splitlines():
            alone = _LINK.fullmatch(line.strip())
            lines.append(f"{alone[1]}:\n{alone[2]}" if alone else _LINK.sub(_spoken, line))
        filled = self._fill("\n".join(lines), _plain)
        return re.sub(r"\n{3,}", "\n\n", filled).strip() + "\n"

    def html(self):
        """The body as HTML, without its frame."""
        names = []
        # Nobody can have written it: it is another one each time.
        hole = f"zq{secrets.token_hex(8)}v"

        def placeholder(match):
            if match[1] not in self.values:
                return match[0]
            names.append(match[1])
            return f"{hole}{len(names) - 1}{hole}"

        html = _markdown.render(VARIABLE.sub(placeholder, self.body))
        parts = _BUTTON.split(html)
        # Every third part is the address of a button, the one after it its words.
        for place, part in enumerate(parts):
            if place % 3 == 0:
                for plain, styled in _STYLES.items():
                    part = part.replace(plain, styled)
                parts[place] = part
            elif place % 3 == 1:
                parts[place] = _BUTTON_HTML % (part, parts[place + 1])
                parts[place + 1] = ""
        html = "".join(parts)

        def value_of(match):
            return self.values[names[int(match[1])]]

        def in_address(match):
            value = str(value_of(match))
            return f'href="{escape(value) if _SAFE_ADDRESS.match(value) else "#"}"'

        html = re.sub(rf'href="{hole}([0-9]+){hole}"', in_address, html)
        html = re.sub(
            rf"<p[^>]*>{hole}([0-9]+){hole}</p>", lambda m: _block(value_of(m), m[0]), html
        )
        html = re.sub(rf"{hole}([0-9]+){hole}", lambda m: _inline(value_of(m)), html)
        return mark_safe(html)  # noqa: S308 - of Markdown without HTML, with escaped values


def _spoken(match):
    return match[2] if match[1] == match[2] else f"{match[1]} ({match[2]})"


def _plain(value):
    return value.text if isinstance(value, Block) else str(value)


def _block(value, paragraph):
    return value.html if isinstance(value, Block) else paragraph


def _inline(value):
    if isinstance(value, Block):
        return escape(value.text).replace("\n", "<br>")
    if MARK.fullmatch(value) or re.fullmatch(r"https?://\S+", value):
        return (
            f'<a class="mail-link" style="color:#2e3c78" href="{escape(value)}">{escape(value)}</a>'
        )
    return escape(value).replace("\n", "<br>")

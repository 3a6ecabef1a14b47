"""Markdown that people write, as HTML that is safe to show."""

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

_TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "a",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "code",
    "hr",
}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
_WITHIN_A_PAGE = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
_WHOLE_PAGE = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}


def to_html(text, *, whole_page=False):
    """The Markdown subset of the portal as safe HTML.

    Headings begin at the third level, since the page has its own first and second; at the second
    where the text is all of the page. Links carry `rel="noopener noreferrer"`; images and raw HTML
    are dropped.
    """
    headings = _WHOLE_PAGE if whole_page else _WITHIN_A_PAGE
    tokens = _markdown.parse(text or "")
    for token in tokens:
        token.tag = headings.get(token.tag, token.tag)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return mark_safe(  # noqa: S308 - cleaned just here
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href", "title"}},
            url_schemes={"http", "https", "mailto", "tel"},
        )
    )

"""Markdown that people write, as HTML that is safe to show."""

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote", "code", "hr"}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}


def to_html(text):
    """The Markdown subset of the portal as safe HTML.

    Headings begin at the third level, since the page has its own first and second; links carry
    `rel="noopener noreferrer"`; images and raw HTML are dropped.
    """
    tokens = _markdown.parse(text or "")
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return mark_safe(  # noqa: S308 - cleaned just here
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href", "title"}},
            url_schemes={"http", "https", "mailto", "tel"},
        )
    )

"""How texts look on the page. No queries, no rules."""

from django import template

from valmennus.shared import richtext

register = template.Library()


@register.filter
def markdown(text):
    """The Markdown subset as safe HTML."""
    return richtext.to_html(text)

"""How texts look on the page. No queries, no rules."""

from django import template
from django.utils.translation import gettext as _

from valmennus.shared import richtext

register = template.Library()

# Browsers name their ancestors too, so the first that is found is the right one.
_BROWSERS = {"Firefox/": "Firefox", "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung"}
_BROWSERS |= {"Chrome/": "Chrome", "CriOS/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows"}
_SYSTEMS |= {"Mac OS X": "Mac", "CrOS": "Chromebook", "Linux": "Linux"}


@register.filter
def markdown(text):
    """The Markdown subset as safe HTML."""
    return richtext.to_html(text)


@register.filter
def page_markdown(text):
    """The Markdown subset as safe HTML, where the text is all of the page."""
    return richtext.to_html(text, whole_page=True)


@register.filter
def browser(user_agent):
    """A browser in words, such as "Firefox, Windows", from what it says of itself."""
    found = [
        next((name for mark, name in names.items() if mark in (user_agent or "")), "")
        for names in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or _("Unknown browser")

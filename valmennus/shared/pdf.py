"""Pages as PDF: tagged, with title and language, readable by a screen reader (PDF/UA-1)."""

import mimetypes
import threading
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string

# A PDF takes a second of a core and tens of megabytes: one at a time in a process.
_turn = threading.Lock()
# Not asked for anything: only what lies below STATIC_URL is found.
_HOST = "http://static.invalid"


class Unavailable(Exception):
    """The machine lacks the libraries (pango) that make PDFs."""


def render(template, context):
    """The template, in the language of the page, as the bytes of a PDF.

    The template extends `layouts/print.html` and reaches only the portal's static files.
    Raises Unavailable where pango is missing.
    """
    try:
        # Not above: it takes half a second and pango, and most processes never print.
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError as error:
        raise Unavailable from error

    class StaticFiles(URLFetcher):
        """Hands out the portal's static files, and nothing else."""

        def fetch(self, url, headers=None):
            content, kind = _static_file(url)
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    html = render_to_string(template, context)
    with _turn:
        document = HTML(string=html, base_url=_HOST, url_fetcher=StaticFiles())
        return document.write_pdf(pdf_variant="pdf/ua-1")


def _static_file(url):
    """The content and type of a static file by its address. Raises ValueError for another one."""
    path = unquote(urlsplit(url).path)
    if not url.startswith(_HOST) or not path.startswith(settings.STATIC_URL):
        raise ValueError(f"Not a static file: {url}")
    name = path.removeprefix(settings.STATIC_URL)
    # Names with a fingerprint are only in the collected files.
    found = finders.find(name) or staticfiles_storage.path(name)
    with open(found, "rb") as file:
        return file.read(), mimetypes.guess_type(name)[0] or "application/octet-stream"

"""What the page of the slips is made of, so that a phone keeps all of it and nothing else."""

import functools
import hashlib
import json
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.translation import gettext as _

FONT = "vendor/atkinson-hyperlegible-next/atkinson-hyperlegible-next-latin-wght-normal.woff2"
OUTBOX = "portal/slips_outbox.js"
WORKER = "portal/slips_worker.js"
PARTS = [
    "portal/portal.css",
    "portal/slips.css",
    OUTBOX,
    "portal/slips.js",
    "portal/icon-192.png",
    FONT,
]
TEMPLATE = "methods/bench_cafe/slips.html"


def version():
    """Differs where the page or any part of it differs; the worker then keeps all of it anew."""
    return _version() if not settings.DEBUG else _version.__wrapped__()


@functools.cache
def _version():
    digest = hashlib.sha256(get_template(TEMPLATE).template.source.encode())
    for name in [*PARTS, WORKER]:
        with open(finders.find(name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()[:12]


def worker():
    """The service worker's script with the version and the addresses of the parts."""
    with open(finders.find(WORKER), encoding="utf-8") as file:
        script = file.read()
    parts = json.dumps([static(name) for name in PARTS])
    return (
        f'const VERSION = "{version()}";\nconst PARTS = {parts};\n'
        f'importScripts("{static(OUTBOX)}");\n{script}'
    )


def words():
    """What the page's script says, in the language of the page."""
    return {
        "waiting": _("waits"),
        "sent": _("sent"),
        "stuck": _("stays on this phone"),
        "waiting_number": _("Waiting to be sent: {number}"),
        "sent_number": _("Sent: {number}"),
        "online": _("The network works."),
        "offline": _(
            "No network. Go on writing: everything is kept on this phone and is sent later."
        ),
        "ready": _("This page also opens without network on this phone."),
        "not_ready": _(
            "This browser does not open the page without network. Keep the page open: what you "
            "write is kept all the same."
        ),
        "no_room": _(
            "The phone could not keep it. Write it on paper, or make room on the phone and try "
            "again."
        ),
        "save": _("Keep the slip"),
        "save_change": _("Keep the change"),
        "saved": _("Kept on this phone."),
        "empty": _("Write first what you heard."),
        "copied": _("Copied."),
        "count_now": _("The last count was {minutes} minutes ago. It is time to count heads."),
        "place_empty": _("Choose what kind of place it is, and write which place and why."),
        "on_the_map": _("a mark on the map"),
        "points_empty": _("Give at least one point. Use whole numbers."),
        "points_many": _("{given} points were given, and there are {most}. Take some away."),
        "file": _("slips"),
        "really_drop": _("Remove this from the phone? It cannot be brought back. “{text}”"),
        "caution_name": _("This looks like a person's name. Leave names out of slips."),
        "caution_phone": _("This looks like a phone number. Leave numbers out of slips."),
        "caution_identity": _("This looks like a personal identity code. Leave it out of slips."),
        "signed_out": _(
            "Your sign-in has ended. The slips are safe on this phone: sign in on it, open this "
            "page again, and they are sent. You can go on writing meanwhile."
        ),
        "link_ended": _(
            "The link to this page no longer works. The slips are safe on this phone: ask the host "
            "for a new link and open it on this phone, and they are sent."
        ),
        "gone": _(
            "The portal does not take slips from this page any more. They are safe on this phone: "
            "copy or download them below and give them to the host."
        ),
        "ended": _(
            "The run had ended. Ask the host to open it again and send then, or copy the text for "
            "the host."
        ),
        "not_begun": _("The host has not begun yet. The slip is sent when the run begins."),
        "conflict": _(
            "Another text was sent already as this slip: “{theirs}”. Send this one as a new slip, "
            "or remove it."
        ),
        "bad": _(
            "The portal does not take this slip: the run may have changed. Copy the text and write "
            "it anew, or give it to the host."
        ),
        "too_many": _("The portal is busy. The slips are sent in a moment."),
        "not_slips": _("The page is out of date. Open it again while the network works."),
    }


def manifest():
    """The manifest, in the language of the page; addresses are told from its own."""
    icons = [
        {"src": static(f"portal/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    return {
        "name": _("Valmennus: slips"),
        "short_name": _("Slips"),
        "start_url": ".",
        "scope": ".",
        "display": "standalone",
        "background_color": "#fbf9f4",
        "theme_color": "#14523b",
        "icons": [*icons, {**icons[1], "purpose": "maskable"}],
    }


def is_from_our_page(request):
    """Whether a script of this portal has sent the request."""
    origin = request.headers.get("Origin")
    same = origin is None or urlsplit(origin).netloc == request.get_host()
    return same and request.content_type == "application/json"

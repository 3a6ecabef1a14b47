"""Who reads and who edits methods."""

from tests.method_factories import make_method

from . import PEOPLE, Row

EVERYONE = dict.fromkeys(PEOPLE, 200)
EDITORS = dict.fromkeys(PEOPLE, 403) | {"editor": 302, "admin": 302, "guest": "login"}


def furnish(world):
    world.method = make_method()
    world.draft_method = make_method(slug="luonnos", published=False)


ROWS = [
    Row("methods:method_list", **EVERYONE),
    Row("methods:method", args=lambda w: [w.method.slug], **EVERYONE),
    Row(
        "methods:method",
        args=lambda w: [w.draft_method.slug],
        **dict.fromkeys(PEOPLE, 404) | {"editor": 200, "admin": 200},
    ),
    Row("methods:deck_pdf", args=lambda w: [w.method.slug], **EVERYONE),
    Row(
        "methods:deck_pdf",
        args=lambda w: [w.draft_method.slug],
        **dict.fromkeys(PEOPLE, 404) | {"editor": 200, "admin": 200},
    ),
    Row("methods:publish", args=lambda w: [w.method.slug], method="post", **EDITORS),
    Row("methods:unpublish", args=lambda w: [w.method.slug], method="post", **EDITORS),
]

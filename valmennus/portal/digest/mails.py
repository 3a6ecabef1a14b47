"""The digest of what is new."""

from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from valmennus.shared import post

NEWS = post.Kind(
    "digest.news",
    label=_("Digest: what is new in my cohort"),
    texts=Path(__file__).with_name("mails.toml"),
    variables={
        "ryhma": _("the cohort's name"),
        "uutta": _("what is new"),
        "sivu": _("the address of the reader's own page"),
    },
    stoppable="digest",
)


def send_news(user, *, cohort, rows, until):
    """Tell one person what is new in one cohort."""
    post.send(
        NEWS,
        to=user,
        values={
            "ryhma": cohort.name,
            "uutta": post.items(rows),
            "sivu": post.page(reverse("portal:my_page")),
        },
        cause=cohort,
        round=until.isoformat(),
        cohort=cohort,
    )

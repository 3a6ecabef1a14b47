"""Mails of the portal, in the language of the one who reads them."""

from base64 import b64encode

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from .jobs import deliver_mail


def send(*, to, language, template, context, attachments=()):
    """Write one mail and leave it to the job worker to deliver.

    Call it inside the transaction that causes the mail: no transaction, no mail. `template` is a
    text whose first line is the subject; it gets `context` and `base_url`. `attachments` are
    (name, content as bytes, type) triples.
    """
    with translation.override(language):
        text = render_to_string(template, {"base_url": settings.BASE_URL, **context})
    subject, _, body = text.strip().partition("\n")
    deliver_mail.defer(
        to=to,
        subject=subject.strip(),
        body=body.strip() + "\n",
        attachments=[
            [name, b64encode(content).decode(), kind] for name, content, kind in attachments
        ],
    )

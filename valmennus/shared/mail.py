"""Mails of the portal, in the language of the one who reads them."""

import json
from base64 import b64encode

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils import translation

from .history import without
from .jobs import deliver_mail

# An erased person's address ends so; no mail server has such a name (RFC 2606).
NOWHERE = ".invalid"


def send(*, to, language, template, context, attachments=()):
    """Write one mail and leave it to the job worker to deliver.

    Call it inside the transaction that causes the mail: no transaction, no mail. `template` is a
    text whose first line is the subject; it gets `context` and `base_url`. `attachments` are
    (name, content as bytes, type) triples. An erased person gets nothing.
    """
    if to.endswith(NOWHERE):
        return
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


def erase(*, addresses, texts):
    """Drop the mails to a person from the queue, waiting and sent, and the person from all others.

    `texts` (name, addresses, phone) give way to a dash in the mails to others that are still kept.
    A mail that is going out in this moment is left alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs "
            "WHERE lower(args->>'to') = ANY(%s) AND status <> 'doing'",
            [[address.lower() for address in addresses]],
        )
        for text in texts:
            cursor.execute(
                "SELECT id, args FROM procrastinate_jobs WHERE position(lower(%s) IN "
                "lower(args::text)) > 0 AND status <> 'doing'",
                [json.dumps(text, ensure_ascii=False)[1:-1]],
            )
            for key, args in cursor.fetchall():
                args = json.loads(args) if isinstance(args, str) else args
                cursor.execute(
                    "UPDATE procrastinate_jobs SET args = %s WHERE id = %s",
                    [json.dumps(without(args, [text])), key],
                )

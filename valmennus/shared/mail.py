"""Mails of the portal, in the language of the one who reads them."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation


def send(*, to, language, template, context, attachments=()):
    """Send one mail. Raises what the mail server raises.

    `template` is a text whose first line is the subject; it gets `context` and `base_url`.
    `attachments` are (name, content, type) triples. Call it after the transaction that caused
    the mail has been committed.
    """
    with translation.override(language):
        text = render_to_string(template, {"base_url": settings.BASE_URL, **context})
    subject, _, body = text.strip().partition("\n")
    EmailMessage(
        subject=subject.strip(), body=body.strip() + "\n", to=[to], attachments=list(attachments)
    ).send()

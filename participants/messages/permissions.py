"""Who reads and edits the mail of a cohort: those who coordinate it."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from participants.accounts.models import LANGUAGES
from participants.cohorts.permissions import get_changeable_cohort, get_coordinated_cohort
from valmennus.shared.models import Mail
from valmennus.shared.post import KINDS


def get_mail_for(user, slug, uuid):
    """The cohort and one of its mails, for its coordinator; else 403 or 404."""
    cohort = get_coordinated_cohort(user, slug)
    return cohort, get_object_or_404(Mail, cohort_uuid=cohort.uuid, uuid=uuid)


def get_text_for(user, slug, kind, language, *, change=False):
    """The cohort and a kind of mail of which it may have its own text; else 403 or 404."""
    get = get_changeable_cohort if change else get_coordinated_cohort
    cohort = get(user, slug)
    found = KINDS.get(kind)
    if found is None or not found.texts or not found.of_cohort or language not in dict(LANGUAGES):
        raise Http404
    return cohort, found

"""What happens here when somebody signs up or in."""

from allauth.account.signals import user_logged_in, user_signed_up
from django.contrib import messages
from django.dispatch import receiver
from django.utils.translation import gettext as _

from .actions import give_notice
from .models import NoticeGiven


@receiver(user_signed_up)
def signed_up(request, user, **kwargs):
    """The sign-up page links to the privacy notice: note which version it was."""
    give_notice(person=user, way=NoticeGiven.Way.SIGN_UP)


@receiver(user_logged_in)
def signed_in(request, user, **kwargs):
    """Tell of a changed privacy notice once; whom a coordinator added gets the first one so."""
    if give_notice(person=user, way=NoticeGiven.Way.SIGN_IN):
        messages.info(
            request,
            _("The privacy notice has changed. You find it at the bottom of every page."),
        )

"""What the pages of notes need."""

from participants.accounts.models import User
from participants.enrolment.models import Enrolment
from valmennus.shared.collation import FinnishOrder

from .models import SessionNotes, SessionPhoto


def notes_of(session):
    """The session's notes; ones that are not kept yet where nobody has written."""
    return SessionNotes.objects.filter(session=session).first() or SessionNotes(session=session)


def versions_of(notes):
    """The earlier versions, the newest first, with who wrote them."""
    return list(notes.versions.select_related("by")[:50]) if notes.pk else []


def photos_of(session):
    """The photographs with their files, in the order in which they were added."""
    return list(SessionPhoto.objects.filter(session=session).select_related("file"))


def possible_writers(session):
    """Those who take part in the session's cohort, in Finnish order."""
    places = Enrolment.objects.taking_part().filter(cohort=session.cohort_id)
    return User.objects.filter(pk__in=places.values("person")).order_by(
        FinnishOrder("family_name"), FinnishOrder("given_name"), "pk"
    )

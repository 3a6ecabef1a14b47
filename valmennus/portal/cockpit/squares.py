"""What one square of the cockpit says: words and a shape beside the colour."""

import datetime
from types import SimpleNamespace

from django.utils import timezone
from django.utils.translation import gettext as _

from participants.enrolment.models import Enrolment
from sessions.feedback.models import is_open_after, last_day_after

# What nobody has done yet is no trouble before this.
HURRY = datetime.timedelta(days=7)
GOOD, PARTLY, MISSING, QUIET = "good", "waiting", "bad", "quiet"


def cell(about, number, of, kind, text, due=None):
    """`number` of `of` people have done what it is about; `due` is a day and what is due then."""
    return SimpleNamespace(
        about=about, number=number, of=of, kind=kind, text=text, due=due, label=""
    )


def share(number, of):
    """Whether all, some or none of the people have done their part."""
    if not of:
        return QUIET
    if number >= of:
        return GOOD
    return PARTLY if number else MISSING


def _hurried(number, of, at):
    """As `share`, but nothing done is no trouble while the time is far away."""
    kind = share(number, of)
    near = at is not None and at - timezone.now() <= HURRY
    return QUIET if kind == MISSING and not near else kind


def people(team, cohort):
    """How many the team has; and how many have confirmed, where places are confirmed."""
    size = len(team.people)
    confirmed = sum(one.state == Enrolment.State.CONFIRMED for one in team.people)
    if cohort.confirm_until is None or confirmed == size:
        kind = GOOD if size > 1 else PARTLY if size else MISSING
        return cell("unconfirmed", size, size, kind, str(size))
    text = _("%(number)s confirmed") % {"number": f"{confirmed} / {size}"}
    late = cohort.confirm_until < timezone.localdate()
    due = (cohort.confirm_until, _("confirming the place"))
    return cell("unconfirmed", confirmed, size, MISSING if late else PARTLY, text, due)


def signed_in(team, coming):
    """How many have ever signed in. Nobody waits for the sign-in of an erased person."""
    size = len(team.people)
    number = sum(bool(one.person.last_login or one.person.erased_at) for one in team.people)
    text = f"{number} / {size}" if number or not size else _("not yet")
    kind = _hurried(number, size, coming and coming.starts_at)
    return cell("sign_in", number, size, kind, text)


def present(team, counts):
    """How many of the team were there; nothing is missing while nobody has been marked."""
    size = len(team.people)
    number, marked = counts or (0, 0)
    if not marked:
        return cell("attendance", 0, 0, QUIET, _("not marked") if size else "–")
    return cell("attendance", number, size, share(number, size), f"{number} / {size}")


def coming(team, absent):
    """How many have not told that they cannot come."""
    size = len(team.people)
    number = max(size - absent, 0)
    text = _("%(number)s coming") % {"number": f"{number} / {size}" if absent else number}
    return cell("coming", number, size, share(number, size), text if size else "–")


def pre_task(team, task, done):
    """How many have done the task that is due next."""
    size = len(team.people)
    kind = _hurried(done, size, task.due)
    text = f"{done} / {size}"
    if not done:
        text = "–" if not size else _("missing") if kind == MISSING else _("not yet")
    due = (timezone.localdate(task.due), _("task")) if done < size else None
    return cell("pre_task", done, size, kind, text, due)


def feedback(team, session, given, were_there):
    """How many of those who were there have given feedback; missed only while it is taken."""
    if not were_there:
        return cell("feedback", 0, 0, QUIET, "–")
    given = min(given, were_there)
    text = f"{given} / {were_there}"
    if not is_open_after(session):
        return cell("feedback", given, given, QUIET, text)
    kind = GOOD if given == were_there else PARTLY
    due = (last_day_after(session), _("feedback")) if given < were_there else None
    return cell("feedback", given, were_there, kind, text, due)


def next_due(cells):
    """The nearest of what the squares still wait for."""
    dues = [one.due for one in cells if one.due]
    if not dues:
        return cell("due", 0, 0, QUIET, "–")
    day, what = min(dues)
    kind = MISSING if day < timezone.localdate() else QUIET
    return cell("due", 0, 0, kind, f"{day.day}.{day.month}. {what}", (day, what))

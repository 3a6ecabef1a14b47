"""What the worker does, in words, by the name of the task."""

from django.utils.translation import gettext_lazy as _

TASKS = {
    "accounts.reset_second_factor": _("Take away a lost second step of sign-in"),
    "importing.forget": _("Forget lists of people that have been taken in"),
    "importing.rescue": _("Give back lists whose job was lost"),
    "importing.tell": _("Tell people of a list that they were taken in"),
    "importing.work": _("Read a list of people or take it in"),
    "recruiting.send_code": _("Send codes that open applications"),
    "signup.follow_up": _("Ask one question after webinars"),
    "signup.forget_old": _("Forget sign-ups for webinars after a month"),
    "signup.offer_free_places": _("Offer free places in webinars"),
    "discussions.send_due": _("Tell of new posts in discussions"),
    "digest.send_due": _("Send digests"),
    "invitations.newcomers": _("Send sessions to newcomers' calendars"),
    "kept.forget_old": _("Forget typed forms after an hour"),
    "mass_post.send_due": _("Send letters to many"),
    "messages.read_bounces": _("Read the mails that came back"),
    "meeting_reports.forget_old": _("Delete reports of meetings after a week"),
    "methods.print_decks": _("Make the PDF of a deck"),
    "own_data.forget_old": _("Delete packages of own data after a week"),
    "own_data.make_export": _("Put a person's data together"),
    "post.deliver": _("Deliver mails"),
    "post.forget": _("Delete mails of more than a year ago"),
    "post.sweep": _("Deliver mails that have become due"),
    "runs.close_old": _("End runs of methods that nobody has ended"),
    "runs.forget": _("Delete the answers of old runs"),
    "queue.forget_done": _("Delete jobs that were done long ago"),
    "queue.forget_failures": _("Delete errors of long ago"),
    "queue.retry_stalled": _("Take up the jobs of a lost worker"),
    "recruiting.forget_old": _("Forget applications that were never sent"),
    "recruiting.offer_free_places": _("Offer places that have become free"),
    "recruiting.tell_of_calls": _("Tell that a call has opened"),
    "reminders.send_due": _("Send reminders"),
    "retention.forget_due": _("Forget the people of cohorts that ended long ago"),
    "search.renew": _("Renew the search"),
}


def in_words(task):
    """The task in words; its name where it has none."""
    return str(TASKS.get(task, task))

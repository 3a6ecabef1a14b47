"""Writing and reading the history of acts."""

from .dates import moment_text
from .models import Act


def record(*, actor, verb, subject, data=None):
    """Add a line of history in the transaction of the act itself; returns it.

    `verb` is `<subject>.<past participle>`, such as `enrolment.accepted`. `subject` has a `uuid`;
    `data` holds what changed, in values that JSON knows. The actor is None for the portal itself.
    """
    act = _act(actor, verb, subject, data)
    act.save(force_insert=True)
    return act


def record_many(*, actor, verb, subjects):
    """Add a line of history for each of `subjects`, a list of (subject, data); see `record`."""
    Act.objects.bulk_create(
        [_act(actor, verb, subject, data) for subject, data in subjects], batch_size=1000
    )


def _act(actor, verb, subject, data):
    return Act(
        actor=actor if actor is not None and actor.pk else None,
        verb=verb,
        subject_uuid=subject.uuid,
        subject_label=str(subject)[:200],
        data=data or {},
    )


def texts_of(subject, names):
    """The values of the subject's fields by name, moments as people read them."""
    values = {name: getattr(subject, name) for name in names}
    return {
        name: moment_text(value) if hasattr(value, "hour") else value
        for name, value in values.items()
    }


def changes(before, after):
    """What differs between two dicts of the same fields: `{field: [old, new]}` as text."""
    return {
        name: [str(before[name] or ""), str(value or "")]
        for name, value in after.items()
        if before[name] != value
    }

"""Writing and reading the history of acts."""

import json
import re

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from .dates import moment_text
from .models import Act

# What stands where an erased person's name was.
ERASED = "–"


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


def about(person):
    """The person as details of a line whose subject is another, with the mark for an erasure."""
    return {"person": str(person), "person_uuid": str(person.uuid)}


# What may stay of a line about an erased person: what happened, not who or why.
_IMPERSONAL = {"team", "state", "role", "given", "taken_back", "fields"}


def erase(*, person, subjects, namesakes, texts):
    """Take a person out of the history; the lines stay.

    `subjects` are the uuids of what is the person's own: those lines keep neither label nor
    personal details. In other lines the person's `texts` (name, addresses, phone) give way to a
    dash, except in those about `namesakes`, uuids of others who have the same name.
    """
    for act in Act.objects.filter(subject_uuid__in=subjects).iterator():
        act.subject_label = ERASED
        act.data = {name: value for name, value in act.data.items() if name in _IMPERSONAL}
        act.save(update_fields=["subject_label", "data"])
    named = Q(data__person_uuid=str(person.uuid))
    for text in texts:
        in_json = json.dumps(text, ensure_ascii=False)[1:-1]
        named |= Q(subject_label__icontains=text) | Q(details__icontains=in_json)
    acts = Act.objects.annotate(details=Cast("data", TextField())).filter(named)
    namesakes = {str(one) for one in namesakes}
    for act in acts.exclude(subject_uuid__in=namesakes).iterator():
        about_another = {"person": act.data.get("person")}
        if act.data.get("person_uuid") == str(person.uuid):
            about_another = {"person": ERASED}
        elif act.data.get("person_uuid") not in namesakes:
            about_another = {}
        act.subject_label = without(act.subject_label, texts)
        act.data = without(act.data, texts) | about_another
        act.save(update_fields=["subject_label", "data"])


def forget_details(*, subjects):
    """Leave of the lines about these subjects, by their uuids, what happened and when, not why."""
    for act in Act.objects.filter(subject_uuid__in=subjects).exclude(data={}).iterator():
        kept = {name: value for name, value in act.data.items() if name in _IMPERSONAL}
        if kept != act.data:
            act.data = kept
            act.save(update_fields=["data"])


def without(value, texts):
    """The value, a text or lists and dicts of texts, with a dash for each of the texts."""
    if isinstance(value, dict):
        return {key: without(one, texts) for key, one in value.items()}
    if isinstance(value, list):
        return [without(one, texts) for one in value]
    if isinstance(value, str):
        # The longest first: a name may be a part of an address.
        for text in sorted(texts, key=len, reverse=True):
            # Matti Virta is not in Matti Virtanen.
            whole = rf"(?<![\w.+-]){re.escape(text)}(?!\w)"
            value = re.sub(whole, ERASED, value, flags=re.IGNORECASE)
    return value

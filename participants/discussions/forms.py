"""What a person may write in a discussion."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.enrolment.models import Enrolment
from valmennus.shared import pasted
from valmennus.shared.uploads import UploadsField
from valmennus.shared.versions import VersionedForm

from . import mentions
from .models import LONGEST, MOST_FILES
from .queries import names_in


class PastedField(forms.CharField):
    """A long text, cleaned of what Word, Teams or mail have put into it."""

    def to_python(self, value):
        return pasted.clean(super().to_python(value))


class PostForm(forms.Form):
    """A new post.

    `people` gives those who may be mentioned; they are asked for only where the text has an `@`.
    Where two of them have the same name, the form asks which one is meant.
    """

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = PastedField(
        label=_("Your post"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "data-mentions": True}),
        help_text=_(
            "@Given Family tells the person of your post. An empty line begins a paragraph, - a "
            "line of a list; **bold**."
        ),
    )
    files = UploadsField(label=_("Files"), most=MOST_FILES, required=False)

    def __init__(self, data=None, files=None, *, people, known=(), **kwargs):
        kwargs["initial"] = {"once": uuid.uuid4()} | kwargs.get("initial", {})
        super().__init__(data, files, **kwargs)
        self.people, self.unsure, self.known = [], {}, {}
        if not self.is_bound:
            return
        text = pasted.clean(str(self.data.get(self.add_prefix("text"), "")))
        if "@" in text:
            self.people = list(people())
            self.known = self._known(known)
            self.unsure = mentions.find(text, self.people, self.known).unsure
        for number, namesakes in enumerate(self.unsure.values()):
            self.fields[f"who_{number}"] = self._question(namesakes)

    def _known(self, keys):
        """Who of several namesakes is meant already, by the name."""
        meant = [person for person in self.people if person.pk in set(keys)]
        names = [" ".join(person.get_full_name().lower().split()) for person in meant]
        return {
            name: person
            for name, person in zip(names, meant, strict=True)
            if names.count(name) == 1
        }

    def _question(self, namesakes):
        places = Enrolment.objects.taking_part().filter(person__in=namesakes)
        teams = {
            place.person_id: str(place.team.organisation)
            for place in places.select_related("team__organisation").order_by("pk")
        }
        return forms.ChoiceField(
            label=_("Which %(name)s do you mean?") % {"name": namesakes[0]},
            choices=[
                (str(one.uuid), f"{one}, {teams[one.pk]}" if one.pk in teams else str(one))
                for one in namesakes
            ],
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Several people here have this name. Choose the one you mean.")
            },
        )

    def clean(self):
        data = super().clean()
        chosen = dict(self.known)
        for number, (name, namesakes) in enumerate(self.unsure.items()):
            for one in namesakes:
                if str(one.uuid) == data.get(f"who_{number}"):
                    chosen[name] = one
        self.found = mentions.find(data.get("text", ""), self.people, chosen)
        return data

    def values(self):
        """What the action takes."""
        return {
            "text": self.found.text,
            "people": self.found.people,
            "once": self.cleaned_data["once"],
            "files": self.cleaned_data["files"],
        }


class PostChangeForm(VersionedForm, PostForm):
    """The person's own post, as it was typed."""

    once = files = None

    def __init__(self, data=None, *, thing, people):
        known = thing.mentions.values_list("user", flat=True) if data is not None else ()
        super().__init__(data, thing=thing, people=people, known=known)

    def values_of(self, post):
        return {"text": mentions.typed(post.text, names_in([post.text]))}

    def values(self):
        """What the action takes."""
        return {"text": self.found.text, "people": self.found.people}


class ReportForm(forms.Form):
    """Why the coordinator should look at a post."""

    reason = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The coordinator sees your name; the author does not."),
    )

"""The gallery of components: what the portal is drawn with, in every state."""

import datetime
import re
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from valmennus.shared.questions import AnswerForm, Question, tallies
from valmennus.shared.questions import Kind as QuestionKind


class SampleForm(forms.Form):
    """Every kind of control."""

    name = forms.CharField(label=gettext_lazy("Name of the practice"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("We send the confirmation here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    story = forms.CharField(
        label=gettext_lazy("What did you try?"), required=False, widget=forms.Textarea
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Municipality"),
        choices=[("599", "Pedersören kunta"), ("758", "Sodankylä"), ("739", "Savitaipale")],
    )
    way = forms.ChoiceField(
        label=gettext_lazy("How do you take part?"),
        help_text=gettext_lazy("You can change this until the day before."),
        choices=[("site", gettext_lazy("On site")), ("remote", gettext_lazy("Remotely"))],
        widget=forms.RadioSelect,
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Whom did you reach?"),
        required=False,
        choices=[
            ("young", gettext_lazy("Young people")),
            ("families", gettext_lazy("Families with children")),
            ("old", gettext_lazy("Older people")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    clock = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    people = forms.IntegerField(label=gettext_lazy("Number of people"), required=False)
    file = forms.FileField(
        label=gettext_lazy("Attachment"),
        required=False,
        help_text=gettext_lazy("PDF or picture, at most 10 MB."),
    )
    agree = forms.BooleanField(label=gettext_lazy("The text may be shown to other municipalities"))


class SampleCodeForm(forms.Form):
    """A box for a code."""

    code = forms.CharField(label=gettext_lazy("Code"))


def _icons():
    """The names of the drawn icons, in the order of the file."""
    sprite = Path(finders.find("portal/icons.svg")).read_text(encoding="utf-8")
    return re.findall(r'<symbol id="([\w-]+)"', sprite)


def _frame_of_sample():
    """What stands round a page's content: pages of one subject, steps of one form."""
    items = [
        {"label": _("Overview"), "url": "#", "current": True},
        {"label": _("Materials"), "url": "#", "current": False},
        {"label": _("Discussion"), "url": "#", "current": False},
    ]
    steps = [
        {"label": _("The team"), "url": "#", "state": "done"},
        {"label": _("The goal"), "url": "", "state": "current"},
        {"label": _("Send"), "url": "", "state": "ahead"},
    ]
    return {"items": items, "steps": steps}


def _answers_of_sample():
    """What people have answered: to a form, and to the prompts of a run."""
    # Words of the card, strokes, text, marks, number, table.
    words = [
        ("", [], "Kahvit kirjaston edessä ja yksi kysymys", 0, 5, ""),
        ("", [], "Valtuutettu koulun välitunnilla", 0, 1, "Pöytä 2"),
        ("Lempipaikkani", ["M200 700 L500 300 L800 700 Z"], "Talo ja järvi", 3, 1, ""),
    ]
    themes = [SimpleNamespace(heading="Paikka nuorille illaksi", text="", hits_in_all=11)]
    asked = SimpleNamespace(text="Mitkä asiat ovat sinulle tärkeimpiä?")
    rows = [("Kohtaamispaikat", 9, 69), ("Kulkuyhteydet", 4, 31), ("Turvallisuus", 0, 0)]
    question = Question("a", QuestionKind.SCALE, "Kuinka hyödyllinen tapaaminen oli?")
    return {
        "tallies": tallies([question], [{"a": 8}, {"a": 9}, {"a": 4}]),
        "question": AnswerForm(questions=[question], auto_id="answer_%s"),
        "survey": SimpleNamespace(is_open=True, last_day=datetime.date(2026, 12, 8)),
        "answered": SimpleNamespace(given=7, asked=12, shown=5, few=5),
        "results": [
            SimpleNamespace(kind="points", prompt=asked, rows=rows, number=13),
            SimpleNamespace(kind="lines", prompt=asked, texts=words, told=words, number=7, more=3),
            SimpleNamespace(kind="themes", prompt=asked, themes=themes, number=11),
            SimpleNamespace(kind="lines", prompt=asked, number=0),
        ],
    }


@login_not_required
def styleguide(request):
    """Show every component in every state, to staff and where DEBUG is on."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    context = {
        "form": SampleForm(auto_id="empty_%s"),
        "code": SampleCodeForm({"code": ""}, auto_id="sample_%s"),
        "icons": _icons(),
        "refused": SampleForm({"name": "", "email": "aino@", "story": "Kahvit"}),
        "day": datetime.date(2026, 12, 1),
        "clock": datetime.time(13, 15),
        "page": Paginator(range(200), 20).page(2),
        "statuses": ["good", "waiting", "bad", "quiet", "info"],
        "methods": ["penkkikahvila", "itu", "dialogeillaan", "ystavani-kirja"],
    }
    context |= _frame_of_sample() | _answers_of_sample()
    return render(request, "portal/styleguide.html", context)

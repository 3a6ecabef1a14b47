"""Kinds of mail, and the texts that come with the portal."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Every kind there is, by name; a room adds its own where its mails are written.
KINDS = {}

VARIABLE = re.compile(r"\{([^{}\n]*)\}")

# What every text may use.
COMMON = {
    "tervehdys": gettext_lazy("“Hello” with the reader's given name"),
    "sahkoposti": gettext_lazy("the reader's e-mail address"),
    "portaali": gettext_lazy("the address of the portal's front page"),
    "lahettaja": gettext_lazy("the name of the person from whom the mail comes"),
}


@dataclass(frozen=True)
class Kind:
    """One kind of mail.

    `name` is `<room>.<table>`, where the table is the one in the file `texts` that holds subject
    and body by language. `variables` are what its texts may use beside `COMMON`, with what each
    stands for. `stoppable` names what a reader may stop ("reminders", "digest", "news"); empty
    where a mail is part of something that the reader does. A kind that is sent for no cohort
    (`of_cohort`) has no version of a cohort either. Without `texts` nobody edits it: whoever
    sends it brings the text.
    """

    name: str
    label: str | Promise
    texts: object
    variables: dict = field(default_factory=dict)
    stoppable: str = ""
    of_cohort: bool = True

    def __post_init__(self):
        KINDS[self.name] = self

    def __hash__(self):
        return hash(self.name)

    @property
    def all_variables(self):
        """Every variable by name, with what it stands for."""
        return {**self.variables, **COMMON}

    def default(self, language):
        """The packaged subject and body in the language, as a pair."""
        texts = _read(self.texts)[self.name.partition(".")[2]][language]
        return texts["subject"].strip(), texts["body"].strip()


# How each kind shows itself to whoever edits its text: `sample(cohort, language)` gives a real
# reader and the values of a real mail in the language, or None where nobody could get it.
_SAMPLES = {}


def sample_of(*kinds):
    """Mark a function as the sample of these kinds."""

    def mark(function):
        _SAMPLES.update(dict.fromkeys((kind.name for kind in kinds), function))
        return function

    return mark


def sample(kind, cohort, reader, language):
    """A reader and values to show a text of the kind with: real ones where there are any.

    Else the reader is the one given, and each variable shows what it stands for.
    """
    found = (
        _SAMPLES[kind.name](cohort, language)
        if kind.name in _SAMPLES and cohort is not None
        else None
    )
    if found is not None:
        return found
    return reader, {name: f"[{label}]" for name, label in kind.variables.items()}


@cache
def _read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def faults_of(kind, subject, body):
    """Why subject and body cannot be a text of this kind, as sentences; none where they can."""
    faults = []
    if not subject.strip():
        faults.append(_("The subject is empty."))
    if "\n" in subject.strip() or "\r" in subject.strip():
        faults.append(_("The subject must fit on one line."))
    if not body.strip():
        faults.append(_("The text is empty."))
    known = kind.all_variables
    for text in (subject, body):
        rest = VARIABLE.sub(lambda match: "" if match[1] in known else match[0], text)
        for name in VARIABLE.findall(rest):
            faults.append(
                _("There is no {%(name)s} in this mail. You can use: %(names)s.")
                % {"name": name, "names": ", ".join(f"{{{one}}}" for one in known)}
            )
        if re.search(r"[{}]", VARIABLE.sub("", rest)):
            faults.append(_("Braces { } can stand only around a variable, such as {tervehdys}."))
    return list(dict.fromkeys(faults))

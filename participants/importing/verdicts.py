"""What would become of each row of a list, and in which words that is said."""

import re

from django.utils.translation import gettext as _

from participants.accounts.models import User
from participants.enrolment.models import Enrolment
from participants.organisations.models import PersonRole
from participants.organisations.queries import OrganisationFinder

from .cells import is_email, nearest_email
from .columns import plain
from .models import ImportRow

Choice, Outcome = ImportRow.Choice, ImportRow.Outcome
LONGEST = {"given_name": 80, "family_name": 80, "title": 120}
# What only a person can answer, by taking the row in all the same.
QUESTIONS = {"odd_name", "other_name", "withdrawn", "same_name", "same_name_in_cohort"}
_NO_NAME = re.compile(r"[<>={}|\\^~\[\]@＝＠]|://|^[+\-＋－]|^[\W\d_]+$")

# "8 hlöä", "3. Osallistujat", "Yhteensä 40".
_NO_PERSON = re.compile(r"\d|^(yhteensä|summa|sammanlagt|totalt|total)\b", re.I)


class Judge:
    """Gives the rows of one list their verdicts; asks the database a handful of questions.

    `judge(rows)` sets outcome, verdict, problems and organisation of each, in the order of the
    file, and returns those for which something changed. It saves nothing.
    """

    def __init__(self, cohort, finder=None):
        self.cohort = cohort
        self.finder = finder or OrganisationFinder()

    def judge(self, rows):
        self._load(rows)
        self._seen, self._names, self._above = {}, {}, {}
        return [row for row in rows if self._judge(row)]

    def _load(self, rows):
        """The accounts of the rows' addresses, and who is in the cohort already."""
        emails = {row.read.get("email", "") for row in rows}
        self.accounts = User.objects.by_address(filter(is_email_quickly, emails))
        places = Enrolment.objects.filter(cohort=self.cohort).select_related(
            "person", "team__organisation"
        )
        self.places = {place.person_id: place for place in places}
        self.places_by_name = {
            (
                _name(place.person.given_name, place.person.family_name),
                place.team.organisation_id,
            ): (place)
            for place in self.places.values()
            if place.takes_part
        }

    def _judge(self, row):
        read = row.read
        before = (row.outcome, row.verdict, row.problems, row.organisation_id)
        email = read.get("email", "")
        account = self.accounts.get(email)
        row.organisation = self._above[row.number] = self._organisation(read)
        outcome, problems = self._weigh(row, read, email, account)
        if outcome == Outcome.TAKE:
            who = ["known_person", {"name": str(account)}] if account else ["new_person", {}]
            problems = [who, *self._namesake(row, read, account)]
        row.outcome, row.verdict, row.problems = outcome, problems[0][0], problems
        if outcome != Outcome.LEAVE and is_email(email):
            self._remember(row, read, account.pk if account else email)
        return before != (row.outcome, row.verdict, row.problems, row.organisation_id)

    def _weigh(self, row, read, email, account):
        """The outcome, and what stands against taking the row in."""
        if row.choice == Choice.LEAVE:
            return Outcome.LEAVE, [["left", {}]]
        if _is_nobody(read):
            return Outcome.LEAVE, [["nobody", {}]]
        place = self.places.get(account.pk) if account else None
        if place and place.state != Enrolment.State.WITHDRAWN:
            return Outcome.LEAVE, [["already_in", _of_place(place)]]
        twin = self._seen.get(account.pk if account else email)
        if twin and _same_person(twin.read, read):
            return Outcome.LEAVE, [["twice", {"row": twin.number, "differs": _differs(twin, row)}]]
        problems = [
            *self._about_email(read, email, twin),
            *self._about_name(read, account),
            *self._about_organisation(row, read),
        ]
        if place:
            problems.append(["withdrawn", _of_place(place)])
        if not account:
            problems += self._about_twins(row, read)
        if row.choice == Choice.TAKE:
            problems = [one for one in problems if one[0] not in QUESTIONS]
        return (Outcome.ASK if problems else Outcome.TAKE), problems

    def _about_email(self, read, email, twin):
        if not email:
            return [["no_email", {}]]
        if not is_email(email):
            return [["bad_email", {"text": email, "nearest": nearest_email(email)}]]
        if len(read.get("emails", ())) > 1:
            return [["many_emails", {"emails": read["emails"]}]]
        if twin:
            return [["shared_email", {"row": twin.number, "name": twin.full_name}]]
        return []

    def _about_name(self, read, account):
        long = [name for name, most in LONGEST.items() if len(read.get(name, "")) > most]
        if long:
            return [["long_text", {"names": long}]]
        given, family = read.get("given_name", ""), read.get("family_name", "")
        if account and account.get_full_name():
            own = _name(account.given_name, account.family_name)
            told = _name(given, family)
            if any(told) and not set(filter(None, told)) & set(own):
                return [["other_name", {"name": str(account)}]]
            return []
        if not (given and family):
            return [["no_name", {"nearest": _name_from(read.get("email", ""))}]]
        if _NO_NAME.search(given) or _NO_NAME.search(family):
            return [["odd_name", {}]]
        return []

    def _organisation(self, read):
        """The organisation that was chosen, or the one that the text names, or None."""
        if read.get("organisation_key"):
            return self.finder.all.get(read["organisation_key"])
        return self.finder.find(read.get("organisation", ""))

    def _about_organisation(self, row, read):
        text = read.get("organisation", "")
        if row.organisation is None:
            if not text:
                return [["no_organisation", self._suggested(read)]]
            keys = [one.pk for one in self.finder.similar(text)]
            return [["unknown_organisation", {"text": text, "organisations": keys}]]
        ended = row.organisation.valid_to
        if ended and ended < self.cohort.starts_on and not read.get("organisation_key"):
            keys = [key for key in [row.organisation.successor_id, row.organisation_id] if key]
            what = {"text": text, "year": ended.year, "organisations": keys}
            return [["ended_organisation", what]]
        return []

    def _suggested(self, read):
        """Which organisation a row without one may be of: by its address, or by what stands above.

        `row` is the number of the row above; 0 is the file's name, and None the address.
        """
        above, named = read.get("above") or [None, ""], []
        if by_address := self.finder.by_address(read.get("email", "")):
            named.append((None, by_address.pk))
        # A row above may have been put right meanwhile.
        if higher := self._above.get(above[0]) or self.finder.find(above[1]):
            named.append((above[0], higher.pk))
        if not named:
            return {}
        keys = list(dict.fromkeys(key for _row, key in named))
        return {"organisations": keys, "row": named[0][0]}

    def _about_twins(self, row, read):
        """Whether the person is probably there already, with another address."""
        name, email, there = self._of_the_same_name(row, read)
        if not name or not there:
            return []
        same_box = email.partition("@")[0] == read.get("email", "").partition("@")[0]
        if not same_box and (not there["phone"] or there["phone"] != read.get("phone")):
            return []
        return [["same_name" if "row" in there else "same_name_in_cohort", there["what"]]]

    def _namesake(self, row, read, account):
        """For a person who is taken in: that somebody else has the same name, if so."""
        name, email, there = self._of_the_same_name(row, read)
        if account or not there or email == read.get("email"):
            return []
        return [["namesake", {"name": name, "email": email}]]

    def _of_the_same_name(self, row, read):
        """(name, address, more) of somebody of this name and organisation, there or above."""
        name = _name(read.get("given_name", ""), read.get("family_name", ""))
        key = (name, row.organisation_id)
        if all(name) and row.organisation_id and key in self.places_by_name:
            person = self.places_by_name[key].person
            what = {"name": str(person), "email": person.email}
            return str(person), person.email, {"phone": person.phone, "what": what}
        twin = self._names.get(key) if all(name) and row.organisation_id else None
        if twin is None or twin.number == row.number:
            return "", "", {}
        email, phone = twin.read.get("email", ""), twin.read.get("phone")
        what = {"row": twin.number, "email": email}
        return row.full_name, email, {"phone": phone, "row": twin.number, "what": what}

    def _remember(self, row, read, identity):
        self._seen.setdefault(identity, row)
        name = _name(read.get("given_name", ""), read.get("family_name", ""))
        if all(name) and row.organisation_id:
            self._names.setdefault((name, row.organisation_id), row)


def _is_nobody(read):
    """Whether the row has neither an address nor a name: a sum, a remark, an empty place."""
    name = f"{read.get('given_name', '')} {read.get('family_name', '')}".strip()
    return not read.get("email") and (not name or bool(_NO_PERSON.search(name)))


def is_email_quickly(text):
    """Whether it is worth asking for an account of the text."""
    return "@" in text and len(text) <= 254


def _name(given, family):
    return plain(given).strip(), plain(family).strip()


def _same_person(one, other):
    names = [
        _name(read.get("given_name", ""), read.get("family_name", "")) for read in (one, other)
    ]
    return names[0] == names[1] or not any(names[0]) or not any(names[1])


def _differs(twin, row):
    """The names of the values in which two rows of one person differ."""
    one, other = twin.read, row.read
    differ = [
        name
        for name in ("phone", "role", "title")
        if one.get(name) and other.get(name) and one[name] != other[name]
    ]
    return differ + ["organisation"] * (twin.organisation_id != row.organisation_id)


def _of_place(place):
    return {
        "name": str(place.person),
        "organisation": place.team.organisation_id,
        "state": place.state,
    }


def _name_from(email):
    """["Aino", "Esimerkki"] from "aino.esimerkki@example.org", or []."""
    words = email.partition("@")[0].split(".")
    if len(words) != 2 or not all(re.fullmatch(r"[a-zåäö]{2,}(-[a-zåäö]+)*", w) for w in words):
        return []
    return [re.sub(r"[^-]+", lambda part: part[0].capitalize(), word) for word in words]


# --- Words ----------------------------------------------------------------------------------


def kind(row):
    """The shape that goes with the row's outcome, for `components/status.html`."""
    if row.outcome == Outcome.TAKE:
        return "good"
    if row.outcome == Outcome.LEAVE:
        return "quiet"
    return "waiting" if row.verdict in QUESTIONS else "bad"


def label(verdict):
    """The verdict in a few words, for sums and filters."""
    return {
        "new_person": _("new person, new place"),
        "known_person": _("known person, new place"),
        "already_in": _("already in the cohort"),
        "twice": _("the same person twice"),
        "left": _("left out by you"),
        "nobody": _("no person"),
        "no_email": _("no e-mail address"),
        "bad_email": _("faulty e-mail address"),
        "many_emails": _("several addresses"),
        "shared_email": _("one address, two people"),
        "no_name": _("name incomplete"),
        "odd_name": _("odd name"),
        "other_name": _("another name in the account"),
        "long_text": _("too long a text"),
        "no_organisation": _("no municipality"),
        "unknown_organisation": _("unknown municipality"),
        "ended_organisation": _("municipality that has ended"),
        "withdrawn": _("taken out earlier"),
        "same_name": _("same name twice"),
        "same_name_in_cohort": _("same name in the cohort"),
    }.get(verdict, verdict)


def value_label(name):
    """What a value of a row is called."""
    return {
        "given_name": _("given name"),
        "family_name": _("family name"),
        "name": _("name"),
        "email": _("e-mail address"),
        "phone": _("phone number"),
        "organisation": _("municipality or other organisation"),
        "role": _("role"),
        "title": _("job title"),
        "language": _("language of mails"),
    }[name]


def sentence(code, what, organisations):
    """The verdict as a whole sentence. `organisations` are the named ones by their key."""
    known = [organisations[key] for key in what.get("organisations", ()) if key in organisations]
    words = what | {
        "organisation": organisations.get(what.get("organisation"), ""),
        "names": ", ".join(value_label(name) for name in what.get("names", ())),
        "first": known[0] if known else "",
        "state": dict(Enrolment.State.choices).get(what.get("state"), ""),
        "differs": ", ".join(value_label(name) for name in what.get("differs", ())),
    }
    return _sentence(code, words, known) % words


def _sentence(code, words, known):
    if code == "ended_organisation":
        if len(known) > 1:
            return _("%(text)s ended in %(year)s. Its successor is %(first)s.")
        return _("%(text)s ended in %(year)s.")
    if code == "unknown_organisation":
        if known:
            return _("There is no municipality called “%(text)s”. Did you mean %(first)s?")
        return _("There is no municipality or organisation called “%(text)s”.")
    if code == "no_organisation" and known:
        return _missing(words["row"])
    if code == "twice" and words["differs"]:
        return _("The same person as on row %(row)s, but these differ: %(differs)s.")
    if code == "bad_email" and words.get("nearest"):
        return _("“%(text)s” is no e-mail address. Did you mean %(nearest)s?")
    return _sentences()[code]


def _missing(row):
    """Where the organisation of a row that has none is guessed from."""
    if row is None:
        return _(
            "The municipality or other organisation is missing. By the address it may be: "
            "%(first)s."
        )
    if row == 0:
        return _(
            "The municipality or other organisation is missing. By the name of the file it may be: "
            "%(first)s."
        )
    return _(
        "The municipality or other organisation is missing. Further up, on row %(row)s, stands: "
        "%(first)s."
    )


def _sentences():
    return {
        "known_person": _("Known person: %(name)s. New place."),
        "already_in": _("Already in the cohort: %(name)s, %(organisation)s, %(state)s."),
        "twice": _("The same person as on row %(row)s."),
        "nobody": _("The row has neither a name nor an address, so it is taken for a remark."),
        "no_email": _("The e-mail address is missing. Without it nobody can sign in."),
        "bad_email": _("“%(text)s” is no e-mail address."),
        "many_emails": _("There are several addresses. Choose the one the person signs in with."),
        "shared_email": _(
            "Row %(row)s, %(name)s, has the same address. Each person needs an own address."
        ),
        "no_name": _("The given name or the family name is missing."),
        "odd_name": _("This does not look like a name."),
        "other_name": _("The address belongs to %(name)s. Is it the same person?"),
        "long_text": _("Too long: %(names)s."),
        "no_organisation": _("The municipality or other organisation is missing."),
        "withdrawn": _("%(name)s has been taken out of the cohort earlier."),
        "namesake": _("Somebody else has the same name: %(email)s."),
        "same_name": _("The same name as on row %(row)s, which has the address %(email)s."),
        "same_name_in_cohort": _("%(name)s is in the cohort already, with the address %(email)s."),
    }


def note(code, text):
    """What was guessed or left out in reading a row, as a sentence."""
    return {
        "phone_left_out": _("The phone number “%(text)s” cannot be read and is left out."),
        "role_guessed": _("The role was guessed from the words “%(text)s”."),
        "name_guessed": _("Which one is the family name was guessed."),
        "left_out": _("What stands in brackets is left out: %(text)s"),
    }[code] % {"text": text}


def role_label(role):
    """The role in words; "other" where none was told."""
    return dict(PersonRole.choices).get(role, PersonRole.OTHER.label)

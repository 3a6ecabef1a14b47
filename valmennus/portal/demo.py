"""The demonstration: the programme's rounds with invented people in every state worth showing.

The municipalities are real, and everything they do here is invented; people and cohorts are
marked so. The same seed on the same day gives the same demonstration.
"""

import datetime
import random

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from methods import demo as methods_demo
from participants.accounts.models import User
from participants.cohorts.actions import grant_role
from participants.cohorts.models import Cohort, CohortRole, Programme, ProgrammeRole, Project
from participants.enrolment.actions import add_person, change_team, withdraw_person
from participants.enrolment.models import Enrolment
from participants.organisations.models import Organisation, PersonRole
from participants.recruiting import demo as recruiting_demo
from sessions import demo as schedule_demo
from valmennus.portal.pages.models import Host
from valmennus.shared import progress, search_index

PASSWORD = "Valmennus-2026"  # noqa: S105 - told to everyone who runs the demo

# The seven municipalities that the programme's pages name for 2022.
ROUND_2022 = [
    "Siilinjärvi",
    "Janakkala",
    "Kannonkoski",
    "Viitasaari",
    "Mikkeli",
    "Hattula",
    "Puolanka",
]
ROUND_2023 = [
    "Ilomantsi",
    "Karvia",
    "Tammela",
    "Posio",
    "Kyyjärvi",
    "Pertunmaa",
    "Kuhmo",
    "Ikaalinen",
    "Somero",
    "Suonenjoki",
]
ROUND_2024 = [
    "Sotkamo",
    "Kemiönsaari",
    "Parainen",
    "Ähtäri",
    "Raasepori",
    "Inari",
    "Mäntyharju",
]
RUNNING = [
    "Sodankylä",
    "Janakkala",
    "Pedersören kunta",
    "Kannonkoski",
    "Kuhmo",
    "Ikaalinen",
    "Raasepori",
    "Inari",
    "Mäntyharju",
    "Puolanka",
    "Lapin hyvinvointialue",
]

# fmt: off
GIVEN_NAMES = [
    "Aila", "Eero", "Helmi", "Ilmari", "Jonna", "Kalle", "Leena", "Martti", "Noora", "Otso",
    "Päivi", "Risto", "Saara", "Tuomo", "Ulla", "Veikko", "Åsa", "Björn", "Elina", "Fredrik",
    "Hanna", "Juhani", "Kerttu", "Lauri", "Marjut", "Niilo", "Outi", "Pekka", "Raija", "Sampo",
    "Terttu", "Urho", "Vuokko", "Antti", "Birgitta", "Eila", "Gunnar", "Hilkka", "Irja", "Jari",
]
# fmt: on
# Words that nobody has as a name: it shows at once that the person is invented.
# fmt: off
FAMILY_NAMES = [
    "Esimerkkilä", "Mallinen", "Kuvitelma", "Oletus", "Näyte", "Keksitty", "Luonnos",
    "Harjoitus", "Sepite", "Tapausmaa", "Kokeilu", "Koekappale", "Vaihtoehto", "Ajatelma",
    "Piirros", "Hahmotelma",
]
# fmt: on
TITLES = {
    PersonRole.OFFICE_HOLDER: [
        "hyvinvointikoordinaattori",
        "sivistysjohtaja",
        "hallintojohtaja",
        "osallisuuskoordinaattori",
    ],
    PersonRole.EMPLOYEE: ["kulttuurituottaja", "nuoriso-ohjaaja", "viestintäsuunnittelija", ""],
    PersonRole.ELECTED_OFFICIAL: [
        "valtuuston puheenjohtaja",
        "kunnanhallituksen jäsen",
        "valtuutettu",
    ],
}


@transaction.atomic
def load(seed):
    """Make the whole demonstration; returns the number of invented people.

    Needs the reference data. Sends no mail.
    """
    loader = Demo(random.Random(seed))  # noqa: S311 - drawing names is no secret
    loader.load()
    # What was made without an act.
    search_index.renew()
    return User.objects.filter(is_demo=True).count()


class Demo:
    """Makes the demonstration with one source of chance."""

    def __init__(self, chance):
        self.chance = chance
        self.today = timezone.localdate()
        self.number = 0

    def load(self):
        makers = [
            self.name_host,
            self.make_staff,
            self.make_programmes,
            self.make_earlier_rounds,
            self.make_running_round,
            self.make_coming_rounds,
            self.sign_in,
        ]
        with progress.bar("Demonstration", len(makers)) as bar:
            for make in makers:
                make()
                bar.update(1)

    def make_user(self, email, given_name, family_name, **fields):
        return User.objects.create_user(
            email,
            PASSWORD,
            given_name=given_name,
            family_name=family_name,
            is_demo=True,
            verified=True,
            **fields,
        )

    def name_host(self):
        """The portal's texts tell who runs it; whom somebody has named already stays."""
        if not Host.objects.exists():
            Host.objects.create(
                name="Esimerkkijärjestö ry (esittely)",
                business_id="0000000-0",
                address="Keksitty katu 1\n00000 Esimerkkilä",
                email="valmennus@example.org",
                phone="000 000 0000",
                privacy_contact="Tiina Tietosuoja (keksitty henkilö), tietosuoja@example.org",
            )

    def make_staff(self):
        self.coordinator = self.make_user("koordinaattori@example.org", "Kaisa", "Koordinaattori")
        self.coach = self.make_user("valmentaja@example.org", "Ritva", "Raivaaja")
        editor = self.make_user("sisalto@example.org", "Sisko", "Sisältö", is_staff=True)
        editor.groups.add(Group.objects.get_or_create(name="Editors")[0])
        self.make_user("yllapito@example.org", "Yrjö", "Ylläpito", is_staff=True, is_superuser=True)
        self.make_user("uusi@example.org", "Uuno", "Uusi")

    def make_programmes(self):
        self.first = Programme.objects.create(
            slug="yhteisolahtoinen-kunta",
            name="Yhteisölähtöinen kunta",
            summary="Kuntien viranhaltijoiden ja luottamushenkilöiden yhteinen valmennus: miten "
            "asukkaat otetaan mukaan ja miten heille kerrotaan, mitä mukanaolosta seurasi.",
        )
        self.second = Programme.objects.create(
            slug="viisaat-paat-yhteen",
            name="Viisaat päät yhteen",
            summary="Kuntavalmennus, jossa kunnat oppivat toisiltaan ja kokeilevat kotona yhden "
            "pienen teon.",
        )
        for programme in (self.first, self.second):
            ProgrammeRole.objects.create(programme=programme, user=self.coordinator)
            schedule_demo.load_template(programme)
        self.hymy = Project.objects.create(
            programme=self.first, name="HYMY-verkosto", starts_on=datetime.date(2022, 1, 1)
        )
        self.kunta_olemme_me = Project.objects.create(
            programme=self.first, name="Kunta olemme me", starts_on=datetime.date(2023, 1, 1)
        )

    def make_cohort(self, programme, slug, name, state, starts_on, ends_on, **fields):
        cohort = Cohort.objects.create(
            programme=programme,
            slug=slug,
            name=name,
            state=state,
            starts_on=starts_on,
            ends_on=ends_on,
            is_demo=True,
            **fields,
        )
        grant_role(
            cohort=cohort,
            user=self.coordinator,
            role=CohortRole.Role.COORDINATOR,
            by=self.coordinator,
        )
        return cohort

    def add(self, cohort, organisation, role, email=None, **person):
        """Add an invented person; without an address of their own they get a drawn name."""
        self.number += 1
        email = email or f"henkilo{self.number}@example.org"
        person = person or {
            "given_name": self.chance.choice(GIVEN_NAMES),
            "family_name": self.chance.choice(FAMILY_NAMES),
        }
        swedish = (organisation.language or "fi").startswith("sv")
        return add_person(
            cohort=cohort,
            organisation=organisation,
            email=email,
            person={**person, "is_demo": True},
            role=role,
            title=self.chance.choice(TITLES[role]),
            language="sv" if swedish else "fi",
            by=self.coordinator,
            tell=False,
        )

    def give_password(self, email):
        person = User.objects.get(email=email)
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
        person.replace_address(email, verified=True)

    def add_teams(self, cohort, names, *, most=2):
        for name in names:
            organisation = organisation_called(name)
            self.add(cohort, organisation, PersonRole.OFFICE_HOLDER)
            self.add(cohort, organisation, PersonRole.ELECTED_OFFICIAL)
            if most > 2 and self.chance.random() < 0.4:
                self.add(cohort, organisation, PersonRole.EMPLOYEE)

    def make_earlier_rounds(self):
        rounds = [
            (self.first, self.hymy, 2022, "Yhteisölähtöinen kunta 2022", ROUND_2022, "archived"),
            (
                self.first,
                self.kunta_olemme_me,
                2023,
                "Yhteisölähtöinen kunta 2023",
                ROUND_2023,
                "closed",
            ),
            (self.second, None, 2024, "Viisaat päät yhteen 2024", ROUND_2024, "closed"),
        ]
        for programme, project, year, name, names, state in rounds:
            cohort = self.make_cohort(
                programme,
                f"{programme.slug}-{year}",
                name,
                Cohort.State.RUNNING,
                datetime.date(year, 9, 5),
                datetime.date(year, 12, 20),
                project=project,
            )
            self.add_teams(cohort, names)
            schedule_demo.fill_past(cohort, by=self.coordinator, coach=self.coach)
            Cohort.objects.filter(pk=cohort.pk).update(state=state)
        self.add(
            cohort,
            organisation_called("Sotkamo"),
            PersonRole.OFFICE_HOLDER,
            "ulkopuolinen@example.org",
            given_name="Olli",
            family_name="Oiva",
        )
        self.give_password("ulkopuolinen@example.org")

    def make_running_round(self):
        cohort = self.make_cohort(
            self.second,
            "viisaat-paat-yhteen-nyt",
            "Viisaat päät yhteen, talvi",
            Cohort.State.RUNNING,
            self.today - datetime.timedelta(weeks=8),
            self.today + datetime.timedelta(weeks=12),
            summary="Yksitoista tiimiä, kolme työpajaa ja yksi pieni kokeilu kotona. Tapaamme "
            "etänä noin kolmen viikon välein.",
        )
        grant_role(cohort=cohort, user=self.coach, role=CohortRole.Role.COACH, by=self.coordinator)
        own = organisation_called("Sodankylä")
        named = [
            ("osallistuja@example.org", own, PersonRole.OFFICE_HOLDER, "Aino", "Esimerkki"),
            ("luottamus@example.org", own, PersonRole.ELECTED_OFFICIAL, "Mikko", "Malliksi"),
            (
                "vertainen@example.org",
                organisation_called("Janakkala"),
                PersonRole.OFFICE_HOLDER,
                "Pirjo",
                "Pohdiskelija",
            ),
        ]
        for email, organisation, role, given_name, family_name in named:
            enrolment = self.add(
                cohort,
                organisation,
                role,
                email,
                given_name=given_name,
                family_name=family_name,
            )
            self.give_password(email)
            if role == PersonRole.OFFICE_HOLDER:
                change_team(
                    team=enrolment.team,
                    contact=enrolment.person,
                    superior="kunnanjohtaja Kerttu Keksitty",
                    by=self.coordinator,
                )
        self.add_teams(cohort, RUNNING[2:], most=3)
        leaving = Enrolment.objects.filter(cohort=cohort).order_by("-pk").first()
        withdraw_person(enrolment=leaving, reason="vaihtoi työpaikkaa", by=self.coordinator)
        sessions = schedule_demo.fill_running(
            cohort, by=self.coordinator, coach=self.coach, today=self.today
        )
        schedule_demo.let_talk(sessions, coach=self.coach)
        host = User.objects.get(email="osallistuja@example.org")
        own_team = Enrolment.objects.get(cohort=cohort, person=host).team
        methods_demo.fill(team=own_team, by=host)
        schedule_demo.fill_webinars(by=self.coordinator, today=self.today)

    def sign_in(self):
        """Most have signed in; a few of the running round have not yet."""
        seen = timezone.now() - datetime.timedelta(days=2)
        people = User.objects.filter(is_demo=True).order_by("pk")
        unseen = people.filter(
            enrolments__cohort__state=Cohort.State.RUNNING, email__startswith="henkilo"
        )
        people.exclude(pk__in=list(unseen.values_list("pk", flat=True)[::4])).update(
            last_login=seen
        )

    def make_coming_rounds(self):
        spring = self.today + datetime.timedelta(weeks=16)
        coming = self.make_cohort(
            self.second,
            "viisaat-paat-yhteen-seuraava",
            "Viisaat päät yhteen, seuraava ryhmä",
            Cohort.State.OPEN,
            spring,
            spring + datetime.timedelta(weeks=18),
            summary="Haemme kuntatiimejä, joissa on vähintään kaksi henkilöä: viranhaltija ja "
            "mielellään myös luottamushenkilö. Valmennus on maksuton ja etänä.",
        )
        recruiting_demo.fill_call(coming, by=self.coordinator)
        later = self.today + datetime.timedelta(weeks=40)
        self.make_cohort(
            self.second,
            "viisaat-paat-yhteen-luonnos",
            "Viisaat päät yhteen, suunnitteilla",
            Cohort.State.DRAFT,
            later,
            None,
        )


def organisation_called(name):
    """The organisation by its Finnish name; Pedersöre is found by the name it uses itself."""
    return Organisation.objects.get(name_fi=name)

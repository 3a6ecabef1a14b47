"""The demonstration's open call, with applications of real municipalities and invented people."""

import datetime

from django.utils import timezone

from participants.organisations.models import Organisation, PersonRole
from valmennus.shared.models import Mail

from . import actions, deciding
from .models import Application

CALL = {
    "aims": "Jokainen kuntatiimi kokeilee valmennuksen aikana yhtä pientä tapaa kuulla asukkaita "
    "ja kertoo heille, mitä siitä seurasi.",
    "asked": "Vähintään kaksi ihmistä samasta kunnasta tai hyvinvointialueelta: viranhaltija tai "
    "työntekijä ja mielellään luottamushenkilö.\n\nAikaa kuuteen etätapaamiseen ja yhteen pieneen "
    "kokeiluun kotikunnassa. Esihenkilö tietää hakemuksesta.",
    "cost": "Maksuton",
    "deciding": "Koordinaattori valitsee kahdeksan tiimiä. Mukaan pyritään saamaan erikokoisia "
    "kuntia eri puolilta Suomea, sekä uusia että ennen mukana olleita.",
    "criterion_1": "Tavoite on selkeä",
    "criterion_2": "Tiimillä on tuki",
    "capacity": 8,
}
# Municipality, goal, wishes, and the two people: given name, family name, title.
APPLICATIONS = [
    (
        "Keuruu",
        "Haluamme kuulla nuoria kirjaston tulevaisuudesta.",
        "",
        [("Aila", "Esimerkkilä", "kirjastonjohtaja"), ("Otso", "Mallinen", "valtuutettu")],
    ),
    (
        "Kustavi",
        "Saariston kylät mukaan talousarvion valmisteluun.",
        "Materiaalia myös ruotsiksi.",
        [("Åsa", "Oletus", "utvecklingschef"), ("Björn", "Näyte", "fullmäktigeledamot")],
    ),
    (
        "Lapin hyvinvointialue",
        "Asiakasraadin työtapa kuntoon niin, että asukkaat näkevät, mitä raadista seurasi.",
        "",
        [("Noora", "Keksitty", "osallisuuskoordinaattori"), ("Risto", "Sepite", "aluevaltuutettu")],
    ),
    (
        "Janakkala",
        "Kumppanuuspöytä uusien asukkaiden kanssa.",
        "Esimerkkejä muista kunnista.",
        [("Helmi", "Kuvitelma", "hyvinvointikoordinaattori"), ("Eero", "Luonnos", "valtuutettu")],
    ),
    (
        "Juuka",
        "Kyläiltojen anti näkyviin päätöksissä.",
        "",
        [("Saara", "Harjoitus", "sivistysjohtaja"), ("Urho", "Kokeilu", "valtuutettu")],
    ),
    (
        "Loviisa",
        "Kaksikielinen kuuleminen kaavoituksessa.",
        "",
        [("Birgitta", "Koekappale", "kaavoittaja"), ("Lauri", "Ajatelma", "valtuutettu")],
    ),
]
WAITS, TAKEN_BACK = 3, 4


def fill_call(cohort, *, by):
    """An open call of the cohort: applications that wait, one on the waiting list, one withdrawn.

    Sends no mail: what was written stands as sent.
    """
    opens = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    closes = opens.replace(hour=16) + datetime.timedelta(weeks=3)
    times = {
        "opens_at": opens - datetime.timedelta(weeks=2),
        "closes_at": closes,
        "decided_on": closes.date() + datetime.timedelta(weeks=2),
    }
    call = deciding.save_call(cohort=cohort, fields={**CALL, **times}, by=by)
    deciding.publish_call(call=call, by=by)
    sent = [_apply(cohort, number, *row) for number, row in enumerate(APPLICATIONS, 1)]
    deciding.review(
        application=sent[0],
        fields={"score_1": 5, "score_2": 4, "note": "Tavoite on selkeä ja esihenkilö on mukana."},
        by=by,
    )
    deciding.decide(
        cohort=cohort,
        applications=[sent[WAITS]],
        state=Application.State.WAITLISTED,
        reason="Haemme ensin kuntia, jotka eivät ole olleet mukana aiemmin.",
        by=by,
    )
    actions.withdraw_application(application=sent[TAKEN_BACK])
    now = timezone.now()
    mails = Mail.objects.filter(cohort_uuid=cohort.uuid)
    mails.update(state=Mail.State.SENT, sent_at=now, ended_at=now)


def _apply(cohort, number, name, goal, wishes, people):
    draft = Application.objects.create(cohort=cohort, language="fi")
    fields = {
        "organisation": Organisation.objects.get(name_fi=name),
        "goal": goal,
        "wishes": wishes,
        "accessibility": "",
        "superior": "Kaija Keksitty, hallintojohtaja",
    }
    roles = [PersonRole.OFFICE_HOLDER, PersonRole.ELECTED_OFFICIAL]
    rows = [
        {
            "given_name": given,
            "family_name": family,
            "email": f"hakija{number}.{order}@example.org",
            "phone": "",
            "role": role,
            "title": title,
        }
        for order, ((given, family, title), role) in enumerate(zip(people, roles, strict=True), 1)
    ]
    return actions.submit(application=draft, fields=fields, people=rows)

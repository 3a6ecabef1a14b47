"""Invented talk for the demonstration, the same every time."""

import datetime

from django.utils import timezone

from participants.accounts.models import User
from participants.enrolment.models import Enrolment

from .actions import add_post, begin, change_post, delete_post
from .models import Post, PostMention, Thread, ThreadReader

AINO, MIKKO, PIRJO = "osallistuja@example.org", "luottamus@example.org", "vertainen@example.org"
RITVA, KAISA = "valmentaja@example.org", "koordinaattori@example.org"

# Who says what, how many days and hours before now; a name in braces is a mention.
OBSTACLES = [
    (RITVA, 19, 3, ("Kiitos työpajasta. Jatketaan tässä: **kenen ääni teiltä puuttuu**, ja mistä "
     "sen huomasitte? Yksi esimerkki riittää.")),
    (AINO, 19, 1, ("Meillä nuoret. Nuorisovaltuusto on, mutta kylien nuoret eivät pääse "
     "kokouksiin, koska viimeinen bussi lähtee kello 16.")),
    (PIRJO, 18, 22, ("Sama täällä. Kokeilimme keväällä kokousta koulun ruokalassa heti tuntien "
     "jälkeen:\n\n- paikalla oli 14 nuorta, ennen kolme\n- puolet ei ollut koskaan käynyt "
     "kunnantalolla\n- kahvin sijaan kannattaa tarjota ruokaa")),
    (MIKKO, 18, 20, ("{pirjo}, kuka teillä kutsui nuoret? Meillä kutsu menee kunnan verkkosivulle, "
     "eikä sitä lue kukaan.")),
    (PIRJO, 18, 2, ("Kutsun vei koulukuraattori luokkiin. Lähetän {mikko} sinulle pohjan, jos "
     "haluat. Kutsussa luki myös, mihin vastaukset menevät: valtuuston seminaariin viikkoa "
     "myöhemmin.")),
    (MIKKO, 17, 5, "Kyllä kiitos! Esitän tätä lautakunnassa ensi viikolla."),
    (RITVA, 16, 4, ("Hyvä huomio siitä, **kuka** kutsuu. Otetaan tämä puheeksi, kun tehdään "
     "viestintäsuunnitelmaa.")),
]  # fmt: skip
METHODS = [
    (KAISA, 4, 6, ("Torilla vai verkossa? Kertokaa tähän ennen työpajaa, minkä ryhmän luokse "
     "aiotte mennä, niin jaamme pöydät sen mukaan.")),
    (AINO, 4, 1, ("Me menemme kirjaston lukupiiriin. Siellä on kymmenkunta eläkeläistä joka toinen "
     "keskiviikko.")),
    (PIRJO, 3, 20, ("Meillä on kaksi vaihtoehtoa: jalkapalloseuran vanhemmat tai "
     "maahanmuuttajien kielikahvila. Kumman te valitsisitte?")),
    (RITVA, 3, 16, ("Kielikahvila, jos siellä on tuttu vetäjä. Pyydä {pirjo} häntä mukaan "
     "suunnittelemaan, niin kysymyksistä tulee selkokielisiä heti.")),
]  # fmt: skip
QUESTIONS = [
    (MIKKO, 12, 4, ("Kohta 4, *odota hiljaa vastausta*, on vaikein. Laskin mielessäni "
     "kymmeneen, ja vasta sitten joku uskalsi.")),
    (AINO, 12, 2, "Meillä auttoi, kun vastaukset sai ensin kirjoittaa lapulle."),
]  # fmt: skip
HELLO = [
    (
        "Hei, olen {nimi} ja kotipaikkani on {kunta}. Meillä toimii hyvin kyläilta, johon "
        "valtuutetut tulevat kuuntelemaan eivätkä puhumaan."
    ),
    (
        "Tervehdys! {nimi}, {kunta}. Odotan eniten toisten kuntien kokemuksia: mikä on oikeasti "
        "muuttanut päätöksiä?"
    ),
    (
        "{nimi} täällä, moi. {kunta} on pieni kunta, joten kaikki tuntevat toisensa. Se auttaa ja "
        "joskus estää."
    ),
    (
        "Hei kaikille, nimeni on {nimi}. {kunta} kokeili viime vuonna osallistuvaa budjetointia. "
        "Kysykää, kerron mielelläni, mikä meni pieleen."
    ),
    "Moi, {nimi}, {kunta}. Haluan oppia, miten kerrotaan takaisin: mitä kuulimme ja mitä teimme.",
]


def talk(sessions, material, *, coach):
    """Let the invented people talk about the sessions and the material. No mail goes."""
    first, obstacles, methods = sessions[:3]
    _greet(first, coach)
    _hold(obstacles, OBSTACLES)
    _hold(methods, METHODS)
    _hold(material, QUESTIONS)
    written = Post.objects.filter(thread=_thread_of(obstacles))
    last = written.get(number=6)
    change_post(post=last, text=last.text + " Kerron, miten kävi.", by=last.author)
    odd = add_post(thread=_thread_of(obstacles), text="Väärä ketju, anteeksi.", by=last.author)
    delete_post(post=odd, by=last.author)
    _date(odd, 16, 3)
    # Nobody waits for mail of what was invented; Aino has seen all but the newest thread.
    aino = User.objects.get(email=AINO)
    for thread in Thread.objects.filter(cohort=first.cohort):
        seen = 1 if thread == _thread_of(methods) else thread.last_number
        ThreadReader.objects.update_or_create(thread=thread, user=aino, defaults={"read_to": seen})
        ThreadReader.objects.filter(thread=thread).update(told_to=thread.last_number)


def _hold(subject, lines):
    people = {one.email: one for one in User.objects.filter(email__in=[line[0] for line in lines])}
    names = {one.given_name.lower(): one for one in people.values()}
    for email, days, hours, text in lines:
        mentioned = [one for name, one in names.items() if f"{{{name}}}" in text]
        text = text.format(**{name: f"@[{one.uuid}]" for name, one in names.items()})
        post = _say(subject, text, people[email])
        PostMention.objects.bulk_create(PostMention(post=post, user=one) for one in mentioned)
        _date(post, days, hours)


def _greet(session, coach):
    """Everybody of the cohort says who they are."""
    text = "Tervetuloa! Kerro tässä, kuka olet ja mikä teillä jo toimii."
    _date(_say(session, text, coach), 40, 0)
    places = Enrolment.objects.taking_part().filter(cohort=session.cohort).order_by("pk")
    for number, place in enumerate(places.select_related("person", "team__organisation")):
        values = {"nimi": place.person.given_name, "kunta": place.team.organisation.name_fi}
        text = HELLO[number % len(HELLO)].format(**values)
        _date(_say(session, text, place.person), 39, -number)
    for number in range(8):
        text = f"Kiitos, tämä auttaa. Palaan tähän työpajassa {number % 3 + 1}."
        _date(_say(session, text, coach), 36, -number)


def _say(subject, text, author):
    home = getattr(subject, "session", subject)
    about = {"cohort": home.cohort, "title": subject.title, "home": home.get_absolute_url()}
    return begin(subject=subject, by=author, post={"text": text}, **about)


def _date(post, days, hours):
    """Let the post be so old."""
    at = timezone.now() - datetime.timedelta(days=days, hours=hours)
    Post.objects.filter(pk=post.pk).update(written_at=at)
    Thread.objects.filter(pk=post.thread_id).update(last_post_at=at)


def _thread_of(subject):
    return type(subject).objects.select_related("thread").get(pk=subject.pk).thread

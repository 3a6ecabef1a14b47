"""The template that a programme starts with; a draft that its own texts may replace."""

from sessions.schedule.models import CoachingSession

Kind, Mode = CoachingSession.Kind, CoachingSession.Mode

ITEMS = [
    {
        "number": 1,
        "title": "Aloitus: mistä lähdemme",
        "kind": Kind.COACHING,
        "mode": Mode.REMOTE,
        "minutes": 90,
        "gap_weeks": 0,
        "summary": "Tutustumme, sovimme tavoitteista ja katsomme, missä kukin kunta on nyt.",
        "pre_task": "Keskustele tiimisi kanssa: missä osallisuus teillä toimii jo hyvin? "
        "Valitkaa yksi esimerkki, jonka kerrotte muille.",
        "task": "",
    },
    {
        "number": 2,
        "title": "Työpaja 1: osallisuus ja sen esteet",
        "kind": Kind.COACHING,
        "mode": Mode.REMOTE,
        "minutes": 120,
        "gap_weeks": 3,
        "summary": "Mitä osallisuus on, mikä sitä estää ja ketkä jäävät kuulematta.",
        "pre_task": "Kirjoita muistiin yksi tilanne, jossa asukkaan ajatus muutti suunnitelmaa, "
        "ja yksi, jossa kuuleminen epäonnistui.",
        "task": "Selvittäkää oman kuntanne rakenteet ja yksi ryhmä, jota kuullaan harvoin: "
        "missä se jo liikkuu ja kuka sen tuntee?",
    },
    {
        "number": 3,
        "title": "Työpaja 2: menetelmät käteen",
        "kind": Kind.COACHING,
        "mode": Mode.REMOTE,
        "minutes": 120,
        "gap_weeks": 4,
        "summary": "Kokeilemme Itu-suunnittelupeliä ja Dialogeillaan-kortteja.",
        "pre_task": "Valitkaa tiimin kanssa yksi ryhmä, jota kunnassanne kuullaan harvoin, "
        "ja kirjoittakaa, missä se jo liikkuu.",
        "task": "Tehkää pieni kokeilu kotikunnassa yhdellä menetelmällä.",
    },
    {
        "number": 4,
        "title": "Vertaissparraus kolmen kunnan kesken",
        "kind": Kind.SPARRING,
        "mode": Mode.REMOTE,
        "minutes": 60,
        "gap_weeks": 3,
        "summary": "Kolme kuntaa kertoo kokeilustaan ja auttaa toisiaan eteenpäin.",
        "pre_task": "Valmistautukaa kertomaan viidessä minuutissa: mitä kokeilitte, "
        "mikä onnistui ja mihin tarvitsette apua.",
        "task": "",
    },
    {
        "number": 5,
        "title": "Työpaja 3: viestintä ja vaikuttavuus",
        "kind": Kind.COACHING,
        "mode": Mode.REMOTE,
        "minutes": 120,
        "gap_weeks": 3,
        "summary": "Miten tavoitamme ne, joiden ääni jää kuulematta, ja miten kerromme, "
        "mitä osallistumisesta seurasi.",
        "pre_task": "Kootkaa, mitä olette kuulleet asukkailta ja mitä siitä on seurannut.",
        "task": "Kertokaa osallistujille: mitä kuulimme, mitä teimme ja miksi.",
    },
    {
        "number": 6,
        "title": "Päätös: kokeilut esiin",
        "kind": Kind.COACHING,
        "mode": Mode.REMOTE,
        "minutes": 90,
        "gap_weeks": 4,
        "summary": "Jokainen kunta esittelee kokeilunsa. Katsomme, mikä muuttui ja mikä jää.",
        "pre_task": "Valmistelkaa kokeilustanne yksi kuva ja kolme lausetta.",
        "task": "",
    },
]

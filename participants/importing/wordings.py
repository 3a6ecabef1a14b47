"""Words as people write them in their lists, in small letters and without punctuation."""

from pathlib import Path

from participants.organisations.models import PersonRole

HEADINGS = {
    "email": [
        *("sähköposti", "sähköpostiosoite", "sähköpostiosoitteet", "säpo", "sposti", "s posti"),
        *("s postiosoite", "email", "e mail", "e mail osoite", "email osoite", "email address"),
        *("e mail address", "mail", "meili", "meiliosoite", "sähköp", "työsähköposti"),
        *("e post", "epost", "e postadress", "epostadress", "e postadresser", "mejl", "mejladress"),
        *("mailadress", "mail adress", "sähköpostios", "user email", "mail address"),
    ],
    "family_name": [
        *("sukunimi", "suku", "sukunimet", "snimi", "efternamn", "släktnamn", "tillnamn"),
        *("family name", "last name", "lastname", "surname", "familyname", "sn"),
    ],
    "given_name": [
        *("etunimi", "etu", "etunimet", "kutsumanimi", "enimi", "förnamn", "tilltalsnamn"),
        *("given name", "first name", "firstname", "forename", "givenname", "given names"),
    ],
    "full_name": [
        *("nimi", "osallistuja", "osallistujan nimi", "osallistujat", "henkilö", "henkilön nimi"),
        *("koko nimi", "nimi ja sukunimi", "etunimi sukunimi", "sukunimi etunimi", "jäsen"),
        *("etu ja sukunimi", "suku ja etunimi", "etunimi ja sukunimi", "sukunimi ja etunimi"),
        *("nimi etu ja sukunimi", "nimi suku ja etunimi", "nimi sukunimi etunimi", "kuka"),
        *("namn", "deltagare", "deltagarens namn", "hela namnet", "för och efternamn", "person"),
        *("efternamn och förnamn", "förnamn och efternamn", "efternamn förnamn"),
        *("förnamn efternamn", "name", "full name", "participant", "participant name"),
        *("participants", "first and last name", "name of participant", "fullname"),
    ],
    "phone": [
        *("puhelin", "puh", "puhelinnumero", "puhelinnro", "puh nro", "puhnro", "puhnumero", "gsm"),
        *("matkapuhelin", "matkapuh", "kännykkä", "kännykkänumero", "puhelin nro", "puh numero"),
        *("telefon", "telefonnummer", "tfn", "tel", "mobil", "mobiltelefon", "mobilnummer"),
        *("telefonnr", "tel nr", "mobilnr", "phone", "phone number", "mobile", "telephone", "cell"),
        *("mobile phone", "mobile number", "phone no", "tel no", "cell phone", "työpuhelin"),
    ],
    "organisation": [
        *("kunta", "kunta tai muu organisaatio", "organisaatio", "kunta organisaatio", "kuntanimi"),
        *("kaupunki", "kunta kaupunki", "kaupunki kunta", "kunta tai kaupunki", "kunnan nimi"),
        *("kunta tai organisaatio", "kunta tai hyvinvointialue", "kunta hyvinvointialue"),
        *("hyvinvointialue", "taustaorganisaatio", "taustayhteisö", "työnantaja", "kotikunta"),
        *("organisaation nimi", "kuntatiimi", "tiimi", "edustama kunta", "edustamasi kunta"),
        *("edustettu organisaatio", "mistä kunnasta", "paikkakunta", "yhteisö", "kuntani"),
        *("kommun", "kommunen", "stad", "kommun eller stad", "kommun stad", "hemkommun"),
        *("kommun eller annan organisation", "kommun organisation", "kommun eller organisation"),
        *("organisation", "organisationen", "arbetsgivare", "välfärdsområde", "ort", "kommunnamn"),
        *(
            "kommunens namn",
            "municipality",
            "city",
            "organization",
            "employer",
            "municipality name",
        ),
        *("municipality or other organisation", "municipality organisation", "town", "team"),
    ],
    "role": [
        *("rooli", "asema", "rooli kunnassa", "rooli organisaatiossa", "rooli valmennuksessa"),
        *("osallistujaryhmä", "luottamushenkilö viranhaltija", "viranhaltija luottamushenkilö"),
        *("viranhaltija vai luottamushenkilö", "luottamushenkilö vai viranhaltija", "ryhmä"),
        *("edustaa", "roll", "ställning", "rollen", "roll i kommunen", "role", "capacity"),
        *("tjänsteinnehavare förtroendevald", "förtroendevald tjänsteinnehavare", "roles"),
        *("role in the municipality", "official elected official"),
    ],
    "title": [
        *("nimike", "titteli", "tehtävänimike", "tehtävä", "ammattinimike", "virka", "ammatti"),
        *(
            "virka tai tehtävä",
            "virkanimike",
            "toimi",
            "tehtävä kunnassa",
            "työtehtävä",
            "tehtävät",
        ),
        *("titteli tehtävä", "luottamustoimi", "titel", "befattning", "uppgift", "tjänst", "yrke"),
        *("tjänstebeteckning", "yrkestitel", "arbetsuppgift", "title", "job title", "position"),
        *("job", "occupation", "duty", "post"),
    ],
    "language": [
        *("kieli", "asiointikieli", "äidinkieli", "viestien kieli", "yhteydenpitokieli"),
        *("palvelukieli", "språk", "modersmål", "kontaktspråk", "meddelandenas språk"),
        *("servicespråk", "language", "language of mails", "preferred language"),
    ],
}
# Columns about somebody or something else than the person, however they go on.
OTHERS_OWN = [
    *("esihenkil", "esimie", "esimieh", "lasku", "sijai", "varahenkil", "lisätie", "huom"),
    *("lähiosoite", "katuosoite", "postiosoite", "postinumero", "osoiterivi", "allerg", "ruoka"),
    *("chef", "förman", "faktur", "ersättar", "anmärk", "gatuadress", "postadress", "postnummer"),
    *("supervisor", "manager s", "billing", "invoice", "deputy", "remark", "street", "zip"),
    *("maakunta", "landskap", "region", "yhteyshenkilö", "kontaktperson", "contact person"),
    *("hyväksy", "suostum", "samtyck", "consent", "päiväys", "pvm", "timestamp", "aikaleima"),
]

_ELECTED, _OFFICE = PersonRole.ELECTED_OFFICIAL, PersonRole.OFFICE_HOLDER
_EMPLOYEE, _OTHER = PersonRole.EMPLOYEE, PersonRole.OTHER
# Words that are a role and nothing else.
ROLE_WORDS = {
    **dict.fromkeys(
        [
            *("luottamushenkilö", "luottamushenkilöt", "luottamushlö", "lh", "lth", "valtuutettu"),
            *("kunnanvaltuutettu", "kaupunginvaltuutettu", "varavaltuutettu", "luottis"),
            *("förtroendevald", "förtroendevalda", "förtroendeperson", "fullmäktigeledamot"),
            *("ledamot", "elected official", "elected", "councillor", "council member"),
            *("luottamushenkilo", "luottamushenkilöitä", "aluevaltuutettu", "elected_official"),
        ],
        _ELECTED,
    ),
    **dict.fromkeys(
        [
            *("viranhaltija", "viranhaltijat", "vh", "viranhaltia", "virkahenkilö", "virkamies"),
            *("tjänsteinnehavare", "tjänsteman", "official", "office holder", "civil servant"),
            *("johtava viranhaltija", "ledande tjänsteinnehavare", "tjänstemän", "officeholder"),
        ],
        _OFFICE,
    ),
    **dict.fromkeys(
        [
            *("työntekijä", "työntekijät", "tt", "anställd", "anställda", "arbetstagare"),
            *("employee", "staff", "henkilöstö", "personal", "toimihenkilö", "työsuhteinen"),
        ],
        _EMPLOYEE,
    ),
    **dict.fromkeys(
        [
            *("osallistuja", "deltagare", "participant", "jäsen", "medlem", "member"),
            *("muu", "muu osallistuja", "muut", "annan", "övrig", "övriga", "other", "asukas"),
            *("invånare", "resident", "järjestön edustaja", "vapaaehtoinen"),
            # What a remote meeting calls people.
            *("esittäjä", "järjestäjä", "presentatör", "organisatör", "föredragshållare"),
            *("presenter", "organizer", "organiser", "attendee"),
        ],
        _OTHER,
    ),
}
# Parts of titles that tell the role, the surest first.
TITLE_PARTS = [
    (_ELECTED, ["valtuut", "valtuusto", "fullmäktig", "luottamus", "förtroende", "lautakun"]),
    (_ELECTED, ["hallituksen puheenjoht", "hallituksen jäsen", "hallituksen varajäsen"]),
    (_ELECTED, ["styrelsens ordför", "styrelseledamot", "nämnd", "councillor", "council"]),
    (_ELECTED, ["puheenjohtaja", "ordförande", "pormestari", "borgmästare", "mayor"]),
    (_OFFICE, ["johtaja", "päällikkö", "viranhaltija", "rehtori", "sihteeri", "tarkastaja"]),
    (_OFFICE, ["direktör", "chef", "tjänsteinnehavare", "rektor", "sekreterare", "director"]),
    (_OFFICE, ["head of", "manager", "secretary", "arkkitehti", "arkitekt", "lääkäri"]),
    (_EMPLOYEE, ["koordinaattori", "suunnittelija", "ohjaaja", "työntekijä", "asiantuntija"]),
    (_EMPLOYEE, ["neuvoja", "opettaja", "tuottaja", "assistentti", "avustaja", "hoitaja"]),
    (_EMPLOYEE, ["koordinator", "planerare", "ledare", "sakkunnig", "lärare", "rådgivare"]),
    (_EMPLOYEE, ["coordinator", "planner", "adviser", "officer", "teacher", "specialist"]),
]

LANGUAGES = {
    **dict.fromkeys(["fi", "suomi", "suomenkielinen", "finska", "finnish", "suom", "fin"], "fi"),
    **dict.fromkeys(["sv", "ruotsi", "ruotsinkielinen", "svenska", "swedish", "se", "swe"], "sv"),
    **dict.fromkeys(["en", "englanti", "engelska", "english", "eng"], "en"),
}

# Common given names, by which "Virtanen Matti" is told from "Matti Virtanen".
GIVEN_NAMES = set((Path(__file__).parent / "data" / "given_names.txt").read_text("utf-8").split())

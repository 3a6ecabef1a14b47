"""What is found by which words, and what is not."""

import threading

import pytest

from participants.cohorts.models import Programme
from tests.needs import needs_voikko
from valmennus.shared import finnish, search_index
from valmennus.shared.search_text import NAME, Text, document, parse

# As it is typed, and a text in which it stands in another form or as a part of a longer word.
PAIRS = [
    ("kunnassa", "Jokainen kunta esittelee kokeilunsa."),
    ("kunta", "Mitä kunnissa tapahtuu?"),
    ("kuntien", "Ilmoita kuntasi mukaan."),
    ("kuntalaisten", "Kuntalaiset kertoivat kokemuksistaan."),
    ("kuntalainen", "Kuulimme kuntalaisia torilla."),
    ("osallisuutta", "Työpaja 1: osallisuus ja sen esteet"),
    ("osallisuus", "Osallisuuden kokemus"),
    ("osallisuus", "Kunnan osallisuussuunnitelmaa päivitetään."),
    ("valmennuksissa", "Näin valmennus etenee"),
    ("valmennus", "Valmennusryhmän ensimmäinen kerta"),
    ("valmentaja", "Kysy valmentajilta."),
    ("tapaamiseen", "Tapaamisia on kuusi."),
    ("tapaaminen", "Ilmoittaudu tapaamisiin ajoissa."),
    ("tapaaminen", "Etätapaamisen linkki tulee sähköpostiin."),
    ("etätapaaminen", "Seuraavat etätapaamiset"),
    ("kyläillat", "Pidimme kyläillan koululla."),
    ("kylä", "Kylien asukkaat"),
    ("ilta", "Kyläiltoja on kolme."),
    ("nuorisovaltuuston", "Nuorisovaltuusto teki aloitteen."),
    ("valtuusto", "Nuorisovaltuustossa puhuttiin bussista."),
    ("nuoret", "Miten nuoria kuullaan?"),
    ("nuori", "Nuorten ääni kuuluviin"),
    ("hyvinvointialueella", "Lapin hyvinvointialue lähti mukaan."),
    ("hyvinvointialue", "Hyvinvointialueiden edustajat"),
    ("alue", "Hyvinvointialueen päättäjät"),
    ("viranhaltijoille", "Viranhaltija kirjaa vastaukset."),
    ("viranhaltija", "Viranhaltijoiden ja asukkaiden keskustelu"),
    ("luottamushenkilö", "Iltatapaaminen luottamushenkilöille"),
    ("luottamushenkilöiden", "Luottamushenkilö kuuntelee."),
    ("kuulla", "Mitä kuulimme torilla"),
    ("kuuleminen", "Asukkaiden kuulemisen tapoja"),
    ("kokeilu", "Kootkaa kokeilujen kuulumiset."),
    ("kokeiluja", "Välitehtävä: pieni kokeilu"),
    ("kokeilun", "Kokeilusta kerrottiin lehdessä."),
    ("palaute", "Palautetta kerättiin lomakkeella."),
    ("palautteen", "Kiitos palautteista!"),
    ("lomake", "Täytä lomakkeet ennen kokousta."),
    ("päätös", "Päätöksiä perusteltiin asukkaille."),
    ("päätöksenteko", "Nuoret mukaan päätöksentekoon"),
    ("asukkaat", "Asukas voi vaikuttaa kaavaan."),
    ("asukas", "Asukkaiden toiveet"),
    ("kirjasto", "Hattulan kirjastossa klo 13"),
    ("kirjastossa", "Kirjastot ovat hyviä paikkoja."),
    ("tori", "Torilla tavataan."),
    ("penkkikahvila", "Penkkikahvilan valmistelu"),
    ("kahvila", "Penkkikahvilassa istui kolmekymmentä asukasta."),
    ("penkki", "Istahda penkille."),
    ("viestintä", "Viestinnästä vastaa kunta."),
    ("viestintäsuunnitelma", "Tehdään viestintäsuunnitelmat valmiiksi."),
    ("suunnitelma", "Viestintäsuunnitelmaan kirjataan kanavat."),
    ("ennakkotehtävä", "Tee ennakkotehtävät ajoissa."),
    ("tehtävä", "Ennakkotehtävän palautus"),
    ("aineisto", "Lue aineistot etukäteen."),
    ("ohjelma", "Ohjelmassa on kaksi puheenvuoroa."),
    ("työpaja", "Työpajoissa kokeillaan kahta menetelmää."),
    ("työpajassa", "Kolme työpajaa ja yksi kokeilu"),
    ("menetelmä", "Menetelmien käsikirja"),
    ("kumppanuuspöytä", "Kumppanuuspöydässä istutaan tasavertaisina."),
    ("kumppanuus", "Kumppanuuspöydän jäsenet"),
    ("kysely", "Kyselyyn vastasi sata asukasta."),
    ("kyselyt", "Tee kysely nuorille."),
    ("vuoropuhelu", "Vuoropuhelun säännöt"),
    ("esteettömyys", "Esteettömyyttä arvioitiin."),
    ("ikäihmiset", "Kylien ikäihmisille soitettiin."),
    ("ikäihminen", "Ikäihmisten neuvosto"),
    ("vaikuttaminen", "Asukkaat vaikuttavat talousarvioon."),
    ("osallistua", "Osallistuneet saavat todistuksen."),
    ("osallistuminen", "Kaikki osallistuivat keskusteluun."),
    ("todistus", "Todistukset jaetaan päätöstilaisuudessa."),
    ("osaamismerkki", "Kunta saa osaamismerkin."),
    ("merkki", "Osaamismerkit kunnille"),
    ("itsearviointi", "Itsearvioinnin tulokset"),
    ("kunnanhallitus", "Kunnanhallituksen kokous"),
    ("hallitus", "Kunnanhallitukselle esiteltiin tulokset."),
    ("Mikkelissä", "Mikkeli on mukana."),
    ("mikkeli", "Mikkelin torilla"),
    ("Viitasaarelta", "Viitasaari ja Kannonkoski"),
    ("Puolangalla", "Puolanka kokeili penkkikahvilaa."),
    ("Siilinjärven", "Siilinjärvi voitti."),
    ("siilinjärvi", "Tervetuloa Siilinjärvelle"),
    ("Sodankylässä", "Sodankylän kunta"),
    ("Virtasen", "Puheenvuoro: Maija Virtanen"),
    ("osallis", "Osallisuuskahvit perjantaina"),
    ("kommunen", "Kommunerna berättar om sina försök."),
    ("workshops", "A workshop on participation"),
]
# As it is typed, and a text that looks alike and tells of something else.
LOOK_ALIKES = [
    ("kunta", "Kunto kohenee lenkkipolulla."),
    ("kunto", "Kunnan talous"),
    ("tapa", "Tapaaminen siirtyi."),
    ("tapaaminen", "Hyvät tavat kokouksessa"),
    ("tapa", "Tapahtuma peruttiin."),
    ("kylä", "Kyltti tien varressa"),
    ("kylä", "Kylmä talvi"),
    ("valta", "Valtuusto kokoontui."),
    ("valtuusto", "Valtakunnan uutiset"),
    ("nuori", "Nuotio järven rannalla"),
    ("nuori", "Köysi ja naru"),
    ("tori", "Torstaina klo 13"),
    ("lupa", "Lupaus pidettiin."),
    ("lupaus", "Rakennuslupa myönnettiin."),
    ("palaute", "Palautus viikon kuluessa"),
    ("palautus", "Palaute on lahja."),
    ("osa", "Osallisuus on oikeus."),
    ("osa", "Osaaminen kasvaa."),
    ("asukas", "Asunto vapautui."),
    ("asia", "Asiakas soitti."),
    ("asiakas", "Asiasta sovittiin."),
    ("kuuleminen", "Kuu paistoi."),
    ("kokous", "Kokeilu alkoi."),
    ("kokeilu", "Kokous alkoi."),
    ("kirja", "Kirjasto on auki."),
    ("kirjasto", "Kirjaus tehtiin pöytäkirjaan."),
    ("teko", "Tekniikka tarkistettiin."),
    ("tekniikka", "Pieni teko"),
    ("viesti", "Vieraat saapuivat."),
    ("vieras", "Viesti perille"),
    ("sää", "Sääntö on yksinkertainen."),
    ("sääntö", "Sää oli kaunis."),
    ("ääni", "Äänekoski"),
    ("maa", "Maaliskuussa nähdään."),
    ("maali", "Maailma muuttuu."),
    ("pelto", "Peli alkoi."),
    ("peli", "Pelko väistyi."),
    ("valmennus", "Valmistelu on kesken."),
    ("hallitus", "Hallinto uudistui."),
    ("merkki", "Merkityksellinen työ"),
]


@pytest.fixture
def finds(db):
    """`finds(pairs)` gives those pairs of typed words and texts where the text is found."""

    def find(pairs):
        programmes = [
            Programme.objects.create(slug=f"o-{number}", name="–", summary=text)
            for number, (_typed, text) in enumerate(pairs)
        ]
        search_index.reindex(*programmes)
        return [
            pair
            for pair, programme in zip(pairs, programmes, strict=True)
            if Programme.objects.filter(
                pk=programme.pk, search_entry__search=parse(pair[0]).in_texts()
            ).exists()
        ]

    return find


@needs_voikko
def test_words_are_found_in_their_forms_and_in_compounds(finds):
    found = finds(PAIRS)
    missed = [pair for pair in PAIRS if pair not in found]

    assert len(PAIRS) >= 80
    assert len(missed) <= 5, f"found {len(found)} of {len(PAIRS)}; missed: {missed}"


@needs_voikko
def test_what_looks_alike_is_not_found(finds):
    false = finds(LOOK_ALIKES)

    assert len(LOOK_ALIKES) >= 38
    assert len(false) <= 1, f"false: {false}"


@needs_voikko
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mikkelissä", "Mikkeli"),
        ("Kemiönsaaressa", "Kemiönsaari"),
        ("lapissa", "Lapin hyvinvointialue"),
        ("Virtasen", "Maija Virtanen"),
        # Names that the dictionary does not have: by their beginning.
        ("Esimerkkilän", "Aino Esimerkkilä"),
        ("Ålandersin", "Björn Ålanders"),
        ("Raseborgs", "Raseborg"),
        ("Åsan", "Åsa Holm"),
        ("esim", "Aino Esimerkki"),
        ("müller", "Muller"),
        ("Muller", "Eva Müller"),
        ("o'brien", "Pat O'Brien"),
    ],
)
def test_names_are_found_as_written_inflected_and_by_their_beginning(typed, name):
    kept = document([Text("A", name, NAME)]).lexemes

    for term in parse(typed).terms:
        assert any(word in term.forms or word.startswith(term.beginnings) for word in kept)


@needs_voikko
def test_a_text_weighs_by_what_it_is_and_phrases_do_not_run_over():
    made = document([Text("A", "Kokeilun aika"), Text("C", "Aika on nyt")])

    assert made.lexemes["aika"] == ["2A", "13C"]
    assert "olla" not in made.lexemes
    assert made.vector.startswith("'kokeilu':1A ")


@needs_voikko
@pytest.mark.parametrize(
    ("language", "stemmed"),
    [
        ("sv", {("swedish", "B"): ["kommunerna", "berättar"]}),
        ("en", {("english", "B"): ["kommunerna", "berättar"]}),
        # Not known as Finnish: it may be either.
        ("fi", {(name, "B"): ["kommunerna", "berättar"] for name in ("swedish", "english")}),
        ("se", {}),
    ],
)
def test_the_language_of_a_text_chooses_its_stemmer(language, stemmed):
    assert document([Text("B", "Kommunerna berättar", language)]).stemmed == stemmed


@needs_voikko
@pytest.mark.parametrize(
    ("typed", "text", "is_found"),
    [
        ("pieni kokeilu", "Kokeilu oli pieni.", True),
        ('"pieni kokeilu"', "Kokeilu oli pieni.", False),
        ('"pieni kokeilu"', "Pienen kokeilun tulokset", True),
        ("”pieni kokeilu” tulos", "Pienen kokeilun tulokset", True),
        ("kokeilu lehmä", "Kokeilu oli pieni.", False),
        ("ja kokeilu on", "Pieni kokeilu", True),
        ('kokeilu"', "Pieni kokeilu", True),
    ],
)
def test_every_word_is_needed_and_quotation_marks_keep_them_together(finds, typed, text, is_found):
    assert bool(finds([(typed, text)])) is is_found


@pytest.mark.parametrize(
    "typed",
    [
        "& | ! ( ) : * < >",
        "'); DROP TABLE x; --",
        "kunta:*AB & !tapa <-> (",
        "\\ ' '' \"\" \"",
        "%s %(x)s {0}",
        "<script>alert(1)</script>",
        "a" * 200,
        "ä " * 100,
        "- -- ' ’ _ __ a-'b",
        "\u202e\u0000 ﷽ 𝔨𝔲𝔫𝔱𝔞 ½ ² ßẞ İ",
    ],
)
def test_nothing_that_is_typed_breaks_the_query(db, typed):
    query = parse(typed)

    if query:
        texts = Programme.objects.filter(search_entry__search=query.in_texts())
        assert (
            list(texts | Programme.objects.filter(search_entry__search=query.in_names("AB"))) == []
        )


@pytest.mark.parametrize(
    ("typed", "only_stop_words"),
    [("", False), ("&|!", False), ("ja on", True), ("the and och", True)],
)
def test_what_holds_no_word_to_look_for_is_empty(typed, only_stop_words):
    query = parse(typed)

    assert not query
    assert query.only_stop_words is only_stop_words


@needs_voikko
def test_what_was_found_is_marked_and_the_rest_is_escaped():
    marked = parse("kunta").mark("<b>Kunnan</b> & kunnon <script>kunta()</script>")

    assert marked == (
        "&lt;b&gt;<mark>Kunnan</mark>&lt;/b&gt; &amp; kunnon "
        "&lt;script&gt;<mark>kunta</mark>()&lt;/script&gt;"
    )


@needs_voikko
def test_an_excerpt_stands_around_the_word_without_marks_of_markdown():
    text = "Alku. " * 60 + "Tässä on **kunnan** [sivu](https://example.org/). " + "Loppu. " * 60

    excerpt = parse("kunta").excerpt(text)

    assert "<mark>kunnan</mark> sivu. Loppu." in excerpt
    assert excerpt.startswith("… Alku.")
    assert excerpt.endswith(" …")
    assert len(excerpt) < 220
    assert parse("lehmä").excerpt("Lyhyt teksti") == "Lyhyt teksti"
    assert parse("lehmä").excerpt("Lyhyt teksti", only_found=True) == ""
    assert parse("lehmä").excerpt("x" * 500).startswith("x" * 170)


@needs_voikko
def test_many_threads_use_the_one_handle():
    """Two calls of libvoikko at once crash the process."""
    words = [f"{word}{ending}" for word in ("kunta", "kylä", "talo") for ending in ("lle", "an")]
    words += [f"{first}{second}" for first in words for second in words] * 60
    results = []

    def work():
        results.append([finnish.analyse.__wrapped__(word).is_known for word in words[:2000]])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(words) >= 2000
    assert len(results) == 8
    assert all(result == results[0] for result in results)


class TestWithoutVoikko:
    @pytest.fixture(autouse=True)
    def _without(self, without_voikko):
        """As on a machine where the library is missing."""

    def test_postgresql_stems_finnish(self, finds):
        pairs = [("kokeilut", "Kokeilujen tulokset"), ("kirjastossa", "Kirjaston väki")]

        assert finds(pairs) == pairs

    def test_names_are_found_by_their_beginning(self, finds):
        assert finds([("Mikkelissä", "Mikkeli"), ("esim", "Esimerkki")])

    def test_little_words_are_little_words(self):
        assert parse("ja on").only_stop_words

    def test_forms_of_a_word_are_marked_by_their_beginning(self):
        assert parse("kokeilut").mark("kokeilun tulos") == "<mark>kokeilun</mark> tulos"

    def test_entries_of_another_analyser_are_out_of_date(self, db, monkeypatch):
        programme = Programme.objects.create(slug="a", name="Kokeilu")
        search_index.reindex(programme)
        assert programme.search_entry.analyser.endswith("finnish")
        assert search_index.renew() == 0

        monkeypatch.setattr("valmennus.shared.search_index.analyser", lambda: "newer")

        assert search_index.renew() == 1
        assert search_index.renew() == 0


def test_a_broken_library_is_a_missing_one(monkeypatch):
    def broken(language):
        raise OSError("no such file")

    monkeypatch.setattr(finnish, "Voikko", broken)
    finnish._handle.cache_clear()
    try:
        assert not finnish.available()
    finally:
        finnish._handle.cache_clear()

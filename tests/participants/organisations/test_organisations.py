"""The official organisations, and choosing one by its name."""

import pytest
from django import forms

from participants.organisations.actions import load_reference_data
from participants.organisations.fields import OrganisationField
from participants.organisations.models import Organisation, Region, WellbeingCounty
from participants.organisations.queries import OrganisationFinder, find_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _reference(django_db_setup, django_db_blocker):
    """Loaded once for the module, and taken away again."""
    with django_db_blocker.unblock():
        load_reference_data()
        yield
        Organisation.objects.update(successor=None)
        Organisation.objects.all().delete()


@pytest.mark.usefixtures("_reference")
class TestReferenceData:
    def test_it_brings_the_classification_of_2026_and_the_municipality_that_ended(self):
        municipalities = Organisation.objects.filter(kind="municipality")
        pertunmaa = municipalities.get(code="588")

        assert municipalities.count() == 309
        assert municipalities.filter(valid_to=None).count() == 308
        assert str(pertunmaa.successor) == "Mäntyharju"
        assert str(pertunmaa.valid_to) == "2024-12-31"
        assert Region.objects.count() == 19
        assert WellbeingCounty.objects.count() == 23
        # Helsinki and Åland do the task, but are no counties.
        assert Organisation.objects.filter(kind="county").count() == 21

    def test_a_second_load_changes_nothing(self):
        assert load_reference_data() == 0

    def test_it_corrects_what_differs_and_deletes_nothing(self):
        Organisation.objects.filter(code="758").update(name_fi="Väärin")
        Organisation.objects.create(kind="other", name_fi="Kylät ry", name_sv="")

        assert load_reference_data() == 1
        assert Organisation.objects.get(code="758").name_fi == "Sodankylä"
        assert Organisation.objects.filter(name_fi="Kylät ry").exists()

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("Sodankylä", "Sodankylä"),
            ("  sodankylä ", "Sodankylä"),
            ("Helsingfors", "Helsinki"),
            ("Sodankylän kunta", "Sodankylä"),
            ("Pedersören kunta", "Pedersören kunta"),
            ("758", "Sodankylä"),
            ("Mikkelin kaupunki", "Mikkeli"),
            ("Mikkeli kn", "Mikkeli"),
            ("S:t Michel", "Mikkeli"),
            ("Sankt Michel", "Mikkeli"),
            ("Helsingin kaupunki", "Helsinki"),
            ("City of Helsinki", "Helsinki"),
            ("Turun kaupunki", "Turku"),
            ("Tampereen kaupunki", "Tampere"),
            ("Lahden kaupunki", "Lahti"),
            ("Seinäjoen kaupunki", "Seinäjoki"),
            ("Lappeenrannan kaup.", "Lappeenranta"),
            ("Viitasaaren kaupunki", "Viitasaari"),
            ("Uudenkaupungin kaupunki", "Uusikaupunki"),
            ("Outokummun kaupunki", "Outokumpu"),
            ("Uuraisten kunta", "Uurainen"),
            ("Kiuruveden kaupunki", "Kiuruvesi"),
            ("Mänttä-Vilppulan kaupunki", "Mänttä-Vilppula"),
            ("Iin kunta", "Ii"),
            ("Pedersöre", "Pedersören kunta"),
            ("Nykarleby stad", "Uusikaarlepyy"),
            ("Etelä-Savon hva", "Etelä-Savon hyvinvointialue"),
            ("5", "Alajärvi"),
        ],
    )
    def test_a_name_is_found_in_either_language(self, typed, found):
        assert find_organisation(typed).name_fi == found

    def test_a_misspelt_name_gets_the_nearest_ones(self):
        with pytest.raises(forms.ValidationError, match="Siilinjärvi"):
            OrganisationField().clean("Siilinjervi")

    @pytest.mark.parametrize(
        ("typed", "likely"),
        [
            ("Mikkelin kaupunkki", "Mikkeli"),
            ("Siilinjervi", "Siilinjärvi"),
            ("Tamperre", "Tampere"),
            ("Etelä-Savo", "Etelä-Savon hyvinvointialue"),
            ("qqqqqq", None),
            ("Kyläyhdistys", None),
        ],
    )
    def test_what_looks_most_like_it_comes_first(self, typed, likely):
        finder = OrganisationFinder()

        assert finder.find(typed) is None
        assert next(iter(map(str, finder.similar(typed))), None) == likely

    def test_no_two_municipalities_share_a_spelling(self):
        finder = OrganisationFinder()

        for one in finder.all.values():
            assert finder.find(one.name_fi) == finder.find(one.name_sv) == one

    def test_a_name_that_is_nothing_gets_a_sentence(self):
        with pytest.raises(forms.ValidationError) as refusal:
            OrganisationField().clean("qqqqqq")

        assert refusal.value.code == "unknown"


def test_names_sort_as_a_finn_expects():
    for name in ["Öja", "Zoo", "Åbo", "Äänekoski", "Aura"]:
        Organisation.objects.create(kind="other", name_fi=name, name_sv="")

    others = Organisation.objects.filter(kind="other").in_finnish_order()
    names = [one.name_fi for one in others]

    assert names == ["Aura", "Zoo", "Åbo", "Äänekoski", "Öja"]

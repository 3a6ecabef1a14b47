"""An administrator erases a person at their wish, and cannot simply delete anybody."""

import pytest
from django.urls import reverse

from participants.accounts.models import User
from participants.cohorts.models import CohortRole
from tests.factories import give_role, make_cohort, make_user
from valmennus.portal.merging import NotMergeable, merge_accounts
from valmennus.portal.own_data.actions import erase_person
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(participant):
    return reverse("portal:erase_person", args=[participant.uuid])


class TestPage:
    def test_it_says_what_goes_and_what_stays_then_erases(
        self, sign_in, admin, participant, page, mailoutbox, django_capture_on_commit_callbacks
    ):
        browser = sign_in(admin)
        address = participant.email
        shown = browser.get(page).content.decode()
        assert "Paikka 1 ryhmässä" in shown
        with django_capture_on_commit_callbacks(execute=True):
            answer = browser.post(page, {"address": address.upper()}, follow=True)

        assert "Henkilön tiedot on poistettu" in answer.content.decode()
        participant.refresh_from_db()
        assert participant.erased_at
        assert (participant.given_name, participant.is_active) == ("", False)
        act = Act.objects.get(verb="person.erased")
        assert (act.actor, act.subject_uuid) == (admin, participant.uuid)
        assert [mail.to for mail in mailoutbox] == [[address]]

    @pytest.mark.parametrize("address", ["", "vertainen@example.org", "\0", "x" * 300])
    def test_another_address_erases_nobody(self, sign_in, admin, participant, page, address):
        answer = sign_in(admin).post(page, {"address": address})

        assert answer.status_code == 422
        assert not User.objects.filter(erased_at__isnull=False).exists()

    def test_a_double_click_erases_once(
        self, sign_in, admin, participant, page, mailoutbox, django_capture_on_commit_callbacks
    ):
        browser = sign_in(admin)
        with django_capture_on_commit_callbacks(execute=True):
            for _ in range(2):
                answer = browser.post(page, {"address": "osallistuja@example.org"})

        assert answer.url == reverse("admin:participants_user_changelist")
        assert Act.objects.filter(verb="person.erased").count() == 1
        assert len(mailoutbox) == 1

    def test_the_last_coordinator_stays(self, sign_in, admin, coordinator, cohort):
        page = reverse("portal:erase_person", args=[coordinator.uuid])
        browser = sign_in(admin)

        browser.post(page, {"address": coordinator.email})

        shown = browser.get(page).content.decode()
        assert cohort.name in shown
        assert 'name="address"' not in shown
        coordinator.refresh_from_db()
        assert coordinator.erased_at is None

    def test_ones_own_data_goes_by_ones_own_page(self, sign_in, admin):
        page = reverse("portal:erase_person", args=[admin.uuid])

        assert sign_in(admin).post(page, {"address": admin.email}).url == "/oma/tiedot/poista/"
        admin.refresh_from_db()
        assert admin.erased_at is None

    @pytest.mark.parametrize("rows", [1, 4])
    def test_it_takes_twelve_statements(
        self, sign_in, admin, participant, page, rows, django_assert_max_num_queries
    ):
        for _ in range(rows - 1):
            give_role(participant, make_cohort(), CohortRole.Role.COORDINATOR)
        browser = sign_in(admin)

        with django_assert_max_num_queries(12):
            browser.get(page)


class TestAdministration:
    def test_nobody_is_deleted_there(self, sign_in, admin, participant, peer):
        browser = sign_in(admin)
        delete = reverse("admin:participants_user_delete", args=[participant.pk])
        chosen = {"action": "delete_selected", "_selected_action": [peer.pk], "post": "yes"}

        change = browser.get(reverse("admin:participants_user_change", args=[participant.pk]))
        answer = browser.post(delete, {"post": "yes"})
        browser.post(reverse("admin:participants_user_changelist"), chosen)

        assert answer.status_code == 403
        assert User.objects.filter(pk__in=[participant.pk, peer.pk]).count() == 2
        assert "deletelink" not in change.content.decode()
        assert reverse("portal:erase_person", args=[participant.uuid]) in change.content.decode()

    def test_an_erased_person_gets_no_new_name(self, sign_in, admin, participant):
        erase_person(user=participant, by=admin)
        change = reverse("admin:participants_user_change", args=[participant.pk])
        browser = sign_in(admin)

        shown = browser.get(change).content.decode()
        answer = browser.post(change, {"given_name": "Aino", "email": "aino@example.org"})

        assert answer.status_code == 403
        assert reverse("portal:erase_person", args=[participant.uuid]) not in shown
        participant.refresh_from_db()
        assert participant.given_name == ""

    def test_an_erased_person_is_merged_with_nobody(self, admin, participant):
        other = make_user()
        erase_person(user=participant, by=admin)

        for kept, lost in [(participant, other), (other, participant)]:
            with pytest.raises(NotMergeable):
                merge_accounts(kept=kept, lost=lost, by=admin)

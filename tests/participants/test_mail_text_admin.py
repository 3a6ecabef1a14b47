"""Staff write texts of mails for all or for a programme in the administration."""

import pytest
from django.core import mail
from django.urls import reverse

from valmennus.shared.models import Act, MailText

pytestmark = pytest.mark.django_db
ADD = "admin:shared_mailtext_add"
TYPED = {
    "kind": "places.confirm",
    "language": "fi",
    "scope_uuid": "",
    "subject": "Vahvista: {ryhma}",
    "body": "{tervehdys},\n\n[Vahvista]({paikka})",
}


def test_a_text_for_a_programme_is_saved_with_history(sign_in, admin, cohort):
    programme = str(cohort.programme.uuid)
    sign_in(admin).post(reverse(ADD), TYPED | {"scope_uuid": programme})

    text = MailText.objects.get()
    assert str(text.scope_uuid) == programme
    assert Act.objects.get(verb="mail_text.changed").actor == admin


@pytest.mark.parametrize(
    "fields", [{"body": "{nimmi}"}, {"kind": "höpö"}, {"scope_uuid": "x"}, {"body": "{% if %}"}]
)
def test_a_text_that_cannot_work_is_refused(sign_in, admin, fields):
    page = sign_in(admin).post(reverse(ADD), TYPED | fields)

    assert page.status_code == 200
    assert page.context["adminform"].form.errors
    assert not MailText.objects.exists()


def test_a_cohorts_own_text_is_not_shown(sign_in, admin, cohort):
    MailText.objects.create(
        kind="places.confirm", language="fi", scope_uuid=cohort.uuid, subject="Oma", body="x"
    )
    for_all = MailText.objects.create(
        kind="places.confirm", language="sv", subject="Alla", body="x"
    )
    browser = sign_in(admin)
    page = browser.get(reverse("admin:shared_mailtext_changelist")).text
    assert "Alla" in page
    assert ">Oma<" not in page
    page = browser.get(reverse("admin:shared_mailtext_change", args=[for_all.pk])).text
    assert "{tervehdys}" in page
    assert "Bekräfta din plats" in page


def test_a_text_is_shown_with_a_real_persons_data_and_sent_to_oneself(
    sign_in, admin, cohort, participant
):
    text = MailText.objects.create(
        kind="places.confirm",
        language="fi",
        scope_uuid=cohort.programme.uuid,
        subject="Oma {ryhma}",
        body="{tervehdys}, tervetuloa.",
    )
    browser = sign_in(admin)
    page = browser.get(reverse("admin:shared_mailtext_change", args=[text.pk])).text
    assert f"Hei {participant.given_name}, tervetuloa." in page
    browser.post(
        reverse("admin:shared_mailtext_changelist"),
        {"action": "send_to_me", "_selected_action": [text.pk]},
    )
    [message] = mail.outbox
    assert (message.to, message.subject) == ([admin.email], f"Oma {cohort.name}")

"""Notes are written by one and read by all; nothing that was written is lost."""

import datetime
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from sessions.notes import actions
from sessions.notes.models import NotesVersion, SessionNotes, SessionPhoto
from tests.access.sessions_notes import PIXEL
from tests.photographs import photograph
from tests.races import together
from tests.session_factories import make_agenda, make_session
from valmennus.shared.models import Act, StoredFile
from valmennus.shared.versions import StaleForm, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cohort, coach):
    return make_session(cohort, coach=coach, in_hours=-1, minutes=120, slug="nyt")


def page(name="notes"):
    return reverse(f"coaching:{name}", args=["nyt"])


def write(session, text, by, seen=""):
    return actions.write(session=session, text=text, seen=seen, by=by)


def test_the_cohort_reads_what_the_coach_writes(client, coach, participant, session):
    client.force_login(coach)
    client.post(page(), {"text": "Sovittiin **kokeilusta**."})
    client.force_login(participant)
    assert "<strong>kokeilusta</strong>" in client.get(session.get_absolute_url()).content.decode()
    assert client.post(page(), {"text": "Minun."}).status_code == 403


def test_a_named_writer_writes_until_another_is_named(
    client, coordinator, participant, teammate, session
):
    client.force_login(coordinator)
    client.post(page("notes_writer"), {"writer": participant.uuid})
    client.force_login(participant)
    assert client.post(page(), {"text": "Kirjasin."}).status_code == 302
    assert client.post(page("notes_writer"), {"writer": teammate.uuid}).status_code == 403
    client.force_login(coordinator)
    client.post(page("notes_writer"), {"writer": ""})
    client.force_login(participant)
    notes = SessionNotes.objects.get()
    data = {"text": "Vielä.", "seen": version_of(notes)}
    assert client.post(page(), data).status_code == 403
    assert SessionNotes.objects.get().text == "Kirjasin."


def test_a_stranger_is_not_named(client, coordinator, outsider, session):
    client.force_login(coordinator)
    assert client.post(page("notes_writer"), {"writer": outsider.uuid}).status_code == 422


def test_saving_while_one_writes_tells_the_new_version(client, coach, session):
    client.force_login(coach)
    first = client.post(page(), {"text": "Yksi"}, headers={"HX-Request": "true"})
    seen = version_of(SessionNotes.objects.get())
    assert seen in first.content.decode()
    client.post(page(), {"text": "Yksi kaksi", "seen": seen}, headers={"HX-Request": "true"})
    assert SessionNotes.objects.get().text == "Yksi kaksi"
    # One sitting is one version, and nothing stood before it.
    assert not NotesVersion.objects.exists()
    assert Act.objects.of(session).filter(verb="notes.written").count() == 1


def test_who_was_second_sees_both_texts(client, coach, coordinator, session):
    first = write(session, "Valmentajan", coach)
    client.force_login(coordinator)
    stale = version_of(first) + "x"
    answer = client.post(page(), {"text": "Koordinaattorin", "seen": stale})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Valmentajan" in html
    assert "Koordinaattorin" in html
    quiet = client.post(
        page(), {"text": "Koordinaattorin", "seen": stale}, headers={"HX-Request": "true"}
    )
    assert "Ei tallennettu" in quiet.content.decode()
    assert SessionNotes.objects.get().text == "Valmentajan"
    # Saving again from the page that showed both is a decision.
    again = answer.context["form"]["seen"].value()
    client.post(page(), {"text": "Koordinaattorin", "seen": again})
    assert SessionNotes.objects.get().text == "Koordinaattorin"
    assert [version.text for version in NotesVersion.objects.all()] == ["Valmentajan"]


def test_a_later_sitting_is_a_version(coach, session):
    notes = write(session, "Ensin", coach)
    hour_ago = timezone.now() - datetime.timedelta(hours=1)
    SessionNotes.objects.update(changed_at=hour_ago)
    notes.refresh_from_db()
    write(session, "Sitten", coach, version_of(notes))
    assert [version.text for version in NotesVersion.objects.all()] == ["Ensin"]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told(coach, coordinator, session):
    notes = write(session, "Alku", coach)
    seen = version_of(notes)
    answers = together(
        lambda: write(session, "Toinen", coach, seen),
        lambda: write(session, "Kolmas", coordinator, seen),
    )
    assert sum(isinstance(answer, StaleForm) for answer in answers) == 1


# ------------------------------------------------------------------------- photographs


def photo(**values):
    file = SimpleUploadedFile("taulu.gif", PIXEL, content_type="image/gif")
    return {"file": file, "alt": "Pöydän kaksi taulu", "uuid": uuid.uuid4()} | values


def test_a_photograph_is_told_in_words(client, coach, participant, session):
    client.force_login(coach)
    assert client.post(page("photo_new"), photo(alt="")).status_code == 422
    text = SimpleUploadedFile("a.txt", b"teksti", content_type="text/plain")
    assert client.post(page("photo_new"), photo(file=text)).status_code == 422
    assert not SessionPhoto.objects.exists()
    data = photo()
    client.post(page("photo_new"), data)
    [kept] = SessionPhoto.objects.all()
    client.force_login(participant)
    html = client.get(session.get_absolute_url()).content.decode()
    assert 'alt="Pöydän kaksi taulu"' in html
    assert client.get(reverse("coaching:photo", args=[kept.uuid])).status_code == 200


def test_what_the_camera_wrote_into_a_photograph_is_not_kept(client, coach, session):
    client.force_login(coach)
    taken = SimpleUploadedFile("IMG_1.jpg", photograph(), content_type="image/jpeg")
    assert client.post(page("photo_new"), photo(file=taken)).status_code == 302
    kept = SessionPhoto.objects.get().file
    with kept.file.open("rb") as file:
        content = file.read()
    assert b"Puhelinmerkki" not in content
    picture = Image.open(io.BytesIO(content))
    assert not picture.getexif()
    # It stands upright all the same.
    assert picture.size == (40, 80)


def test_a_photograph_goes_with_its_file(
    client, coach, session, django_capture_on_commit_callbacks
):
    client.force_login(coach)
    client.post(page("photo_new"), photo())
    [kept] = SessionPhoto.objects.all()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("coaching:photo_remove", args=[kept.uuid]))
    assert not SessionPhoto.objects.exists()
    assert not StoredFile.objects.filter(pk=kept.file_id).exists()


# ---------------------------------------------------------------------------------- now


def test_the_present_part_and_what_it_has_left(client, participant, session):
    make_agenda(session, (50, "Alku"), (30, "Ryhmätyö"), (40, "Purku"))
    client.force_login(participant)
    now = client.get(page("now")).context["now"]
    assert (now.item.title, now.following.title) == ("Ryhmätyö", "Purku")
    assert 19 <= now.left <= 20


@pytest.mark.parametrize(("hours", "says"), [(5, "Alamme pian"), (-5, "Kiitos!")])
def test_before_and_after(client, participant, cohort, hours, says):
    session = make_session(cohort, in_hours=hours)
    client.force_login(participant)
    html = client.get(reverse("coaching:now", args=[session.slug])).content.decode()
    assert says in html


@pytest.mark.parametrize("name", ["now", "notes", "session"])
def test_statements(client, coach, session, name):
    client.force_login(coach)
    counts = []
    for number in (1, 3):
        for one in range(number):
            make_agenda(session, *[(5, f"Osa {number}.{one}")])
            client.post(page("photo_new"), photo())
            SessionNotes.objects.update(changed_at=timezone.now() - datetime.timedelta(hours=1))
            notes = SessionNotes.objects.first()
            write(session, f"Teksti {number}.{one}", coach, version_of(notes) if notes else "")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page(name)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12

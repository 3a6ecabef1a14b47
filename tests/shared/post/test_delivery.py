"""How mails go to a real mail server, and what happens when it will not take them."""

import datetime
import socket
import threading

import pytest
import time_machine
from django.utils import timezone

from participants.accounts.models import User
from participants.cohorts.mails import TASK
from tests.factories import make_user
from tests.races import together
from valmennus.portal.digest.mails import NEWS
from valmennus.shared import post
from valmennus.shared.models import BadAddress, Mail, MailStop
from valmennus.shared.post import delivery

pytestmark = pytest.mark.django_db


def write(*addresses):
    values = {"ryhma": "Ä", "tehtava": "T", "sivu": "https://a.fi/"}
    post.send_all(TASK, [post.Letter(post.Guest(one, "fi"), values) for one in addresses])


def states():
    return dict(Mail.objects.values_list("to", "state"))


def later(minutes):
    return time_machine.travel(timezone.now() + datetime.timedelta(minutes=minutes), tick=True)


class TestReaders:
    """What becomes of a reader while the mail waits, for its time or for the mail server."""

    @pytest.fixture
    def reader(self):
        return make_user("aino@example.org")

    def wait(self, reader):
        post.send_all(
            NEWS,
            [post.Letter(one, {"ryhma": "Ä", "uutta": "U"}) for one in (reader, make_user())],
        )

    def test_who_was_erased_gets_nothing(self, reader, smtp):
        self.wait(reader)
        # Written by a worker that had read the account before the erasure was committed.
        User.objects.filter(pk=reader.pk).update(erased_at=timezone.now())
        delivery.deliver_due()

        assert len(smtp.messages) == 1
        assert not Mail.objects.filter(to="aino@example.org").exists()

    def test_who_has_stopped_it_gets_nothing(self, reader, smtp):
        self.wait(reader)
        MailStop.objects.create(reader_uuid=reader.uuid, what="reminders")
        MailStop.objects.create(reader_uuid=reader.uuid, what="digest")
        delivery.deliver_due()

        assert len(smtp.messages) == 1
        assert states()["aino@example.org"] == "stopped"

    def test_an_address_that_broke_meanwhile_is_left_alone(self, reader, smtp):
        self.wait(reader)
        delivery.mark_bad(reader.email, "550 No such user")
        delivery.deliver_due()

        assert len(smtp.messages) == 1
        assert states()["aino@example.org"] == "held"

    def test_one_that_was_known_to_be_broken_is_tried_where_its_owner_asks(self, reader, smtp):
        delivery.mark_bad(reader.email, "550 No such user")
        smtp.answers[reader.email] = "450 Later"
        post.send_now(TASK, to=reader, values={})
        del smtp.answers[reader.email]
        with later(2):
            delivery.deliver_due()
        assert states() == {"aino@example.org": "sent"}


class TestServer:
    def test_a_mail_arrives_whole(self, smtp):
        write("aino@example.org")
        delivery.deliver_due()

        [message] = smtp.messages
        assert message["Subject"] == "Tehtäväsi valmennuksessa: Ä"
        assert "Tehtäväsi: T." in message.get_body("plain").get_content()
        assert 'href="https://a.fi/"' in message.get_body("html").get_content()
        assert Mail.objects.get().sent_at is not None

    def test_one_broken_address_does_not_hold_up_the_others(self, smtp):
        smtp.answers["rikki@example.org"] = "550 No such user"
        write("rikki@example.org", *(f"p{number}@example.org" for number in range(40)))
        delivery.deliver_due()

        assert len(smtp.messages) == 40
        broken = Mail.objects.get(to="rikki@example.org")
        assert (broken.state, broken.trouble) == ("failed", "550 No such user")
        assert BadAddress.objects.get().address == "rikki@example.org"

    def test_a_refusal_by_rule_does_not_blame_the_address(self, smtp):
        smtp.answers["aino@example.org"] = "550 5.7.1 SPF check failed"
        write("aino@example.org")
        delivery.deliver_due()

        assert states() == {"aino@example.org": "failed"}
        assert not BadAddress.objects.exists()

    def test_a_mail_that_cannot_be_put_together_holds_up_nobody(self, smtp):
        write("rikki@example.org", "aino@example.org")
        Mail.objects.filter(to="rikki@example.org").update(links={"1": ["ei:ole", [], "x", "y", 1]})
        delivery.deliver_due()

        assert states() == {"rikki@example.org": "failed", "aino@example.org": "sent"}

    def test_a_server_that_throttles_is_asked_later(self, smtp):
        smtp.answers["aino@example.org"] = ["451 Greylisted", "452 Too many"]
        write("aino@example.org", "toinen@example.org")
        delivery.deliver_due()
        assert states() == {"aino@example.org": "queued", "toinen@example.org": "sent"}
        delivery.deliver_due()
        assert Mail.objects.get(to="aino@example.org").attempts == 1

        with later(2):
            delivery.deliver_due()
            assert states()["aino@example.org"] == "queued"
        with later(6):
            delivery.deliver_due()
        assert states()["aino@example.org"] == "sent"
        ids = {message["Message-ID"] for message in smtp.messages}
        assert len(ids) == 2

    def test_a_mail_that_is_refused_fails_alone(self, smtp):
        smtp.answers["DATA"] = "554 Looks like spam"
        write("aino@example.org")
        delivery.deliver_due()

        assert Mail.objects.get().state == "failed"
        # The address is not to blame.
        assert not BadAddress.objects.exists()

    def test_a_server_that_never_takes_it_is_given_up_after_days(self, smtp):
        smtp.answers["aino@example.org"] = "451 Later"
        write("aino@example.org")
        for number in range(len(delivery.BACK_OFF) + 1):
            with later(3000 * (number + 1)):
                delivery.deliver_due()

        kept = Mail.objects.get()
        assert (kept.state, kept.attempts) == ("failed", len(delivery.BACK_OFF) + 1)

    def test_a_server_that_is_away_loses_nothing(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
        write("a@example.org", "b@example.org")
        delivery.deliver_due()

        # The second is not even tried: the trouble is the server's.
        assert sorted(Mail.objects.values_list("state", "attempts")) == [
            ("queued", 0),
            ("queued", 1),
        ]

    def test_a_server_that_hangs_is_left_after_a_while(self, settings):
        listener = socket.create_server(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        write("a@example.org", "b@example.org")
        delivery.deliver_due()
        listener.close()

        assert set(states().values()) == {"queued"}
        assert "imed out" in Mail.objects.get(attempts=1).trouble

    def test_a_server_that_dies_half_way_gets_the_mail_again(self, settings):
        def die_after_mail_from():
            with listener.accept()[0] as connection:
                connection.sendall(b"220 hello\r\n")
                while line := connection.recv(1000):
                    if line.startswith(b"MAIL"):
                        return
                    connection.sendall(b"250 ok\r\n")

        listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=die_after_mail_from, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
        settings.EMAIL_TIMEOUT = 2
        write("a@example.org")
        delivery.deliver_due()
        listener.close()

        kept = Mail.objects.get()
        assert (kept.state, kept.attempts) == ("queued", 1)

    def test_a_minute_takes_so_many(self, smtp, settings):
        settings.MAIL_PER_MINUTE = 3
        write(*(f"p{number}@example.org" for number in range(5)))
        delivery.deliver_due()
        assert len(smtp.messages) == 3
        delivery.deliver_due()
        assert len(smtp.messages) == 3
        with later(1.1):
            delivery.deliver_due()
        assert len(smtp.messages) == 5

    def test_an_address_with_umlauts_in_its_domain_arrives(self, smtp):
        write("aino@kyläkunta.fi")
        delivery.deliver_due()

        assert smtp.messages[0]["To"] == "aino@xn--kylkunta-2za.fi"

    def test_what_no_server_could_take_fails_and_is_told(self, smtp):
        write("åke@example.org", "toinen@example.org")
        delivery.deliver_due()

        assert states()["toinen@example.org"] == "sent"
        assert states()["åke@example.org"] in {"failed", "sent"}

    def test_the_way_back_is_the_mails_own(self, smtp, settings):
        settings.BOUNCE_ADDRESS = "palautuvat@example.org"
        write("aino@example.org")
        delivery.deliver_due()

        mail = Mail.objects.get()
        assert smtp.messages[0].envelope_from == f"palautuvat+{mail.uuid.hex}@example.org"
        assert smtp.messages[0]["From"].endswith("<valmennus@example.org>")


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(smtp):
    write(*(f"p{number}@example.org" for number in range(30)))

    assert together(*[delivery.deliver_due] * 3) == [None] * 3
    delivery.deliver_due()

    assert sorted(one["To"] for one in smtp.messages) == sorted(
        f"p{number}@example.org" for number in range(30)
    )

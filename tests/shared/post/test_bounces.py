"""Mails that come back: reports of several servers, read from a real mailbox."""

import imaplib
import os
import shutil
import socket
import subprocess
import time

import pytest
from django.core import mail as outbox

from participants.messages.actions import tell_of_bad_addresses
from participants.places.actions import ask_to_confirm
from participants.places.queries import unconfirmed
from valmennus.shared.models import BadAddress, Mail
from valmennus.shared.post import bounces

pytestmark = pytest.mark.django_db

# As Postfix writes it.
REPORT = """\
Return-Path: <>
To: {to}
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; {reader}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{reader}>: Recipient address rejected:
    User unknown

--b
Content-Type: message/rfc822-headers

From: valmennus@example.org
To: {reader}
Message-ID: {message_id}
--b--
"""


@pytest.fixture
def sent(cohort, participant, coordinator, run_jobs):
    """A mail that the mail server took."""
    ask_to_confirm(cohort=cohort, enrolments=list(unconfirmed(cohort)), by=coordinator)
    run_jobs()
    outbox.outbox.clear()
    return Mail.objects.get()


def report(mail, *, to=None, action="failed", status="5.1.1", message_id=None):
    return REPORT.format(
        to=to or f"palautuvat+{mail.uuid.hex}@example.org",
        reader=mail.to,
        action=action,
        status=status,
        message_id=message_id or f"<{mail.uuid}@127.0.0.1>",
    ).encode()


class TestReports:
    def test_the_address_is_marked_and_nothing_more_is_sent(
        self, sent, cohort, coordinator, run_jobs
    ):
        assert bounces.take_in(report(sent)) == sent

        sent.refresh_from_db()
        assert sent.state == "bounced"
        assert "5.1.1 550 5.1.1" in sent.trouble
        assert BadAddress.objects.get().address == sent.to
        Mail.objects.filter(pk=sent.pk).update(round="x")
        ask_to_confirm(cohort=cohort, enrolments=list(unconfirmed(cohort)), by=coordinator)
        run_jobs()
        assert outbox.outbox == []
        assert Mail.objects.latest("pk").state == "held"

    def test_the_coordinator_is_told_once(self, sent, coordinator, run_jobs):
        bounces.take_in(report(sent))
        for _time in range(2):
            tell_of_bad_addresses()
        run_jobs()

        [message] = outbox.outbox
        assert message.to == [coordinator.email]
        assert sent.to in message.body
        assert "User unknown" in message.body

    def test_an_address_that_was_changed_since_troubles_nobody(self, sent, participant, run_jobs):
        participant.email = "uusi.osoite@example.org"
        participant.save()
        assert bounces.take_in(report(sent)) == sent
        tell_of_bad_addresses()
        run_jobs()
        assert outbox.outbox == []
        # The new address is not touched by it.
        assert BadAddress.objects.get().address != participant.email

    def test_whatever_cannot_be_read_holds_up_nothing(self, sent, monkeypatch):
        def fail(message):
            raise TypeError

        monkeypatch.setattr(bounces, "_failure", fail)
        assert bounces.take_in(report(sent)) is None

    def test_it_is_known_by_its_name_too(self, sent):
        assert bounces.take_in(report(sent, to="palautuvat@example.org")) == sent

    @pytest.mark.parametrize(
        "fields",
        [
            {"action": "delayed", "status": "4.4.1"},
            {"status": "4.2.2"},
            {"to": "x@example.org", "message_id": "<joku@muualta>"},
        ],
    )
    def test_what_is_no_failure_of_ours_changes_nothing(self, sent, fields):
        assert bounces.take_in(report(sent, **fields)) is None
        sent.refresh_from_db()
        assert sent.state == "sent"

    def test_an_answer_of_somebody_away_changes_nothing(self, sent):
        content = (
            f"To: palautuvat+{sent.uuid.hex}@example.org\nSubject: Poissa\n"
            "Auto-Submitted: auto-replied\n\nOlen lomalla."
        )
        assert bounces.take_in(content.encode()) is None

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe\x00", b"Content-Type: multipart/report\n\n"]
    )
    def test_rubbish_changes_nothing(self, sent, content):
        assert bounces.take_in(content) is None


@pytest.fixture
def mailbox(tmp_path):
    """A real IMAP server (Dovecot) with one empty mailbox; its address."""
    if shutil.which("dovecot") is None or os.getuid() != 0:
        pytest.skip("Reading a real mailbox needs root and dovecot: apt install dovecot-imapd")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    tmp_path.chmod(0o755)
    for folder in tmp_path.parents:
        if str(folder).startswith("/tmp/"):  # noqa: S108 - only to let the server's users pass
            folder.chmod(folder.stat().st_mode | 0o011)
    home = tmp_path / "home"
    home.mkdir()
    shutil.chown(home, "mail", "mail")
    settings = tmp_path / "dovecot.conf"
    settings.write_text(
        f"""
protocols = imap
listen = 127.0.0.1
base_dir = {tmp_path}/run
log_path = {tmp_path}/log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{home}/Maildir
first_valid_uid = 1
passdb {{
  driver = static
  args = password=salasana
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={home}
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""
    )
    process = subprocess.Popen(["dovecot", "-F", "-c", str(settings)])
    try:
        for _try in range(100):
            try:
                with imaplib.IMAP4("127.0.0.1", port, timeout=2):
                    break
            except OSError:
                time.sleep(0.1)
        yield f"imap://palautuvat:salasana@127.0.0.1:{port}/INBOX"
    finally:
        process.terminate()
        process.wait()


def test_a_real_mailbox_is_read_once(sent, mailbox, settings):
    settings.BOUNCE_URL = mailbox
    port = int(mailbox.rpartition(":")[2].partition("/")[0])
    with imaplib.IMAP4("127.0.0.1", port) as server:
        server.login("palautuvat", "salasana")
        for content in (report(sent, action="delayed", status="4.4.1"), report(sent), b"Roskaa"):
            server.append("INBOX", None, None, content.replace(b"\n", b"\r\n"))

    assert bounces.read_mailbox() == [sent]
    assert bounces.read_mailbox() == []
    sent.refresh_from_db()
    assert sent.state == "bounced"


def test_a_mailbox_that_is_away_is_an_error_to_its_caller(settings):
    settings.BOUNCE_URL = "imap://a:b@127.0.0.1:9/INBOX"
    with pytest.raises(OSError, match="refused"):
        bounces.read_mailbox()

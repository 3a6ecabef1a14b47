"""How a mail is written: texts with values, languages, one row for its cause."""

import re
import uuid
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from django.core import mail
from django.utils import translation

from participants.cohorts.mails import TASK
from participants.messages.forms import STOPPABLE
from tests.factories import make_cohort, make_user
from tests.mails import link_in
from valmennus.shared import post, tokens
from valmennus.shared.models import BadAddress, Mail, MailStop, MailText
from valmennus.shared.post.kinds import VARIABLE
from valmennus.shared.post.rendering import Source

pytestmark = pytest.mark.django_db

NEWS = post.Kind(
    "tests.news_with_text", label="", texts=None, variables={"aihe": ""}, stoppable="news"
)
TEXT = ("Uutta: {aihe}", "{tervehdys},\n\n**{aihe}** on nyt *täällä*.")


def source(body, **values):
    return Source("S", body, values)


class TestSource:
    def test_text_and_html_say_the_same(self):
        one = source("Hei **kaikki**\n\n- yksi\n- kaksi", nimi="x")

        assert one.text() == "Hei kaikki\n\n- yksi\n- kaksi\n"
        assert "<strong>kaikki</strong>" in one.html()
        assert one.html().count("<li") == 2

    def test_a_link_alone_is_a_button(self):
        one = source("Lue:\n\n[Avaa sivu]({sivu})\n\nja [tämä]({sivu}).", sivu="https://a.fi/x")

        assert re.findall(r'<a class="([a-z-]+)" style="([a-z-]+)[^"]*" href', one.html()) == [
            ("mail-button", "display"),
            ("mail-link", "color"),
        ]
        assert one.html().count('href="https://a.fi/x"') == 2
        assert "Avaa sivu:\nhttps://a.fi/x" in one.text()
        assert "ja tämä (https://a.fi/x)." in one.text()

    def test_a_value_is_never_markup(self):
        one = source("Hei {nimi}", nimi="<b>[x](https://paha.fi)</b> **y** {toinen}", toinen="z")

        assert "&lt;b&gt;[x](https://paha.fi)" in one.html()
        assert "<a" not in one.html()
        assert "{toinen}" in one.text()

    def test_nothing_that_is_written_is_taken_for_a_hole(self):
        one = source("zqv99zqv {nimi} {lista}", nimi="zqv1zqv", lista=post.Block("zqv7zqv", "x"))

        assert "zqv99zqv zqv1zqv zqv7zqv" in one.html()

    def test_a_link_of_another_sort_leads_nowhere(self):
        assert 'href="#"' in source("[x]({osoite})", osoite="javascript:alert(1)").html()

    def test_a_line_without_its_value_vanishes(self):
        one = source("A\n\n{tyhja}\n\n[Liity]({tyhja})\n\nB", tyhja="")

        assert one.text() == "A\n\nB\n"
        assert "Liity" not in one.html()

    def test_a_list_stands_alone(self):
        one = source("Tulossa:\n\n{lista}", lista=post.items([("A & B", "12.1.", "https://a.fi")]))

        assert one.text() == "Tulossa:\n\n- A & B\n  12.1.\n  https://a.fi\n"
        assert "A &amp; B</a>" in one.html()
        assert "zqv" not in one.html()

    def test_a_name_with_line_breaks_makes_no_header(self):
        one = Source("Hei {nimi}", "x", {"nimi": "Aino\r\nBcc: kaikki@example.org"})

        assert one.subject == "Hei Aino Bcc: kaikki@example.org"


class TestTexts:
    def test_every_kind_has_its_three_texts_with_the_same_variables(self):
        for kind in post.KINDS.values():
            if kind.texts is None:
                continue
            used = {}
            for language in ("fi", "sv", "en"):
                subject, body = kind.default(language)
                assert post.faults_of(kind, subject, body) == [], (kind.name, language)
                used[language] = set(VARIABLE.findall(subject + body))
            assert used["fi"] == used["sv"] == used["en"], kind.name

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("Hei {nimmi}", "{nimmi}"),
            ("{% for x in y %}{{ x }}{% endfor %}", "{% for x in y %}"),
            ("Hei {", "Aaltosulkeet"),
            ("  ", "tyhjä"),
        ],
    )
    def test_a_text_that_cannot_work_is_refused(self, body, words):
        with translation.override("fi"):
            assert any(words in fault for fault in post.faults_of(TASK, "Aihe", body))

    def test_the_cohorts_own_text_comes_before_the_programmes(self, cohort):
        user = make_user()
        values = {"ryhma": "R", "tehtava": "T", "sivu": ""}

        def subject():
            return post.preview(TASK, to=user, values=values, cohort=cohort).subject

        assert subject() == "Tehtäväsi valmennuksessa: R"
        for scope, words in [
            (None, "Kaikkien {ryhma}"),
            (cohort.programme.uuid, "Ohjelman {ryhma}"),
            (cohort.uuid, "Ryhmän {ryhma}"),
        ]:
            MailText.objects.create(
                kind=TASK.name, language="fi", scope_uuid=scope, subject=words, body="x"
            )
            assert subject() == words.replace("{ryhma}", "R")
        assert (
            post.preview(TASK, to=user, values=values, cohort=make_cohort()).subject == "Kaikkien R"
        )


class TestSending:
    def test_it_is_in_the_readers_language(self, run_jobs):
        with translation.override("fi"):
            post.send(TASK, to=make_user(language="sv"), values={"ryhma": "R", "tehtava": "T"})
        run_jobs()

        [sent] = mail.outbox
        assert sent.subject == "Din uppgift i coachningen: R"
        assert "Hej Aino," in sent.body
        assert '<html lang="sv">' in sent.alternatives[0].content

    def test_the_same_cause_gives_one_mail(self, cohort):
        user = make_user()
        for _time in range(2):
            post.send(TASK, to=user, values={}, cause=cohort)
        post.send(TASK, to=user, values={}, cause=cohort, round="2")
        post.send(TASK, to=make_user(), values={}, cause=cohort)

        assert Mail.objects.count() == 3

    def test_who_has_no_address_holds_up_nobody(self, run_jobs):
        letters = [post.Letter(post.Guest(email, "fi")) for email in ("", "aino@example.org")]
        assert post.send_all(TASK, letters) == 1
        run_jobs()

        assert [message.to for message in mail.outbox] == [["aino@example.org"]]

    def test_what_a_reader_has_stopped_is_not_sent(self, run_jobs):
        user, other = make_user(), make_user()
        MailStop.objects.create(reader_uuid=user.uuid, what="news")
        MailStop.objects.create(reader_uuid=other.uuid, what="digest")
        for one in (user, other):
            post.send_all(NEWS, [post.Letter(one, {"aihe": "A"})])
        run_jobs()

        assert [message.to for message in mail.outbox] == [[other.email]]
        assert Mail.objects.get(person=user).state == "stopped"

    def test_an_address_from_which_mail_came_back_gets_nothing(self, run_jobs):
        BadAddress.objects.create(address="rikki@example.org")
        post.send(TASK, to=post.Guest("Rikki@Example.org", "fi"), values={})
        run_jobs()

        assert mail.outbox == []
        assert Mail.objects.get().state == "held"

    def test_no_personal_address_and_no_code_is_kept(self, run_jobs):
        user = make_user()
        kind = post.Kind("tests.secret", label="", texts=None)
        post.send_now(
            kind,
            to=user,
            text=("S", "[Avaa]({linkki})\n\nKoodi {koodi}"),
            values={
                "linkki": post.Link("post:preferences", purpose="post", subject=user.uuid),
                "koodi": post.Secret("ABCD-EFGH"),
            },
        )

        [sent] = mail.outbox
        assert "ABCD-EFGH" in sent.body
        assert "ABCD-EFGH" in sent.alternatives[0].content
        token = link_in(sent).split("/")[-2]
        assert tokens.read("post", token).subject == user.uuid
        kept = Mail.objects.values().get()
        assert "ABCD" not in str(kept)
        assert token not in str(kept)
        assert "[henkilökohtainen, ei tallessa]" in Mail.objects.get().readable_text

    def test_headers_tell_what_it_is(self, run_jobs, cohort, coordinator):
        user = make_user()
        post.send_all(
            NEWS, [post.Letter(user, {"aihe": "A"}, cohort)], cohort=cohort, by=coordinator
        )
        run_jobs()

        message = mail.outbox[0].message()
        sender, address = parseaddr(str(make_header(decode_header(message["From"]))))
        assert (sender, address) == (cohort.programme.name, "valmennus@example.org")
        assert "koordinaattori@example.org" in message["Reply-To"]
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Message-ID"] == f"<{Mail.objects.get().uuid}@127.0.0.1>"
        assert str(cohort.uuid) in message["References"]
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "/posti/lopeta/news/" in message["List-Unsubscribe"]
        assert "/posti/asetukset/" in mail.outbox[0].body

    def test_a_calendar_entry_is_part_of_the_mail(self, run_jobs):
        entry = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
        post.send(TASK, to=make_user(), values={}, calendar=entry)
        run_jobs()

        parts = {part.get_content_type(): part for part in mail.outbox[0].message().walk()}
        assert parts["text/calendar"].get_param("method") == "REQUEST"
        assert b"METHOD:REQUEST" in parts["text/calendar"].get_payload(decode=True)
        assert parts["application/ics"].get_filename() == "kutsu.ics"


@pytest.fixture(autouse=True)
def _texts_of_the_tests():
    for language in ("fi", "sv", "en"):
        MailText.objects.create(kind=NEWS.name, language=language, subject=TEXT[0], body=TEXT[1])


class TestChoices:
    def test_one_click_of_the_mail_program_stops_it(self, client):
        user = make_user()
        address = f"/posti/lopeta/digest/{tokens.make('post', user.uuid)}/"

        answer = client.post(address, {"List-Unsubscribe": "One-Click"})

        assert answer.status_code == 204
        assert MailStop.objects.get().reader_uuid == user.uuid

    def test_a_scanner_changes_nothing(self, client):
        token = tokens.make("post", make_user().uuid)
        for address in [f"/posti/lopeta/digest/{token}/", f"/posti/asetukset/{token}/"]:
            for _time in range(2):
                assert client.get(address).status_code == 200
                assert client.head(address).status_code == 200
        assert not MailStop.objects.exists()

    def test_what_is_not_ticked_is_stopped(self, client):
        user = make_user()
        address = f"/posti/asetukset/{tokens.make('post', user.uuid)}/"

        client.post(address, {"wanted": ["news"], "digest": "never"})
        stopped = {"digest", "discussions", "reminders"}
        assert set(MailStop.objects.values_list("what", flat=True)) == stopped
        # What was stopped stays so when another choice changes.
        client.post(address, {"wanted": ["news", "reminders"], "digest": "daily"})
        assert [stop.what for stop in MailStop.objects.all()] == ["discussions"]
        client.post(
            address, {"wanted": [one for one in STOPPABLE if one != "digest"], "digest": "daily"}
        )
        assert not MailStop.objects.exists()
        assert user.digest_choice.often == "daily"
        assert client.post(address, {"wanted": ["news"], "digest": "hourly"}).status_code == 422

    def test_a_forged_address_is_none(self, client):
        for token in ["x", "A" * 48, tokens.make("place", uuid.uuid4())]:
            assert client.get(f"/posti/asetukset/{token}/").status_code == 404

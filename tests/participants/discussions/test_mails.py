"""Mentions, following, and what the portal mails of discussions."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from participants.cohorts.models import CohortRole
from participants.discussions import actions, queries
from participants.discussions.models import Post, PostMention, ThreadReader
from tests.discussion_factories import fill, make_post, make_thread
from tests.factories import enrol, make_user
from tests.mails import links_in
from valmennus.portal.digest.actions import tell
from valmennus.shared.models import Mail, MailStop
from valmennus.shared.versions import version_of

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def thread(cohort):
    return make_thread(cohort)


@pytest.fixture
def say(thread, sign_in):
    """`say(person, text)` writes by the page and gives the answer."""

    def post(person, text, **data):
        return sign_in(person).post(thread.get_absolute_url(), {"text": text, **data})

    return post


def later(minutes=6):
    """The posts so far were written so many minutes ago."""
    Post.objects.update(written_at=timezone.now() - minutes * MINUTE)


def mailed(kind="posted"):
    """Who has got a mail of the kind, in order."""
    return list(
        Mail.objects.filter(kind=f"discussions.{kind}").order_by("pk").values_list("to", flat=True)
    )


class TestMentions:
    @pytest.mark.parametrize(
        "text",
        [
            "@Pirjo Pohdiskelija, mitä sanot?",
            "Kysytään: @pirjo pohdiskelija",
            "(@Pirjo  Pohdiskelija)",
            "@Pirjo Pohdiskelija:n ajatus",
            "@Pirjo Pohdiskelija ja @Pirjo Pohdiskelija",
        ],
    )
    def test_a_name_becomes_a_mention_and_a_mail(self, say, participant, peer, text, run_jobs):
        say(participant, text)

        assert f"@[{peer.uuid}]" in Post.objects.get().text
        assert PostMention.objects.get().user == peer
        run_jobs()
        message = mail.outbox[0]
        assert (message.to, message.subject) == (
            [peer.email],
            "Aino Esimerkki mainitsi sinut: Työpaja 1",
        )
        assert "irjo" in message.body
        assert "@[" not in message.body
        assert links_in(message)[0] == Post.objects.get().get_absolute_url()

    @pytest.mark.parametrize(
        "text",
        [
            "aino@Pirjo Pohdiskelija",
            "@Pirjo",
            "@Pirjo Pohdiskelijalle",
            "@Olli Oiva",
            "@Pirjo\n\nPohdiskelija",
            "@",
        ],
    )
    def test_what_is_no_mention(self, say, participant, peer, outsider, text):
        assert say(participant, text).status_code == 302
        assert Post.objects.get().text == text
        assert not Mail.objects.exists()

    def test_the_longest_name_wins(self, say, thread, team, participant):
        short = enrol(make_user(given_name="Anna", family_name="Maria"), team).person
        long = enrol(make_user(given_name="Anna", family_name="Maria Oja"), team).person
        say(participant, "@Anna Maria Oja ja @Anna Maria")
        assert Post.objects.get().text == f"@[{long.uuid}] ja @[{short.uuid}]"

    def test_the_name_of_today_is_shown(self, say, thread, participant, peer, sign_in):
        say(participant, "Kysyn: @Pirjo Pohdiskelija")
        peer.family_name = "Pohdinta <b>"
        peer.save()
        html = sign_in(participant).get(thread.get_absolute_url()).content.decode()
        assert '<span class="mention">@Pirjo Pohdinta &lt;b&gt;</span>' in html

    def test_of_namesakes_the_form_asks_which_one(self, say, team, participant, peer):
        namesake = make_user(given_name="Pirjo", family_name="Pohdiskelija")
        enrol(namesake, team)

        answer = say(participant, "@Pirjo Pohdiskelija, hei")

        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Pirjo Pohdiskelija, Janakkala" in html
        assert "Pirjo Pohdiskelija, Sodankylä" in html
        assert "@Pirjo Pohdiskelija, hei</textarea>" in html
        assert say(participant, "@Pirjo Pohdiskelija, hei", who_0="x").status_code == 422
        say(participant, "@Pirjo Pohdiskelija, hei", who_0=str(namesake.uuid))
        assert PostMention.objects.get().user == namesake

    def test_a_change_remembers_which_namesake_was_meant(
        self, thread, team, participant, peer, sign_in
    ):
        enrol(make_user(given_name="Pirjo", family_name="Pohdiskelija"), team)
        post = make_post(thread, participant, f"@[{peer.uuid}], hei", people=[peer])
        browser = sign_in(participant)
        address = post.get_absolute_url() + "muokkaa/"
        assert "@Pirjo Pohdiskelija, hei</textarea>" in browser.get(address).content.decode()

        browser.post(address, {"text": "@Pirjo Pohdiskelija, hei taas", "seen": version_of(post)})

        post.refresh_from_db()
        assert post.text == f"@[{peer.uuid}], hei taas"
        assert mailed("mentioned") == [peer.email]

    def test_who_does_not_see_the_thread_is_not_mentioned(self, cohort, team, participant, peer):
        thread = make_thread(cohort, team=team, audience="team")
        assert peer not in queries.people_of(thread)
        assert participant in queries.people_of(thread)

    def test_oneself_and_who_has_muted_get_no_mail(self, say, thread, participant, peer):
        actions.follow(thread=thread, by=peer, follows=False)
        say(participant, "@Aino Esimerkki ja @Pirjo Pohdiskelija")
        assert PostMention.objects.count() == 2
        assert mailed("mentioned") == []

    def test_who_is_mentioned_later_is_told_then(self, thread, participant, peer, teammate):
        post = make_post(thread, participant, f"@[{peer.uuid}]", people=[peer])
        text = f"@[{teammate.uuid}]"
        actions.change_post(post=post, text=text, people=[teammate], by=participant)
        actions.change_post(post=post, text=text + "!", people=[teammate], by=participant)
        assert mailed("mentioned") == [peer.email, teammate.email]
        assert [one.user for one in PostMention.objects.all()] == [teammate]

    def test_a_mention_may_be_stopped(self, say, participant, peer, run_jobs):
        MailStop.objects.create(reader_uuid=peer.uuid, what="discussions")
        say(participant, "@Pirjo Pohdiskelija")
        run_jobs()
        assert mail.outbox == []
        assert Mail.objects.get().state == "stopped"


class TestFollowing:
    def test_a_few_minutes_after_with_what_it_says_then(
        self, say, thread, participant, peer, run_jobs
    ):
        say(participant, "Kuka on kokeillut?")
        say(peer, "Me.")
        actions.send_due()
        assert mailed() == []
        post = Post.objects.get(number=2)
        actions.change_post(post=post, text="Me olemme **kokeilleet**.", by=peer)
        later()

        actions.send_due()

        run_jobs()
        message = mail.outbox[0]
        # The peer has read the first post by writing below it, on the page that follows.
        assert message.to == [participant.email]
        assert message.subject == "Uutta keskustelussa: Työpaja 1"
        assert "Pirjo Pohdiskelija" in message.body
        assert "Me olemme kokeilleet." in message.body
        assert links_in(message)[0] == post.get_absolute_url()

    def test_one_mail_until_the_person_has_read(
        self, say, thread, participant, peer, coach, sign_in
    ):
        say(participant, "Yksi")
        for number in range(3):
            make_post(thread, peer, f"Vastaus {number}")
        later()
        actions.send_due()
        actions.send_due()
        make_post(thread, coach, "Vielä")
        later()
        actions.send_due()
        told = [one for one in mailed() if one == participant.email]
        assert len(told) == 1

        sign_in(participant).get(thread.get_absolute_url())
        actions.send_due()
        assert len([one for one in mailed() if one == participant.email]) == 1
        make_post(thread, coach, "Uusi")
        later()
        actions.send_due()
        assert len([one for one in mailed() if one == participant.email]) == 2

    def test_many_posts_are_told_shortly(self, thread, participant, peer):
        actions.follow(thread=thread, by=participant, follows=True)
        fill(thread, [peer], 12)
        later()
        actions.send_due()
        text = Mail.objects.get(kind="discussions.posted").text
        assert "Viesti 5" in text
        assert "Viesti 6" not in text
        assert "ja 7 viestiä lisää" in text

    def test_in_the_readers_language(self, thread, participant, peer):
        participant.language = "sv"
        participant.save()
        actions.follow(thread=thread, by=participant, follows=True)
        fill(thread, [peer], 6)
        later()
        actions.send_due()
        one = Mail.objects.get(kind="discussions.posted")
        assert one.subject == "Nytt i diskussionen: Työpaja 1"
        assert "och 1 inlägg till" in one.text

    @pytest.mark.parametrize(
        "case", ["muted", "own", "deleted", "read", "left", "archived", "old", "never followed"]
    )
    def test_who_gets_none(self, cohort, thread, participant, peer, sign_in, case):
        if case != "never followed":
            actions.follow(thread=thread, by=participant, follows=case != "muted")
        post = make_post(thread, participant if case == "own" else peer)
        later(6 if case != "old" else 60 * 24 * 4)
        if case == "deleted":
            actions.delete_post(post=post, by=peer)
        elif case == "read":
            sign_in(participant).get(thread.get_absolute_url())
        elif case == "left":
            CohortRole.objects.filter(user=participant).delete()
        elif case == "archived":
            cohort.state = "archived"
            cohort.save()
        elif case == "old":
            type(thread).objects.update(last_post_at=timezone.now() - 60 * 24 * 4 * MINUTE)

        actions.send_due()

        assert mailed() == []

    def test_a_mention_is_the_mail_that_waits(self, thread, participant, peer):
        actions.follow(thread=thread, by=peer, follows=True)
        make_post(thread, participant, f"@[{peer.uuid}]", people=[peer])
        later()
        actions.send_due()
        assert (mailed("mentioned"), mailed()) == ([peer.email], [])

    def test_muting_and_following_by_the_page(self, thread, participant, sign_in):
        browser = sign_in(participant)
        browser.post(thread.get_absolute_url() + "vaimenna/")
        assert (
            "Sinulle ei tule sähköpostia" in browser.get(thread.get_absolute_url()).content.decode()
        )
        make_post(thread, participant)
        assert ThreadReader.objects.get(user=participant).follows is False
        browser.post(thread.get_absolute_url() + "seuraa/")
        assert ThreadReader.objects.get(user=participant).follows is True

    def test_many_readers_cost_the_same(self, thread, team, peer, django_assert_max_num_queries):
        for _ in range(8):
            person = enrol(make_user(), team).person
            actions.follow(thread=thread, by=person, follows=True)
        fill(thread, [peer], 3)
        later()
        with django_assert_max_num_queries(25):
            actions.send_due()
        assert len(mailed()) == 8


class TestDigest:
    def digest(self, user):
        tell(user=user, until=timezone.now() + MINUTE)
        return "\n".join(
            Mail.objects.filter(kind="digest.news", person=user).values_list("text", flat=True)
        )

    def test_it_tells_of_discussions_without_mail_of_their_own(
        self, cohort, thread, participant, peer, team
    ):
        make_post(thread, peer)
        make_post(thread, peer)
        followed = make_thread(cohort, title="Seurattu")
        actions.follow(thread=followed, by=participant, follows=True)
        muted = make_thread(cohort, title="Vaimennettu")
        actions.follow(thread=muted, by=participant, follows=False)
        for one in [followed, muted, make_thread(cohort, title="Vetäjien", audience="coaches")]:
            fill(one, [peer], 1)

        text = self.digest(participant)

        assert "2 uutta viestiä keskustelussa: Työpaja 1" in text
        for title in ["Seurattu", "Vaimennettu", "Vetäjien"]:
            assert title not in text

    def test_what_was_read_or_is_the_persons_own_is_not_told(
        self, thread, participant, peer, sign_in
    ):
        make_post(thread, peer)
        sign_in(participant).get(thread.get_absolute_url())
        assert self.digest(participant) == ""

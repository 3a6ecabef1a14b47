"""What was written on paper is typed in: by table, once, and together with the phones."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from methods.paper import actions
from methods.paper.models import PaperChange
from methods.runs import actions as runs
from methods.runs import answer_actions, making_actions
from methods.runs.answer_models import Contribution, Theme
from methods.runs.models import Run, RunTable
from methods.runs.queries import phases_of, with_people
from methods.runs.results import results_of
from tests.races import together
from tests.run_factories import answer, join, make_run, prompt_of
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db


def address(run, number=0, order=1):
    return reverse("paper:typing", args=[run.uuid, number, order])


def opened(client, run, number=0):
    """The fields of the form as the page shows them, by name."""
    form = client.get(address(run, number)).context["form"]
    return {name: "" if form[name].value() is None else form[name].value() for name in form.fields}


def save(client, run, typed, number=0):
    """Type into the fields of an opened page and send them; `typed` by the kind of prompt."""
    fields = opened(client, run, number) | typed
    return client.post(address(run, number), fields), fields


def name_of(run, kind="lines", end=""):
    return f"p{prompt_of(run, kind).pk}{end}"


def result(run, kind="lines"):
    prompts = [prompt for phase in phases_of(run) for prompt in phase.asked]
    return results_of(prompts)[prompt_of(run, kind).pk]


def told(run, kind="lines"):
    return {(one.number, one.text) for one in result(run, kind).texts}


def test_lines_become_answers(client, coach):
    run = make_run(coach, "lines")
    client.force_login(coach)
    answered, _fields = save(
        client, run, {name_of(run): "Pitempi  aukiolo\r\n\r\n3 × Penkki joen rantaan\n2x Kahvila"}
    )
    assert answered.status_code == 302
    assert told(run) == {(1, "Pitempi aukiolo"), (3, "Penkki joen rantaan"), (2, "Kahvila")}
    assert result(run).number == 6
    assert set(Contribution.objects.values_list("typed_by", "guest")) == {(coach.pk, None)}
    [act] = Act.objects.of(run).filter(verb="paper.typed")
    assert act.data == {"table": 0, "answers": 3}


def test_what_is_sent_twice_acts_once(client, coach):
    run = make_run(coach, "lines", "several")
    client.force_login(coach)
    counts = {name_of(run, "several", "-o0-n"): "4", name_of(run, "several", "-slips"): "5"}
    first, fields = save(client, run, {name_of(run): "Yksi\nYksi"} | counts)
    again = client.post(address(run), fields)
    assert (first.status_code, again.status_code) == (302, 302)
    assert Contribution.objects.filter(prompt=prompt_of(run)).count() == 2
    assert result(run, "several").number == 5
    assert not PaperChange.objects.exists()


def test_two_tables_on_paper_and_three_phones_are_one_result(client, coach):
    run = make_run(coach, "choice", tables=2)
    for table, people in zip(RunTable.objects.all(), (4, 3), strict=True):
        client.force_login(coach)
        at = reverse("paper:table", args=[run.uuid, table.number])
        client.post(at, {"on_paper": "on", "people": people})
    for choice in ("o0", "o0", "o1"):
        answer(run, join(run), "choice", value=choice)
    save(client, run, {name_of(run, "choice", "-o0-n"): "3"}, number=1)
    save(client, run, {name_of(run, "choice", "-o1-n"): "2"}, number=2)
    assert result(run, "choice").rows == [("Yksi", 5, 62), ("Kaksi", 3, 38), ("Kolme", 0, 0)]
    assert result(run, "choice").number == 8
    assert with_people(Run.objects.all()).get().everybody == 3 + 4 + 3


def test_counts_of_every_kind(client, coach):
    run = make_run(coach, "several", "points", "scale", "counter", prompt={"limit": 3})
    client.force_login(coach)
    several = {"-o0-n": "5", "-o1-n": "3", "-o2-n": "3", "-slips": "6"}
    points = {"-o0-n": "10", "-o1-n": "2", "-slips": "4"}
    typed = {name_of(run, "several", end): number for end, number in several.items()}
    typed |= {name_of(run, "points", end): number for end, number in points.items()}
    typed |= {name_of(run, "scale", "-7-n"): "3", name_of(run, "scale", "-9-n"): "1"}
    typed |= {name_of(run, "counter", "-o2-n"): "12"}
    assert save(client, run, typed)[0].status_code == 302
    assert [row[1] for row in result(run, "several").rows] == [5, 3, 3]
    assert result(run, "several").number == 6
    assert [row[1] for row in result(run, "points").rows] == [10, 2, 0]
    assert result(run, "points").number == 4
    assert result(run, "scale").mean == 7.5
    assert [row[1] for row in result(run, "counter").rows] == [0, 0, 12]
    # The form shows the same counts again.
    shown = opened(client, run)
    assert {name: str(shown[name]) for name in typed} == typed


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"-o0-n": "5"}, "montako lappua"),
        ({"-o0-n": "5", "-slips": "4"}, "vähintään yhtä monta"),
        ({"-o0-n": "-1"}, "vähintään 0"),
        ({"-o0-n": "kolme"}, "kokonaisluku"),
        ({"-o0-n": "999999"}, "enintään 5000"),
    ],
)
def test_counts_that_cannot_be_are_refused_and_kept(client, coach, typed, says):
    run = make_run(coach, "several")
    client.force_login(coach)
    typed = {name_of(run, "several", end): number for end, number in typed.items()}
    answered, _fields = save(client, run, typed)
    assert answered.status_code == 422
    html = answered.content.decode()
    assert says in html
    assert all(f'value="{number}"' in html for number in typed.values())
    assert not Contribution.objects.exists()


def test_points_within_the_limit(client, coach):
    run = make_run(coach, "points", prompt={"limit": 2})
    client.force_login(coach)
    name = name_of(run, "points")
    assert save(client, run, {f"{name}-o0-n": "7", f"{name}-slips": "3"})[0].status_code == 422
    assert save(client, run, {f"{name}-o0-n": "6", f"{name}-slips": "3"})[0].status_code == 302


def test_a_correction_keeps_the_theme_and_leaves_its_history(client, coach):
    run = make_run(coach, "lines", "themes")
    client.force_login(coach)
    save(client, run, {name_of(run): "Lisää pnekkejä\nKahvila"})
    theme = answer_actions.add_theme(prompt=prompt_of(run, "themes"), heading="Penkit", by=coach)
    old = Contribution.objects.get(text="Lisää pnekkejä")
    answer_actions.put_under_theme(run=run, contributions=[old], theme=theme, by=coach)

    save(client, run, {name_of(run): "Lisää penkkejä\nKahvila"})

    new = Contribution.objects.get(text="Lisää penkkejä")
    assert new.theme == theme
    assert told(run) == {(1, "Lisää penkkejä"), (1, "Kahvila")}
    [change] = PaperChange.objects.all()
    assert (change.before, change.after, change.by) == ("Lisää pnekkejä", "Lisää penkkejä", coach)
    assert "Lisää pnekkejä" in client.get(address(run)).content.decode()


def test_a_line_that_is_taken_away_is_taken_back(client, coach):
    run = make_run(coach, "lines")
    client.force_login(coach)
    save(client, run, {name_of(run): "Yksi\nKaksi"})
    save(client, run, {name_of(run): "Kaksi"})
    assert told(run) == {(1, "Kaksi")}
    assert PaperChange.objects.get().after == ""
    # Typed again, it is there again.
    save(client, run, {name_of(run): "Kaksi\nYksi"})
    assert told(run) == {(1, "Kaksi"), (1, "Yksi")}


def test_two_who_type_lines_at_once_lose_nothing(client, coach, coordinator, cohort):
    run = make_run(coach, "lines", cohort=cohort)
    client.force_login(coach)
    save(client, run, {name_of(run): "Alku"})
    first = opened(client, run)
    client.force_login(coordinator)
    second = opened(client, run)
    client.post(address(run), second | {name_of(run): "Alku\nKoordinaattorin"})
    client.force_login(coach)
    client.post(address(run), first | {name_of(run): "Alku\nValmentajan"})
    assert told(run) == {(1, "Alku"), (1, "Koordinaattorin"), (1, "Valmentajan")}


def test_two_who_count_the_same_see_both(client, coach, coordinator, cohort):
    run = make_run(coach, "choice", cohort=cohort)
    name = name_of(run, "choice", "-o0-n")
    client.force_login(coach)
    first = opened(client, run)
    client.force_login(coordinator)
    client.post(address(run), opened(client, run) | {name: "4"})
    client.force_login(coach)
    answered = client.post(address(run), first | {name: "6"})
    assert answered.status_code == 422
    assert "Yksi 4" in answered.content.decode()
    again = {name: answered.context["form"][name].value() for name in first}
    client.post(address(run), again)
    assert result(run, "choice").rows[0][1] == 6
    assert PaperChange.objects.get().before == "Yksi 4"


def test_a_table_has_one_answer_whoever_wrote_it(client, coach):
    run = make_run(coach, "lines", tables=1, prompt={"by_table": True, "limit": 1})
    table = RunTable.objects.get()
    guest = join(run, table=table)
    answer(run, guest, text="Puhelimesta", table=table)
    client.force_login(coach)
    assert opened(client, run, 1)[name_of(run)] == "Puhelimesta"
    save(client, run, {name_of(run): "Paperista"}, number=1)
    assert told(run) == {(1, "Paperista")}
    save(client, run, {name_of(run): ""}, number=1)
    assert told(run) == set()
    # For the whole group nothing is asked: the tables answer.
    assert prompt_of(run).pk not in {
        place.prompt.pk for place in client.get(address(run)).context["form"].places
    }


def test_cards_and_pages_by_card(client, coach):
    run = make_run(coach, "page")
    client.force_login(coach)
    name = name_of(run, "page")
    save(client, run, {f"{name}-kortti-0": "Ahma\nKarhu", f"{name}-kortti-2": "2 × Tori"})
    assert [(card, len(texts)) for card, texts in result(run, "page").cards] == [
        ("Kysymys 0?", 2),
        ("Kysymys 2?", 1),
    ]
    # Two people filled in pages, though three answers were typed.
    assert result(run, "page").number == 2


def test_marks_on_what_others_wrote(client, coach):
    run = make_run(coach, "lines", "agree")
    kept = answer(run, join(run), text="Kahvila")
    client.force_login(coach)
    name = name_of(run, "agree", f"-{kept.uuid.hex}-n")
    save(client, run, {name: "4"})
    assert result(run, "agree").texts[0].marks == 4


def test_themes_on_lines(client, coach):
    run = make_run(coach, "lines", "themes")
    client.force_login(coach)
    for _time in range(2):
        save(client, run, {name_of(run, "themes"): "5 × Tiet\nKahvila"})
    assert list(Theme.objects.values_list("heading", "hits")) == [("Tiet", 5), ("Kahvila", 0)]


def test_after_the_end_until_it_is_forgotten(client, coach):
    run = make_run(coach, "lines")
    runs.end_run(run=run, by=coach)
    client.force_login(coach)
    assert save(client, run, {name_of(run): "Myöhässä"})[0].status_code == 302
    assert told(run) == {(1, "Myöhässä")}
    Run.objects.update(forgotten_at=timezone.now())
    answered, _fields = save(client, run, {name_of(run): "Liian myöhään"})
    assert answered.status_code == 422
    assert "Liian myöhään" in answered.content.decode()


def test_a_run_on_paper_begins_with_what_is_typed(client, coach):
    run = make_run(coach, "lines", started=False, way="paper")
    live = make_run(coach, "lines", slug="toinen", started=False)
    client.force_login(coach)
    assert save(client, run, {name_of(run): "Paperilta"})[0].status_code == 302
    assert Run.objects.get(pk=run.pk).started_at
    assert save(client, live, {name_of(live): "Ennen alkua"})[0].status_code == 422
    assert not Run.objects.get(pk=live.pk).started_at


@pytest.mark.parametrize("typed", ["x" * 1001, "nolla\0tavu", "y\n" * 501])
def test_bad_lines_are_told_and_kept(client, coach, typed):
    run = make_run(coach, "lines")
    client.force_login(coach)
    answered, _fields = save(client, run, {name_of(run): typed})
    assert answered.status_code == 422
    assert typed[:40].split("\0")[0] in answered.content.decode()
    assert not Contribution.objects.exists()


def test_forms_that_were_tampered_with(client, coach):
    run = make_run(coach, "lines")
    client.force_login(coach)
    fields = opened(client, run) | {name_of(run): "Hei"}
    assert client.post(address(run), fields | {"token": "x"}).status_code == 422
    shown = name_of(run, end="-shown")
    assert client.post(address(run), fields | {shown: f"x {uuid.uuid4().hex}"}).status_code == 302
    assert client.get(address(run, 9)).status_code == 404
    assert client.get(address(run, 0, 99)).status_code == 404


def test_a_table_on_paper_is_added_once(client, coach):
    run = make_run(coach, "lines")
    client.force_login(coach)
    at = reverse("paper:table_new", args=[run.uuid])
    assert client.post(at, {"number": 1, "people": "0"}).status_code == 422
    for _time in range(2):
        client.post(at, {"number": 1, "people": "6", "name": "Ikkunapöytä"})
    [table] = RunTable.objects.all()
    assert (table.name, table.people, table.on_paper) == ("Ikkunapöytä", 6, True)
    client.post(reverse("paper:table", args=[run.uuid, 1]), {"on_paper": "on", "people": "7"})
    assert RunTable.objects.get().people == 7


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_the_same_moment_one_acts(coach):
    run = make_run(coach, "lines", "choice")
    phase = phases_of(run)[0]
    prompt, counted = phase.asked
    typed = {
        f"p{prompt.pk}": ("", [(1, "Yksi"), (3, "Kaksi")]),
        f"p{counted.pk}": ('[[], ""]', ({"o0": 4}, 0)),
    }
    token = uuid.uuid4()

    def click():
        return actions.type_in(run=run, phase=phase, table=None, typed=typed, token=token, by=coach)

    assert sorted(together(click, click)) == [0, 3]
    assert told(run) == {(1, "Yksi"), (3, "Kaksi")}
    assert result(run, "choice").number == 4


def test_who_hosts_types(client, coach, coordinator, participant, outsider, cohort):
    run = make_run(coach, "lines", cohort=cohort)
    for person, status in [(coordinator, 200), (participant, 404), (outsider, 404)]:
        client.force_login(person)
        assert client.get(address(run)).status_code == status
        assert client.get(reverse("paper:paper", args=[run.uuid])).status_code == status


@pytest.mark.parametrize("page", ["typing", "paper", "table"])
def test_statements(client, coach, page):
    run = make_run(coach, "lines", "choice", "agree", tables=1)
    client.force_login(coach)
    numbers = {"typing": [1, 1], "table": [1], "paper": []}[page]
    at = reverse(f"paper:{page}", args=[run.uuid, *numbers])
    counts = []
    for number in (1, 3):
        if number == 3:
            tables = [*RunTable.objects.all(), *(RunTable(number=n) for n in (2, 3, 4))]
            making_actions.change_tables(run=run, tables=tables, by=coach)
        lines = "\n".join(f"Rivi {number}.{one}" for one in range(number))
        save(client, run, {name_of(run): lines}, number=1)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12, counts

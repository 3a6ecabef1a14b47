"""Forms that people make: asking, keeping, summing up."""

import pytest
from django.http import QueryDict

from valmennus.shared.questions import (
    AnswerForm,
    Kind,
    Option,
    Question,
    question_formset,
    questions_from,
    shown,
    tallies,
)

ROLE = Question(
    "r", Kind.CHOICE, "Who are you?", options=(Option("a", "Official"), Option("b", "Elected"))
)
WHOM = Question("w", Kind.SEVERAL, "Whom?", options=(Option("a", "Youth"), Option("b", "Old")))
WHY = Question("y", Kind.TEXT, "Why?", required=True)
MANY = Question("n", Kind.NUMBER, "How many?")
USE = Question("u", Kind.SCALE, "How useful?")
ALL = [ROLE, WHOM, WHY, MANY, USE]


def typed(**values):
    data = QueryDict(mutable=True)
    for key, value in values.items():
        data.setlist(f"k-{key}", value if isinstance(value, list) else [value])
    return data


def test_questions_come_back_from_where_they_are_kept():
    assert questions_from([one.kept() for one in ALL]) == ALL


def test_every_kind_is_read():
    form = AnswerForm(typed(r="b", w=["a", "b"], y="So", n="1,5", u="10"), questions=ALL)
    assert form.is_valid(), form.errors
    assert form.values() == {"r": "b", "w": ["a", "b"], "y": "So", "n": 1.5, "u": 10}
    assert [shown(one, form.values()[one.key]) for one in ALL] == [
        "Elected",
        "Youth, Old",
        "So",
        "1,5",
        "10",
    ]


@pytest.mark.parametrize(
    "bad",
    [
        {"r": "c"},
        {"w": ["a", "z"]},
        {"n": "many"},
        {"u": "11"},
        {"u": "-1"},
        {"y": "x" * 5001},
        {"y": "\x00"},
    ],
)
def test_what_does_not_fit_is_refused(bad):
    form = AnswerForm(typed(**{"y": "So", **bad}), questions=ALL)
    assert not form.is_valid()
    assert list(form.errors) == [f"k-{next(iter(bad))}"]


def test_a_draft_asks_for_nothing():
    assert "k-y" in AnswerForm(typed(), questions=ALL).errors
    draft = AnswerForm(typed(n="3"), questions=ALL, draft=True)
    assert draft.is_valid()
    assert draft.values() == {"n": 3}


def built(rows, old=(), *, frozen=False, **more):
    data = QueryDict(mutable=True)
    data["kysymykset-TOTAL_FORMS"], data["kysymykset-INITIAL_FORMS"] = str(len(rows)), "0"
    for place, row in enumerate(rows):
        for name, value in row.items():
            data[f"kysymykset-{place}-{name}"] = value
    data.update(more)
    return question_formset(data, old, frozen=frozen)


def test_a_form_is_made_of_the_filled_lines_in_their_order():
    lines = built(
        [
            {"label": "Second", "kind": "text", "order": 2},
            {},
            {
                "label": "First",
                "kind": "choice",
                "order": 1,
                "options": "Yes\n\n  No way \n",
                "required": "on",
            },
        ]
    )
    assert lines.is_valid(), lines.errors
    first, second = lines.questions()
    assert (first.label, first.kind, first.required) == ("First", "choice", True)
    assert [option.label for option in first.options] == ["Yes", "No way"]
    assert (second.label, second.options) == ("Second", ())
    assert first.key != second.key


@pytest.mark.parametrize(
    "row",
    [
        {"label": "One choice", "kind": "choice", "options": "Yes"},
        {"label": "Twice", "kind": "several", "options": "Yes\nYes"},
        {"label": "Many", "kind": "several", "options": "\n".join(map(str, range(21)))},
        {"hint": "No question"},
        {"label": "Odd", "kind": "drawing"},
    ],
)
def test_a_question_that_nobody_can_answer_is_refused(row):
    assert not built([row]).is_valid()


def test_more_lines_come_on_asking():
    forms = built([{"label": "One", "kind": Kind.SCALE}], **{"more-questions": "yes"}).forms
    assert [form["kind"].value() for form in forms] == [Kind.SCALE, *[Kind.TEXT] * 3]
    assert [bool(form.fields["label"].widget.attrs.get("autofocus")) for form in forms] == [
        *(False, True, False, False)
    ]


def row_of(question, **changes):
    options = "\n".join(option.label for option in question.options)
    row = {"key": question.key, "label": question.label, "kind": question.kind, "options": options}
    return row | changes


def test_keys_stay_when_words_change():
    lines = built(
        [row_of(ROLE, label="Your role?", options="Official\nElected official\nOther")], ALL
    )
    assert lines.is_valid()
    [role] = lines.questions()
    assert (role.key, role.label) == ("r", "Your role?")
    assert [option.key for option in role.options][:2] == ["a", "b"]
    assert role.options[2].key not in ("a", "b")


@pytest.mark.parametrize(
    ("rows", "fits"),
    [
        ([row_of(ROLE, label="Your role?"), row_of(WHY), {"label": "New"}], True),
        ([row_of(ROLE, options="Officials\nElected")], False),
        ([row_of(ROLE), row_of(WHY, kind="number")], False),
        ([row_of(ROLE, options="Official"), row_of(WHY)], False),
        ([row_of(ROLE, options="Elected\nOfficial\nOther"), row_of(WHY)], True),
    ],
)
def test_answered_questions_stay_readable(rows, fits):
    assert built(rows, [ROLE, WHY], frozen=True).is_valid() is fits


def test_answers_are_summed_up():
    answers = [
        {"r": "a", "w": ["a", "b"], "y": "Because", "n": 2, "u": 10},
        {"r": "a", "w": ["b"], "y": "So", "n": 4.5, "u": 7},
        {"r": "b", "u": 7},
        {},
    ]
    role, whom, why, many, use = tallies(ALL, answers)
    assert role.rows == [("Official", 2, 67), ("Elected", 1, 33)]
    assert whom.rows == [("Youth", 1, 50), ("Old", 2, 100)]
    assert sorted(why.texts) == ["Because", "So"]
    assert (many.number, many.total, many.mean, many.least, many.most) == (2, 6.5, 3.25, 2, 4.5)
    assert use.rows[7] == ("7", 2, 67)
    assert (use.number, use.mean) == (3, 8)


def test_few_answers_tell_only_their_number():
    [tally] = tallies([USE], [{"u": 1}] * 4, hide_under=5)
    assert (tally.number, tally.hidden, tally.rows, tally.mean) == (4, True, [], None)
    [tally] = tallies([USE], [{"u": 1}] * 5, hide_under=5)
    assert (tally.hidden, tally.mean) == (False, 1)

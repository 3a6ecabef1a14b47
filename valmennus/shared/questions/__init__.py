"""Short forms that people make by themselves: what may be asked, typed, shown and summed up.

The questions are kept as a list of plain values (`Question.kept`) by the room that asks them, and
so are the answers, as `{key of the question: value}`.
"""

from .asking import AnswerForm
from .building import MORE, question_formset
from .kinds import Kind, Option, Question, questions_from
from .telling import Tally, shown, tallies

__all__ = [
    "MORE",
    "AnswerForm",
    "Kind",
    "Option",
    "Question",
    "Tally",
    "question_formset",
    "questions_from",
    "shown",
    "tallies",
]

"""A questionnaire as data: versions, kinds of questions, skip rules, what each answer counts for.

Read with care: everything wrong with a file comes at once, with its line. Answers are checked here, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from xingping.core.faults import Fault, FaultsError
from xingping.core.masking import mask_personal
from xingping.core.reading import Table, read_toml
from xingping.core.sheet_content import text_fault

LONGEST_ANSWER = 1000
STANDARD = Path(__file__).resolve().parent.parent / "questionnaires" / "residents.toml"
_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,19}")
Answer = str | list[str]


class QuestionKind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    MULTIPLE = "multiple"
    LIKERT = "likert"
    NPS = "nps"
    TEXT = "text"


class Measure(StrEnum):
    """What a question measures: the four rates of row 58, and satisfaction."""

    AWARENESS = "awareness"
    VISIT = "visit"
    ACTIVITY_AWARENESS = "activity_awareness"
    PARTICIPATION = "participation"
    SATISFACTION = "satisfaction"


MEASURE_LABELS = {
    Measure.AWARENESS: "知晓率",
    Measure.VISIT: "到访率",
    Measure.ACTIVITY_AWARENESS: "活动知晓率",
    Measure.PARTICIPATION: "活动参与率",
    Measure.SATISFACTION: "满意率",
}
_SCALES = {
    QuestionKind.LIKERT: (
        ("5", "很满意", "Very satisfied"),
        ("4", "满意", "Satisfied"),
        ("3", "一般", "Neither"),
        ("2", "不满意", "Dissatisfied"),
        ("1", "很不满意", "Very dissatisfied"),
    ),
    QuestionKind.NPS: tuple((str(mark), str(mark), str(mark)) for mark in range(11)),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose, in Chinese and English."""

    id: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `asked_question` and `asked_options`: asked only of whom answered so before."""

    id: str
    kind: QuestionKind
    text: str
    text_en: str
    options: tuple[Option, ...] = ()
    optional: bool = False
    group: bool = False
    """Whether results are broken down by it."""
    measures: Measure | None = None
    counts: tuple[str, ...] = ()
    """Options that count as yes for what it measures."""
    asked_question: str = ""
    asked_options: tuple[str, ...] = ()

    @property
    def option_ids(self) -> frozenset[str]:
        """What may be answered, for questions with options."""
        return frozenset(option.id for option in self.options)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A version of a questionnaire."""

    id: str
    version: int
    title: str
    title_en: str
    questions: tuple[Question, ...]

    @property
    def group(self) -> Question | None:
        """The question by which results are broken down and quotas are set."""
        return next((question for question in self.questions if question.group), None)

    @property
    def texts(self) -> tuple[Question, ...]:
        """The questions answered in words."""
        return tuple(one for one in self.questions if one.kind is QuestionKind.TEXT)


@cache
def standard_questionnaire() -> Questionnaire:
    """The one that ships."""
    return read_questionnaire(STANDARD)


def read_questionnaire(path: Path) -> Questionnaire:
    """A questionnaire from its TOML file. Raises FaultsError with everything that is wrong."""
    faults: list[Fault] = []
    root = read_toml(path, faults)
    if root is None:
        raise FaultsError(faults)
    name, version = root.text("id", longest=20), root.whole("version", least=1, most=9999)
    title, title_en = root.text("title", longest=80), root.text("title_en", longest=160)
    questions: dict[str, Question] = {}
    for table in root.tables("questions"):
        question = _question(table, questions)
        if question.id in questions:
            table.fault(f"问题 {question.id} 重复", "每个问题用不同的 id")
        questions[question.id] = question
    measured = [question.measures for question in questions.values() if question.measures]
    if len(measured) != len(set(measured)):
        root.fault("同一个率由两个问题测量", "每个率只用一个问题")
    root.done()
    if root.source.faults or faults:
        raise FaultsError([*faults, *(one for one in root.source.faults if one not in faults)])
    return Questionnaire(name, version, title, title_en, tuple(questions.values()))


def checked_answers(
    questionnaire: Questionnaire, given: Mapping[str, Answer], names: Iterable[str] = ()
) -> tuple[dict[str, Answer], list[Fault]]:
    """The answers to keep, and what is wrong: answers to questions skipped are left out, texts masked.

    `names` are words that whoever answers wants hidden in the texts.
    """
    names = tuple(names)
    kept: dict[str, Answer] = {}
    faults: list[Fault] = []
    for question in questionnaire.questions:
        if not is_asked(question, kept):
            continue
        answer = given.get(question.id, [] if question.kind is QuestionKind.MULTIPLE else "")
        wrong = _answer_fault(question, answer)
        if wrong:
            faults.append(Fault(question.text, *wrong))
        elif answer:
            kept[question.id] = (
                mask_personal(answer.strip(), names) if isinstance(answer, str) else sorted(set(answer))
            )
    return kept, faults


def is_asked(question: Question, answers: Mapping[str, Answer]) -> bool:
    """Whether a question is asked after these answers."""
    return not question.asked_question or answers.get(question.asked_question) in question.asked_options


def _answer_fault(question: Question, answer: object) -> tuple[str, str] | None:
    if question.kind is QuestionKind.MULTIPLE:
        fine = isinstance(answer, list) and all(one in question.option_ids for one in answer)
        return None if fine else ("选项不对", "请从列出的选项中选")
    if not isinstance(answer, str):
        return "应当是一个答案", "请重新选择"
    if not answer.strip():
        return None if question.optional else ("没有回答", "请选择一项")
    if question.kind is QuestionKind.TEXT:
        return text_fault(answer, LONGEST_ANSWER)
    return None if answer in question.option_ids else ("选项不对", "请从列出的选项中选")


def _question(table: Table, before: Mapping[str, Question]) -> Question:
    name = table.text("id", longest=20)
    if name and not _ID.fullmatch(name):
        table.fault(f"问题的 id“{name}”写法不对", "请用小写英文字母、数字和下划线")
    kind = table.one_of("kind", QuestionKind) or QuestionKind.TEXT
    measures = table.one_of("measures", Measure) if table.has("measures") else None
    text, text_en = table.text("text", longest=200), table.text("text_en", longest=300)
    options = _options(table, kind)
    counts = table.texts("counts") if table.has("counts") else ()
    known = {option.id for option in options}
    if bool(measures) != bool(counts) or not set(counts) <= known:
        table.fault("counts 与 measures、options 不配", "测量某个率的问题写明哪些选项算“是”，选项须存在")
    asked_question, asked_options = _asked(table, before)
    optional = _flag(table, "optional")
    group = _flag(table, "group")
    table.done()
    return Question(
        name, kind, text, text_en, options, optional, group, measures, counts, asked_question, asked_options
    )


def _flag(table: Table, key: str) -> bool:
    if not table.has(key):
        return False
    if not isinstance(table.values[key], bool):
        table.fault(f"{key} 应当是 true 或 false", "请改正")
    return table.values[key] is True


def _options(table: Table, kind: QuestionKind) -> tuple[Option, ...]:
    given = table.values["options"] if table.has("options") else None
    if kind in _SCALES or kind is QuestionKind.TEXT:
        if given is not None:
            table.fault(f"{kind.value} 不写 options", "请删去 options")
        return tuple(Option(*row) for row in _SCALES.get(kind, ()))
    rows = given if isinstance(given, list) else []
    fine = [
        row
        for row in rows
        if isinstance(row, list) and len(row) == 3 and all(isinstance(one, str) and one for one in row)
    ]
    ids = [row[0] for row in fine]
    if (
        len(fine) < 2
        or len(fine) != len(rows)
        or len(set(ids)) != len(ids)
        or not all(map(_ID.fullmatch, ids))
    ):
        table.fault("options 写法不对", '至少两项，每项为 ["id", "中文", "English"]，id 不重复')
        return ()
    return tuple(Option(*row) for row in fine)


def _asked(table: Table, before: Mapping[str, Question]) -> tuple[str, tuple[str, ...]]:
    if not table.has("asked_if"):
        return "", ()
    rule = table.table("asked_if")
    name, options = rule.text("question", longest=20), rule.texts("options", least=1)
    rule.done()
    earlier = before.get(name)
    if earlier is None or earlier.kind is QuestionKind.MULTIPLE or not set(options) <= earlier.option_ids:
        table.fault("asked_if 指向的问题或选项不存在", "只能指向前面的单选问题和它的选项")
    return name, options

"""The question instead of a captcha: work or a sum, signed, for a while."""

from __future__ import annotations

import pytest

from xingping.core.puzzle import FEWEST_SECONDS, LIVES, ask, is_answered, is_work

SECRET, NOW = "秘密", 1_000_000


def worked(token: str) -> str:
    return next(f"n:{number}" for number in range(1_000_000) if is_work(token, str(number)))


def test_work_or_the_sum_answers_it() -> None:
    question = ask(SECRET, NOW, "ab12")
    total = question.first + question.second
    assert 4 <= total <= 18
    for answer in (
        worked(question.token),
        str(total),
        f" {total} ",
        "".join(chr(0xFF10 + int(d)) for d in str(total)),
    ):
        assert is_answered(SECRET, question.token, answer, NOW + 5)


@pytest.mark.parametrize("answer", ["", "n:", "n:²", "n:-1", "0", "x", "1" * 500, "\ud800", "\x00"])
def test_anything_else_does_not(answer: str) -> None:
    assert not is_answered(SECRET, ask(SECRET, NOW, "ab12").token, answer, NOW + 5)


def test_too_soon_too_late_forged_and_mangled_are_refused() -> None:
    question = ask(SECRET, NOW, "ab12")
    total = str(question.first + question.second)
    assert not is_answered(SECRET, question.token, total, NOW + FEWEST_SECONDS - 1)
    assert not is_answered(SECRET, question.token, total, NOW + LIVES + 1)
    assert not is_answered("another", question.token, total, NOW + 5)
    for token in ("", "..", "星", question.token + "0", question.token.replace("ab12", "ab13"), "1" * 300):
        assert not is_answered(SECRET, token, total, NOW + 5)

"""The catalogue of refusals: every code says what is wrong and what to do, and is used."""

import re
from pathlib import Path

import pytest

from xingping.core.certificate_lifecycle import CertificateCondition
from xingping.core.conditions import Condition
from xingping.core.faults import Fault
from xingping.core.lifecycle import WRONG_ROLE, WRONG_STATE
from xingping.rating.errors import Refusal, refuse
from xingping.rating.refusals import CATALOGUE

SOURCE = Path(__file__).resolve().parent.parent.parent / "src" / "xingping"
FROM_TABLES = {
    *(condition.value for condition in Condition),
    *(condition.value for condition in CertificateCondition),
    WRONG_ROLE,
    WRONG_STATE,
}


def test_every_condition_of_the_tables_has_its_refusal() -> None:
    assert set(CATALOGUE) >= FROM_TABLES


def test_every_refusal_is_used() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if "refusals" not in path.parts
    )
    used = set(re.findall(r"[\"']([a-z_]+)[\"']", code))
    assert set(CATALOGUE) - used - FROM_TABLES == set()


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_refusal_is_a_sentence_and_an_advice(code: str) -> None:
    refusal = Refusal(code)
    assert refusal.message.endswith("。")
    assert refusal.mend.endswith("。")
    assert refusal.status in (401, 403, 404, 405, 409, 422, 429)
    assert "{" not in str(refusal)


def test_values_are_filled_in() -> None:
    refusal = refuse("above_star_limit", limit=3, target=4).refusal
    assert refusal.message == "本级最多可推荐 3 星，这个申报件拟申报 4 星。"


def test_values_are_never_read_as_a_template() -> None:
    assert "{0.__class__}" in refuse("already_applied", number="{0.__class__}").refusal.message


def test_faults_reach_the_client() -> None:
    refusal = refuse("invalid", [Fault("名称", "没有填写", "请填写")]).refusal
    assert refusal.as_json()["faults"] == [{"place": "名称", "message": "没有填写", "mend": "请填写"}]


def test_a_code_outside_the_catalogue_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        refuse("whatever")

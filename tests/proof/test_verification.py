from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xingping
from bundles import CASE, ISSUER, anchored, made_bundle, made_key, made_result, made_sheets
from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition, find_guide
from xingping.core.examples import Example, read_examples
from xingping.core.scoring import score
from xingping.proof.bundle import (
    AWARD,
    NOT_AWARDED,
    Correction,
    Published,
    bundle_content,
    finish,
    manifest,
    result_part,
)
from xingping.proof.issuer import IssuerKey
from xingping.proof.keys import SM2, new_key
from xingping.proof.steps import all_hold
from xingping.proof.strict_json import UnreadableError, read_object
from xingping.proof.verification import verify_bundle

INDEPENDENT = Path(__file__).parents[2] / "docs" / "verify" / "verify.py"
EXAMPLES = read_examples(Path(xingping.__file__).parent / "editions" / "t_zsx_0005_2024", find_edition())
BEGINS = datetime(2026, 1, 1, tzinfo=UTC)
SOUND = made_bundle()


def _independent() -> ModuleType:
    spec = importlib.util.spec_from_file_location("independent_verifier", INDEPENDENT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


OTHER = _independent()


def others_verdict(bundle: dict[str, Any]) -> bool:
    """What the independent verifier says."""
    try:
        return all(held for _, held in OTHER.check(bundle))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError):
        return False


def failing(bundle: dict[str, Any], **options: Any) -> list[str]:
    """The steps that do not hold, as text."""
    return [str(step) for step in verify_bundle(bundle, **options) if not step.holds]


def resigned(bundle: dict[str, Any]) -> dict[str, Any]:
    """The bundle with manifest, anchor and signature made anew: only its sense can be wrong."""
    content = {name: value for name, value in bundle.items() if name not in ("anchor", "signature")}
    content["manifest"] = manifest(content)
    return finish(content, anchored(content), made_key())


def test_a_sound_bundle_passes_and_reports_every_step() -> None:
    steps = verify_bundle(
        SOUND,
        issuer_keys=[IssuerKey(made_key().public, BEGINS)],
        head=verify_head(SOUND),
        installed=lambda code: find_edition(code),
    )
    assert all_hold(steps)
    assert [step.name for step in steps] == [
        "内容清单",
        "标准版本",
        "与本机标准比对",
        "评分表",
        "重新计算",
        "结果",
        "评定决定",
        "表决",
        "审计记录",
        "审计区块",
        "审计区块相接",
        "审计链头",
        "签名",
        "发布机构的公钥",
    ]
    assert "总分" in steps[4].found
    assert others_verdict(SOUND)


def verify_head(bundle: dict[str, Any]) -> str:
    """Hash of the last block of a bundle's chain, found by the independent verifier."""
    head: str = OTHER.sha(bundle["anchor"]["blocks"][-1])
    return head


@pytest.mark.parametrize("rule", list(Aggregate))
@pytest.mark.parametrize("assessors", [1, 2, 5, 6])
def test_both_verifiers_recompute_the_core_result(rule: Aggregate, assessors: int) -> None:
    sheets = made_sheets(assessors, share=0.8)
    sheets["B"] = {serial: score for serial, score in made_sheets(2)["B"].items() if serial != "11"}
    corrections = [Correction("62", 1725, "材料补正")]
    bundle = made_bundle(sheets=sheets, corrections=corrections, rule=rule)
    assert bundle["result"] == result_part(made_result(sheets, corrections, rule))
    assert failing(bundle) == []
    assert OTHER.recompute(bundle) == bundle["result"]
    assert others_verdict(bundle)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every text and integer of a JSON value with its path."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from places(one, (*path, name))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from places(one, (*path, index))
    else:
        yield path, value


PLACES = list(places(SOUND))
PART_WORDS = {
    "case": "申报件",
    "issuer": "发布机构",
    "edition": "标准版本",
    "guide": "评分细则",
    "rule": "汇总规则",
    "result": "结果",
    "decision": "评定决定",
    "manifest": "清单",
    "anchor": "审计",
    "signature": "签名",
}


def changed(value: str | int, place: int, by: int) -> str | int:
    """The value with one character or digit changed."""
    text = str(value)
    if isinstance(value, int):
        return value + by
    place %= max(1, len(text))
    return text[:place] + chr((ord(text[place]) if text else 64) + by) + text[place + 1 :]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(PLACES) - 1), st.integers(0, 200), st.integers(1, 9))
def test_a_change_anywhere_is_found_and_named(which: int, place: int, by: int) -> None:
    path, value = PLACES[which]
    bundle = deepcopy(SOUND)
    holder: Any = bundle
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = changed(value, place, by)
    if path[0] == "format":
        with pytest.raises(UnreadableError, match="不是结果包"):
            verify_bundle(bundle)
        return
    found = "".join(failing(bundle))
    part = (
        f"评分表 {bundle['sheets'][path[1]]['label']} " if path[0] == "sheets" else PART_WORDS[str(path[0])]
    )
    assert part in found
    assert not others_verdict(bundle)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(PLACES) - 1))
def test_a_part_left_out_is_found(which: int) -> None:
    path, _ = PLACES[which]
    bundle = deepcopy(SOUND)
    holder: Any = bundle
    for step in path[:-1]:
        holder = holder[step]
    if path[0] == "format":
        return
    del holder[path[-1]]
    assert failing(bundle)
    assert not others_verdict(bundle)


def test_a_forged_score_is_named_with_its_indicator_even_when_signed() -> None:
    bundle = deepcopy(SOUND)
    bundle["sheets"][0]["scores"]["31"] -= 50
    found = failing(resigned(bundle))
    assert [one for one in found if "指标 31" in one]
    assert [one for one in found if "总分写作" in one]
    assert [one for one in found if "一级指标 党建引领" in one]
    assert len(found) == 4


def test_a_score_out_of_range_or_off_the_step_is_named() -> None:
    for points, word in ((5050, "超出范围"), (-50, "超出范围"), (4001, "不合记分单位")):
        bundle = deepcopy(SOUND)
        bundle["sheets"][1]["scores"]["31"] = points
        (found,) = failing(resigned(bundle))
        assert "指标 31" in found
        assert word in found
        assert not others_verdict(resigned(bundle))


@pytest.mark.parametrize(
    ("decision", "word"),
    [
        ({"stars": 5}, "而得分为"),
        ({"stars": 0}, "而得分为"),
        ({"outcome": "not_awarded"}, "前后不符"),
        ({"outcome": "maybe"}, "前后不符"),
        ({"in_favour": 4}, "表决"),
        ({"present": 5}, "表决"),
        ({"present": 10}, "表决"),
        ({"in_favour": 8}, "表决"),
        ({"members": 0}, "评定决定"),
        ({"quorum": "1e999999999"}, "应为形如 3/5 的分数"),
    ],
)
def test_a_decision_that_points_or_votes_do_not_give_fails(decision: dict[str, Any], word: str) -> None:
    bundle = deepcopy(SOUND)
    bundle["decision"] |= decision
    assert word in "".join(failing(resigned(bundle)))


def test_a_failed_vote_is_a_sound_decision() -> None:
    bundle = made_bundle(
        decision={
            "outcome": "not_awarded",
            "stars": 0,
            "number": "",
            "date": "2026-05-31",
            "members": 9,
            "present": 7,
            "in_favour": 4,
        }
    )
    assert failing(bundle) == []
    assert others_verdict(bundle)


LOWERED = {
    "act": "downgrade",
    "stars": 2,
    "certificate": "演-2027-510104-9",
    "date": "2027-05-01",
    "document": "演评决 9 号",
    "reason": "服务减少",
}
CANCELLED = {**LOWERED, "act": "cancel", "stars": 0}


@pytest.mark.parametrize(
    ("acts", "stars"),
    [
        ([LOWERED], "2 星"),
        ([LOWERED, CANCELLED], "无星级"),
        ([LOWERED, CANCELLED, {**LOWERED, "act": "restore"}], "2 星"),
        ([LOWERED, {**LOWERED, "stars": 1}], "1 星"),
    ],
)
def test_what_was_decided_later_is_told_step_by_step(acts: list[dict[str, Any]], stars: str) -> None:
    bundle = resigned({**SOUND, "later": deepcopy(acts)})
    assert failing(bundle) == []
    assert others_verdict(bundle)
    last = [str(one) for one in verify_bundle(bundle) if one.name == "现在的星级"]
    assert len(last) == 1
    assert f"现在的星级：{stars}" in last[0]
    bundle["later"][0]["stars"] += 1
    assert "公告以后的处理与清单中的指纹不符" in "".join(failing(bundle))
    assert not others_verdict(bundle)


@pytest.mark.parametrize(
    "acts",
    [
        [{**LOWERED, "stars": 5}],
        [{**LOWERED, "stars": 0}],
        [{**CANCELLED, "stars": 1}],
        [CANCELLED, CANCELLED],
        [{**LOWERED, "act": "restore"}],
        [CANCELLED, {**LOWERED, "act": "restore", "stars": 1}],
        [{**LOWERED, "act": "raise", "stars": 5}],
        [{"act": "cancel", "stars": 0}],
    ],
)
def test_acts_that_do_not_follow_from_each_other_fail(acts: list[dict[str, Any]]) -> None:
    bundle = resigned({**SOUND, "later": acts})
    assert "公告以后的处理" in "".join(failing(bundle))
    assert not others_verdict(bundle)


def test_a_decision_after_an_appeal_had_no_vote() -> None:
    decision = {"outcome": "not_awarded", "stars": 0, "basis": "appeal", "reason": "未达到"}
    bundle = made_bundle(decision=decision)
    assert failing(bundle) == []
    assert others_verdict(bundle)
    assert "不授予星级：未达到（申诉复查的决定，不经表决）" in "".join(map(str, verify_bundle(bundle)))


def test_sense_is_checked_even_when_everything_is_signed() -> None:
    twice = deepcopy(SOUND)
    twice["sheets"][1]["label"] = "A"
    assert "标签相同" in "".join(failing(resigned(twice)))
    again = deepcopy(SOUND)
    again["corrections"] = [{"serial": "1", "points": 300, "reason": ""}] * 2
    assert "更正了两次" in "".join(failing(resigned(again)))
    hashed = deepcopy(SOUND)
    hashed["edition"]["content"]["bands"][0]["rate"] = "1/2"
    assert "标准版本" in "".join(failing(resigned(hashed)))
    endless = deepcopy(SOUND)
    endless["edition"]["content"]["bands"][0]["rate"] = "1e999999999"
    assert "应为形如 3/5 的分数" in "".join(failing(resigned(endless)))
    longer = deepcopy(SOUND)
    longer["result"]["indicators"].append({"serial": "63", "points": "1"})
    assert "指标的条数不对" in "".join(failing(resigned(longer)))
    assert "不认识的部分：extra" in "".join(failing({**SOUND, "extra": "1"}))
    assert "签名部分的内容不对" in "".join(
        failing({**SOUND, "signature": {**SOUND["signature"], "extra": "1"}})
    )


def test_another_edition_of_this_machine_is_noticed() -> None:
    def other(code: str) -> Any:
        from dataclasses import replace

        return replace(find_edition(code), hash="0" * 64)

    assert failing(SOUND, installed=other) == ["✗ 与本机标准比对：与本机安装的标准内容不同"]


def test_the_head_must_be_one_of_the_chain() -> None:
    for block in SOUND["anchor"]["blocks"]:
        assert failing(SOUND, head=OTHER.sha(block)) == []
    assert "不在结果包的区块之中" in failing(SOUND, head="0" * 64)[0]


def test_the_issuers_keys_decide() -> None:
    public = made_key().public
    assert failing(SOUND, issuer_keys=[IssuerKey(new_key().public, BEGINS), IssuerKey(public, BEGINS)]) == []
    assert "不在所给的机构公钥之中" in failing(SOUND, issuer_keys=[IssuerKey(new_key().public, BEGINS)])[0]
    expired = IssuerKey(public, BEGINS, expires=BEGINS + timedelta(days=1))
    assert "当时不可用" in failing(SOUND, issuer_keys=[expired])[0]
    later = datetime.fromisoformat(ISSUER["issued"]) + timedelta(days=400)
    assert failing(SOUND, issuer_keys=[IssuerKey(public, later)]) == [], "signed anew after a rotation"
    revoked = IssuerKey(public, BEGINS, revoked=BEGINS + timedelta(days=900))
    assert "当时不可用" in failing(SOUND, issuer_keys=[revoked])[0]


def test_a_bundle_signed_with_sm2_verifies() -> None:
    key = new_key(SM2)
    bundle = made_bundle(key)
    assert failing(bundle) == []
    bundle["signature"]["algorithm"] = "Ed25519"
    assert "签名" in failing(bundle)[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "不是完整的 JSON"),
        (b"[1]", "最外层应为一个对象"),
        (b'{"a": 1, "a": 2}', "出现两次：“a”"),
        (b'{"a": 1.5}', "不应出现“1.5”"),
        (b'{"a": NaN}', "不应出现“NaN”"),
        (b'{"a": true}', "不应出现 true"),
        (b'{"a": [null]}', "不应出现 true"),
        (b'{"a": 9007199254740993}', "整数太大"),
        (b'{"a": ' + b"9" * 5000 + b"}", "整数太大"),
        ('{"键": 1}'.encode(), "键应为 ASCII"),
        (b'{"a": "\\ud800"}', "代理字符"),
        ('{"a": "是"}'.encode("gb18030"), "不是 UTF-8"),
        (b"[" * 100_000, "嵌套太深"),
        (b" " * 20_000_001, "文件太大"),
    ],
)
def test_what_two_readers_could_read_in_two_ways_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        read_object(content)


def test_a_bundle_is_read_back_as_it_was() -> None:
    assert read_object(b"\xef\xbb\xbf" + json.dumps(SOUND, ensure_ascii=False).encode()) == SOUND


@pytest.mark.parametrize("example", [one for one in EXAMPLES if not one.partial], ids=lambda one: one.name)
def test_the_editions_examples_verify(example: Example) -> None:
    result = score(
        find_edition(), example.sheets, rule=example.rule, step=example.step, corrections=example.corrections
    )
    corrections = [Correction(serial, points, "更正") for serial, points in example.corrections.items()]
    outcome = {"outcome": AWARD if result.stars else NOT_AWARDED, "stars": result.stars or 0}
    published = Published(CASE, ISSUER, outcome, corrections)
    content = bundle_content(result, example.sheets, find_guide(), published, step=example.step)
    bundle = finish(content, anchored(content), made_key())
    assert failing(bundle) == []
    assert others_verdict(bundle)
    assert bundle["result"]["total"] == example.expected.get("total", str(result.total))

"""Verifying a result bundle: every step reported, what was changed named. No database, no network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from xingping.core.aggregation import Aggregate
from xingping.core.canonical import content_hash
from xingping.core.faults import FaultsError
from xingping.core.points import round_down
from xingping.core.scoring import Result, score
from xingping.core.standard import Edition
from xingping.proof import multibase
from xingping.proof.anchor_check import anchor_steps
from xingping.proof.bundle import (
    APPEAL,
    AWARD,
    FORMAT,
    NOT_AWARDED,
    OPTIONAL_PARTS,
    PARTS,
    manifest,
    result_part,
    signed_part,
)
from xingping.proof.bundle_edition import edition_of, share
from xingping.proof.issuer import IssuerKey
from xingping.proof.keys import UnreadableKeyError, public_key
from xingping.proof.later_acts import later_steps
from xingping.proof.steps import Step
from xingping.proof.strict_json import UnreadableError

NAMES = {
    "case": "申报件",
    "issuer": "发布机构",
    "edition": "标准版本",
    "guide": "评分细则",
    "rule": "汇总规则",
    "corrections": "更正",
    "result": "结果",
    "decision": "评定决定",
    "later": "公告以后的处理",
}
BROKEN = (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError, IndexError)
"""What a malformed part raises while it is read."""


def verify_bundle(
    bundle: Mapping[str, Any],
    *,
    issuer_keys: Sequence[IssuerKey] = (),
    head: str | None = None,
    installed: Callable[[str], Edition | None] = lambda code: None,
) -> tuple[Step, ...]:
    """Check a bundle and report each step in order.

    `issuer_keys` are those of the issuer's key document, `head` a block hash kept elsewhere, `installed`
    finds this machine's own edition by its code. Raises UnreadableError when it is no bundle at all.
    """
    if bundle.get("format") != FORMAT:
        raise UnreadableError(f"不是结果包：format 应为 {FORMAT}")
    steps = [
        *_guarded("内容清单", lambda: _manifest_steps(bundle)),
        *_guarded("标准版本", lambda: _edition_steps(bundle, installed)),
    ]
    rescored: list[Result] = []
    steps += _guarded("重新计算", lambda: _score_steps(bundle, rescored))
    if rescored:
        steps += _guarded("结果", lambda: _result_steps(bundle, rescored[0]))
        steps += _guarded("评定决定", lambda: _decision_steps(bundle, rescored[0]))
    steps += _guarded("公告以后的处理", lambda: later_steps(bundle))
    steps += _guarded("审计锚点", lambda: anchor_steps(bundle, head))
    steps += _guarded("签名", lambda: _signature_steps(bundle, issuer_keys))
    return tuple(steps)


def _guarded(name: str, check: Callable[[], Iterator[Step]]) -> list[Step]:
    """The steps of one check; a part that cannot be read is a step that fails."""
    steps: list[Step] = []
    try:
        steps.extend(check())
    except BROKEN as error:
        steps.append(Step(name, False, f"这一部分缺失或格式不对（{error}）"))
    return steps


def _manifest_steps(bundle: Mapping[str, Any]) -> Iterator[Step]:
    known = {"format", "sheets", "manifest", "anchor", "signature", *PARTS, *OPTIONAL_PARTS}
    unknown = set(bundle) - known
    if unknown:
        yield Step("内容清单", False, f"有不认识的部分：{'、'.join(sorted(unknown))}")
    listed, found = bundle["manifest"], manifest(bundle)
    changed = [name for name in {**found, **listed} if found.get(name) != listed.get(name)]
    for name in changed:
        yield Step("内容清单", False, f"{_part_name(bundle, name)}与清单中的指纹不符，被改动过")
    if not changed and not unknown:
        yield Step("内容清单", True, f"{len(found)} 个部分的指纹都相符")


def _part_name(bundle: Mapping[str, Any], part: str) -> str:
    kind, _, number = part.partition(":")
    if kind == "sheet" and number.isdigit() and 0 < int(number) <= len(bundle["sheets"]):
        return f"评分表 {bundle['sheets'][int(number) - 1]['label']} "
    return NAMES.get(part, part)


def _edition_steps(bundle: Mapping[str, Any], installed: Callable[[str], Edition | None]) -> Iterator[Step]:
    part = bundle["edition"]
    found = content_hash(part["content"])
    same = found == part["hash"] and part["content"]["code"] == part["code"]
    yield Step(
        "标准版本",
        same,
        f"{part['code']}，内容指纹 {found[:16]}…" + ("" if same else f"，与所写的 {part['hash'][:16]}… 不符"),
    )
    own = installed(part["code"])
    if own is not None:
        agrees = own.hash == found
        yield Step("与本机标准比对", agrees, "与本机安装的标准一致" if agrees else "与本机安装的标准内容不同")


def _score_steps(bundle: Mapping[str, Any], rescored: list[Result]) -> Iterator[Step]:
    edition = edition_of(bundle["edition"]["content"])
    sheets = {one["label"]: one["scores"] for one in bundle["sheets"]}
    if len(sheets) != len(bundle["sheets"]):
        yield Step("评分表", False, "两份评分表的标签相同")
        return
    corrections = {one["serial"]: one["points"] for one in bundle["corrections"]}
    if len(corrections) != len(bundle["corrections"]):
        yield Step("更正", False, "同一项指标更正了两次")
        return
    rule = Aggregate(bundle["rule"]["aggregate"])
    try:
        result = score(edition, sheets, rule=rule, step=bundle["rule"]["step"], corrections=corrections)
    except FaultsError as error:
        for fault in error.faults:
            yield Step("评分表", False, str(fault))
        return
    rescored.append(result)
    yield Step("评分表", True, f"{len(sheets)} 份，{len(edition.indicators)} 项指标都有评分，没有超出范围的")
    yield Step(
        "重新计算",
        True,
        f"总分 {round_down(result.total)}（{result.total}），得分率 {round_down(result.rate * 100)} %，"
        f"{result.stars or 0} 星",
    )


def _result_steps(bundle: Mapping[str, Any], result: Result) -> Iterator[Step]:
    written, found = bundle["result"], result_part(result)
    wrong = [
        f"{label}写作 {written.get(name)}，算得 {found[name]}"
        for name, label in (("total", "总分"), ("rate", "得分率"), ("stars", "星级"))
        if written.get(name) != found[name]
    ]
    for name, key, label in (("level1", "name", "一级指标"), ("indicators", "serial", "指标")):
        said = {one[key]: one["points"] for one in written[name]}
        wrong += [
            f"{label} {one[key]} 写作 {said.get(one[key], '空')}，算得 {one['points']}"
            for one in found[name]
            if said.get(one[key]) != one["points"]
        ]
        if len(said) != len(found[name]) or len(written[name]) != len(found[name]):
            wrong.append(f"{label}的条数不对")
    for one in wrong:
        yield Step("结果", False, one)
    if not wrong:
        yield Step("结果", True, "总分、小计、各项得分和星级与重新计算的一致")


def _decision_steps(bundle: Mapping[str, Any], result: Result) -> Iterator[Step]:
    decision, stars = bundle["decision"], result.stars or 0
    outcome = decision["outcome"]
    if outcome == AWARD:
        holds = decision["stars"] == stars and stars > 0
        found = f"授予 {decision['stars']} 星，" + ("与得分相符" if holds else f"而得分为 {stars} 星")
    else:
        holds = outcome == NOT_AWARDED and decision["stars"] == 0
        found = "不授予星级" if holds else f"决定写作“{outcome}”、{decision['stars']} 星，前后不符"
        if holds and decision.get("reason"):
            found += f"：{decision['reason']}"
    if decision.get("basis") == APPEAL:
        found += "（申诉复查的决定，不经表决）"
    yield Step("评定决定", holds, found)
    if "members" in decision:
        yield _vote_step(decision)


def _vote_step(decision: Mapping[str, Any]) -> Step:
    """Two thirds present, more than half of all members in favour: the body's rule, or its own shares."""
    members, present, in_favour = (decision[name] for name in ("members", "present", "in_favour"))
    quorum, majority = (
        share(decision.get(name, usual)) for name, usual in (("quorum", "2/3"), ("majority", "1/2"))
    )
    quorate = 0 < present <= members and Fraction(present, members) >= quorum
    passed = in_favour <= present and Fraction(in_favour, members) > majority
    fits = quorate and passed == (decision["outcome"] == AWARD)
    return Step("表决", fits, f"委员 {members} 名，到会 {present} 名，赞成 {in_favour} 票")


def _signature_steps(bundle: Mapping[str, Any], issuer_keys: Sequence[IssuerKey]) -> Iterator[Step]:
    signature = bundle["signature"]
    if set(signature) != {"algorithm", "key", "value"}:
        yield Step("签名", False, "签名部分的内容不对")
        return
    try:
        key = public_key(signature["key"])
    except UnreadableKeyError as error:
        yield Step("签名", False, str(error))
        return
    genuine = key.algorithm == signature["algorithm"] and key.verifies(
        multibase.decode(signature["value"]), signed_part(bundle)
    )
    yield Step(
        "签名",
        genuine,
        f"{key.algorithm}，公钥 {key.multikey[:16]}…"
        + ("" if genuine else "，与内容清单和审计锚点不符：被改动过，或不是用这把钥匙签的"),
    )
    if not issuer_keys:
        yield Step(
            "发布机构的公钥", True, "没有给出机构公布的公钥，只确认了签名自身完整（可用 --issuer-key 比对）"
        )
        return
    known = next((one for one in issuer_keys if one.public.multikey == key.multikey), None)
    if known is None:
        yield Step("发布机构的公钥", False, "签名用的公钥不在所给的机构公钥之中")
        return
    issued = datetime.fromisoformat(bundle["issuer"]["issued"])
    usable = known.may_sign_again(issued)
    yield Step(
        "发布机构的公钥",
        usable,
        f"{bundle['issuer']['name']}，{bundle['issuer']['issued']}"
        + ("" if usable else "，这把公钥当时不可用"),
    )

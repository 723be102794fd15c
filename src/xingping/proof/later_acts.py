"""What was decided about a star after its award, as a bundle tells it: each act must follow from the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xingping.proof.bundle import CANCEL, DOWNGRADE, RESTORE
from xingping.proof.steps import Step

NAME = "公告以后的处理"
WORDS = {DOWNGRADE: "降低星级", CANCEL: "取消星级", RESTORE: "申诉成立，恢复星级"}


def later_steps(bundle: Mapping[str, Any]) -> Iterator[Step]:
    """A step for each act, and one for the stars that hold since; nothing where nothing was decided.

    Raises KeyError or TypeError if malformed.
    """
    acts = bundle.get("later", ())
    stars, before_cancelling = bundle["decision"]["stars"], 0
    for one in acts:
        now = one["stars"]
        fits = _fits(one["act"], stars, now, before_cancelling)
        document = f"，{one['document']}" if one["document"] else ""
        reason = f"：{one['reason']}" if one["reason"] else ""
        found = f"{one['date']} {WORDS.get(one['act'], one['act'])}，{_stars(stars)} → {_stars(now)}"
        yield Step(NAME, fits, f"{found}，证书 {one['certificate']}{document}{reason}")
        before_cancelling, stars = stars, now
    if acts:
        yield Step("现在的星级", True, f"{_stars(stars)}（得分不变，星级依公告以后的处理）")


def _fits(act: str, before: int, now: int, before_cancelling: int) -> bool:
    if act == DOWNGRADE:
        return 0 < now < before
    if act == CANCEL:
        return now == 0 < before
    return act == RESTORE and before == 0 < now == before_cancelling


def _stars(stars: int) -> str:
    return f"{stars} 星" if stars else "无星级"

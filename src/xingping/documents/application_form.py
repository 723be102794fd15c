"""The application form (申报表), filled in from the case, to be stamped and scanned back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xingping.core.points import HUNDREDTHS, round_down, show_hundredths
from xingping.core.scoring import Result
from xingping.core.standard import Edition
from xingping.documents.form import form_pdf, note, pairs, stamp, title
from xingping.documents.official import Part
from xingping.documents.wording import band_name


@dataclass(frozen=True, slots=True)
class ApplicationText:
    """What the form says. `details` are names and values of the centre's record."""

    case: str
    round_name: str
    body: str
    applicant: str
    centre: str
    details: Sequence[tuple[str, str]]
    target_stars: int | None
    eligibility: Sequence[tuple[str, bool | None]]
    """Each condition and whether it was confirmed; None where not answered."""
    chain: Sequence[str]
    """Names of the recommending levels of this round, in order; may be empty."""
    address: str
    printed: date
    fingerprint: str = ""
    """Content hash of what was filled in, so that a scan can be told from a later state."""


def application_form_pdf(text: ApplicationText, edition: Edition, result: Result | None) -> bytes:
    """The form as PDF; `result` is the self-assessment so far. Raises DocumentError."""
    return form_pdf(
        "城乡社区服务中心（站）星级评定申报表",
        f"{text.round_name}　依据 {edition.code}",
        _parts(text, edition, result),
        address=text.address,
        foot=f"{text.case}　{text.fingerprint[:16]}",
        printed=text.printed,
    )


def _parts(text: ApplicationText, edition: Edition, result: Result | None) -> list[Part]:
    target = band_name(edition, text.target_stars) if text.target_stars else "（未填）"
    rows = [
        ("申报编号", text.case),
        ("拟申报星级", target),
        ("申报单位", text.applicant),
        ("申报对象", text.centre),
        *text.details,
    ]
    long_ones = [name for name, value in rows if len(value) > 16]
    parts = [title("一、基本情况"), pairs(rows, wide=["申报单位", "申报对象", *long_ones])]
    parts += [title("二、自评得分"), *_score_parts(result, edition)]
    if text.eligibility:
        words = {True: "是", False: "否", None: "未答"}
        ticks = [{"text": item, "answer": words[answer]} for item, answer in text.eligibility]
        parts += [title("三、申报条件（本机构规定）"), {"kind": "ticks", "items": ticks}]
    parts += [title("四、意见"), stamp("申报单位意见", "所填情况和佐证材料真实，同意申报。")]
    parts += [stamp(f"{level}推荐意见", "", sign="经办人签名") for level in text.chain]
    parts.append(stamp("受理意见", "", sign=text.body))
    parts.append(
        note(
            "申报和评定不收取任何费用。推荐层级与申报条件为本机构规定；"
            "打印后有改动的，请重新打印盖章，页脚的指纹应与系统中的一致。"
        )
    )
    return parts


def _score_parts(result: Result | None, edition: Edition) -> list[Part]:
    if result is None:
        return [note("尚未自评。")]
    scores = [
        {
            "name": one.section.name,
            "points": round_down(one.points),
            "max": show_hundredths(one.section.points),
        }
        for one in result.level1
    ]
    full = show_hundredths(edition.total_points)
    scores.append({"name": "合计", "points": round_down(result.total), "max": full})
    said = (
        f"{len(edition.indicators)} 项指标，自评完成 {len(edition.indicators) - len(result.missing)} 项；"
        f"得分率 {round_down(result.total * HUNDREDTHS * 100 / edition.total_points)} %，向下取到两位小数。"
        "自评得分只供参考，以评定结果为准。"
    )
    return [{"kind": "scores", "scores": scores}, note(said)]

"""What may be shown as evidence, and for what (workflow: 佐证材料)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Sum

from xingping.core.faults import Fault
from xingping.core.guide import EvidenceMode, Guide
from xingping.core.sheet_content import text_fault
from xingping.rating.errors import refuse
from xingping.rating.models import Blob, Case, EvidenceItem
from xingping.rating.queries.pinned import rules_of

MEGABYTE = 1024 * 1024
LONGEST_CAPTION = 400
LONGEST_URL = 1_000
Target = tuple[str, str]
"""(serial, scoring point id), or (serial, "") for the indicator as a whole."""


@dataclass(frozen=True)
class Shown:
    """What a version of an item shows, as the applicant gives it."""

    mode: EvidenceMode
    caption: str
    blob: Blob | None = None
    file_name: str = ""
    url: str = ""
    dated: date | None = None
    valid_until: date | None = None
    taken: dict[str, Any] = field(default_factory=dict)
    not_secret: bool = False
    masked: bool = False


def refuse_content(case: Case, shown: Shown) -> None:
    """Content must fit the mode; confirmations must be given; the case's files must stay within bounds."""
    wrong = text_fault(shown.caption, LONGEST_CAPTION) or text_fault(shown.file_name)
    if wrong or not shown.caption.strip():
        raise refuse("invalid", [Fault("说明", *(wrong or ("没有填写", "请用一句话说明材料内容")))])
    if shown.mode is not EvidenceMode.ON_SITE and not (shown.not_secret and shown.masked):
        raise refuse("evidence_not_confirmed")
    if (shown.mode is EvidenceMode.UPLOAD) != (shown.blob is not None):
        raise refuse("evidence_mode_not_accepted")
    if (shown.mode is EvidenceMode.LINK) != bool(shown.url) or (shown.url and not is_public_link(shown.url)):
        raise refuse("evidence_bad_link")
    if shown.blob:
        _refuse_size(case, shown.blob)


def _refuse_size(case: Case, blob: Blob) -> None:
    policy = rules_of(case).policy
    stored = Blob.objects.filter(versions__item__case=case, versions__item__removed_at=None).distinct()
    total = stored.exclude(pk=blob.pk).aggregate(total=Sum("size"))["total"] or 0
    if blob.size > policy.file_megabytes * MEGABYTE:
        raise refuse("evidence_too_much", limit=policy.file_megabytes)
    if total + blob.size > policy.case_megabytes * MEGABYTE:
        raise refuse("evidence_too_much", limit=policy.case_megabytes)


def refuse_targets(
    case: Case, mode: EvidenceMode, targets: Collection[Target], old: Iterable[Target]
) -> None:
    """Targets must exist, be open, accept the mode and have room."""
    rules = rules_of(case)
    faults = [
        Fault(f"指标 {serial}", "没有这项指标或评分要点", "请从指标表中选择")
        for serial, point in targets
        if not _exists(rules.guide, serial, point)
    ]
    if not targets:
        faults.append(Fault("关联指标", "没有选择", "请至少选择一项指标"))
    if faults:
        raise refuse("invalid", faults)
    before = set(old)
    refuse_closed(case, [serial for serial, _ in set(targets) ^ before])
    for serial, point in targets:
        asked = [rules.guide.by_point[point]] if point else rules.guide.by_serial[serial].scoring_points
        _refuse_mode(mode, {one.evidence_mode for one in asked})
    added = {serial for serial, _ in targets} - {serial for serial, _ in before}
    for serial in sorted(added):
        shown = EvidenceItem.objects.filter(case=case, removed_at=None, links__serial=serial).distinct()
        if shown.count() >= rules.guide.evidence_limit:
            raise refuse("evidence_limit", serial=serial, limit=rules.guide.evidence_limit)


def _refuse_mode(mode: EvidenceMode, accepted: Collection[EvidenceMode]) -> None:
    """On-site points accept nothing else; a link or an on-site look may stand in for an upload."""
    if mode is not EvidenceMode.ON_SITE and set(accepted) == {EvidenceMode.ON_SITE}:
        raise refuse("evidence_on_site_only")
    if mode is EvidenceMode.UPLOAD and EvidenceMode.UPLOAD not in accepted:
        raise refuse("evidence_mode_not_accepted")


def refuse_closed(case: Case, serials: Iterable[str]) -> None:
    """Only what a return opened may be changed; the serial "" stands for the application form."""
    closed = set(serials) - set(case.open_serials) if case.open_serials is not None else set()
    if closed:
        raise refuse("not_opened_for_correction", place=f"指标 {min(closed)}" if min(closed) else "申报表")


def _exists(guide: Guide, serial: str, point: str) -> bool:
    indicator = guide.by_serial.get(serial)
    return indicator is not None and (not point or point in {one.id for one in indicator.scoring_points})


def is_public_link(url: str) -> bool:
    """Whether a text is an address on the web that anybody may open: http or https, no name and password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    plain = url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username

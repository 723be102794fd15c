"""Reports of the media (指标 56): kept by the centre, changed until used, evidence by one click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.guide import EvidenceMode
from xingping.core.media import (
    LONGEST_LINK,
    LONGEST_OUTLET,
    LONGEST_TITLE,
    SERIAL,
    MediaLevel,
    Medium,
    link_key,
)
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.evidence_rules import Shown, is_public_link
from xingping.rating.models import Blob, Case, Centre, EvidenceItem, MediaReport, MediaUse
from xingping.rating.permissions import require
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.audit import changed_fields, record
from xingping.rating.services.evidence import add_evidence
from xingping.rating.services.scans import keep_scan
from xingping.rating.services.transition import locked_case
from xingping.rating.verbs import Verb

MEGABYTES = 20
"""A picture or PDF of a report is at most this large."""
TOLD = ("level", "medium", "title", "outlet", "link", "published_on", "screenshot_id", "archived_id")
"""Fields of a report that enter the log."""
Given = UploadedFile[bytes] | None


@dataclass(frozen=True, slots=True)
class Report:
    """What the centre says about one report; a file left out keeps the one that is there."""

    level: MediaLevel
    medium: Medium
    title: str
    outlet: str
    published_on: date
    link: str = ""
    screenshot: Given = None
    archived: Given = None
    confirmed: bool = False
    """Nothing in it is secret, and persons are masked."""


def add_report(actor: Actor, centre_id: int, report: Report) -> MediaReport:
    """Enter a report. Raises RefusedError: not_found, not_allowed, invalid, media_known, media_wrong_file."""
    made = MediaReport(centre=_centre(centre_id), created_by=actor.person)
    made.body_id, made.region = made.centre.body_id, made.centre.region
    require(actor, Verb.CREATE, made)
    values = _values(report)
    with transaction.atomic():
        Centre.objects.select_for_update().get(pk=centre_id)  # the next one with this link waits
        role = require(actor, Verb.CREATE, made)
        _put(made, values)
        made.save()
        record(actor, role, "media.add", made, after=_told(made))
    return made


def change_report(actor: Actor, report_id: int, version: int, report: Report) -> MediaReport:
    """Correct a report that was not used yet.

    Raises RefusedError: as adding, media_used, changed_meanwhile.
    """
    require(actor, Verb.CHANGE, _found(report_id))
    values = _values(report)
    with transaction.atomic():
        found, role = _unused(actor, report_id)
        if found.version != version:
            raise refuse("changed_meanwhile")
        old = _told(found)
        _put(found, values)
        found.version += 1
        found.save()
        before, after = changed_fields(old, _told(found))
        record(actor, role, "media.change", found, before=before, after=after)
    return found


def remove_report(actor: Actor, report_id: int) -> None:
    """Take a report that was not used out of the list.

    Raises RefusedError: not_found, not_allowed, media_used.
    """
    with transaction.atomic():
        found, role = _unused(actor, report_id)
        found.removed_at = timezone.now()
        found.version += 1
        found.save(update_fields=["removed_at", "version"])
        record(actor, role, "media.remove", found, before=_told(found))


def use_report(actor: Actor, report_id: int, case_id: int) -> EvidenceItem:
    """Show a report as evidence for indicator 56 of a case; used twice it stays one item.

    By its link; without one by its file where the guide accepts files, else as something seen on site.
    Raises RefusedError: not_found, not_allowed, and whatever evidence is refused for.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        found, _role = _held(actor, report_id)
        if found.centre_id != case.centre_id:
            raise refuse("not_found")
        earlier = MediaUse.objects.filter(report=found, item__case=case).select_related("item")
        standing = earlier.filter(item__removed_at=None).first()
        if standing is not None:
            return standing.item
        key = uuid5(NAMESPACE_URL, f"media:{found.pk}:{case.pk}:{earlier.count()}")
        item = add_evidence(actor, case.pk, key, _shown(found, case), [(SERIAL, "")])
        MediaUse.objects.create(report=found, item=item)
    return item


def _shown(report: MediaReport, case: Case) -> Shown:
    indicator = rules_of(case).guide.by_serial.get(SERIAL)
    accepted = {point.evidence_mode for point in indicator.scoring_points} if indicator else set()
    blob, name = report.archived, report.archived_name
    if blob is None:
        blob, name = report.screenshot, report.screenshot_name
    mode = EvidenceMode.LINK if report.link else EvidenceMode.ON_SITE
    if not report.link and EvidenceMode.UPLOAD in accepted:
        mode = EvidenceMode.UPLOAD
    by_file = mode is EvidenceMode.UPLOAD
    return Shown(
        mode=mode,
        caption=f"{report.get_level_display()}媒体《{report.title}》，{report.outlet}，{report.published_on}",
        blob=blob if by_file else None,
        file_name=name if by_file else "",
        url=report.link,
        dated=report.published_on,
        not_secret=True,
        masked=True,
    )


def _values(report: Report) -> dict[str, Any]:
    """What is kept of a report, its files stored. Raises RefusedError: invalid, media_wrong_file."""
    faults = [
        Fault(place, *wrong)
        for place, text, longest in (
            ("标题", report.title, LONGEST_TITLE),
            ("媒体名称", report.outlet, LONGEST_OUTLET),
            ("链接", report.link, LONGEST_LINK),
        )
        if (wrong := text_fault(text, longest) or _empty(place, text))
    ]
    if report.link.strip() and not faults and not is_public_link(report.link.strip()):
        faults.append(Fault("链接", "不是公开的网址", "请从浏览器地址栏复制，以 http 或 https 开头"))
    if report.published_on > today():
        faults.append(Fault("报道日期", "晚于今天", "请核对"))
    if not report.confirmed:
        faults.append(Fault("确认", "没有勾选", "请确认不涉密、个人信息已遮盖"))
    if faults:
        raise refuse("invalid", faults)
    values: dict[str, Any] = {
        "level": report.level,
        "medium": report.medium,
        "title": report.title.strip(),
        "outlet": report.outlet.strip(),
        "link": report.link.strip(),
        "link_hash": _link_hash(report.link),
        "published_on": report.published_on,
        "confirmed": True,
    }
    for name, given in (("screenshot", report.screenshot), ("archived", report.archived)):
        if given is not None:
            values[name], values[f"{name}_name"] = _kept(given)
    return values


def _kept(given: UploadedFile[bytes]) -> tuple[Blob, str]:
    blob, name = keep_scan(given, MEGABYTES, "截图或存档")
    if blob.media_type != "application/pdf" and not blob.media_type.startswith("image/"):
        raise refuse("media_wrong_file", name=name)
    return blob, name


def _put(report: MediaReport, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(report, name, value)
    if not report.link and report.screenshot is None and report.archived is None:
        raise refuse("invalid", [Fault("链接", "没有链接，也没有截图或存档", "请至少填写一样")])
    same = MediaReport.objects.filter(
        centre=report.centre_id, link_hash=report.link_hash, removed_at=None
    ).exclude(pk=report.pk)
    known = same.first() if report.link_hash else None
    if known is not None:
        raise refuse("media_known", title=known.title)


def _empty(place: str, text: str) -> tuple[str, str] | None:
    return None if text.strip() or place == "链接" else ("没有填写", "请填写")


def _link_hash(link: str) -> str:
    key = link_key(link)
    return sha256(key.encode()).hexdigest() if key else ""


def _told(report: MediaReport) -> dict[str, Any]:
    return {name.removesuffix("_id"): getattr(report, name) for name in TOLD}


def _centre(centre_id: int) -> Centre:
    found = Centre.objects.filter(pk=centre_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def _found(report_id: int) -> MediaReport:
    found = MediaReport.objects.select_related("centre").filter(pk=report_id, removed_at=None).first()
    if found is None:
        raise refuse("not_found")
    return found


def _held(actor: Actor, report_id: int) -> tuple[MediaReport, Role]:
    """A report, its centre locked first, so that two with the same link wait for each other."""
    Centre.objects.select_for_update().get(pk=_found(report_id).centre_id)
    found = MediaReport.objects.select_for_update().filter(pk=report_id, removed_at=None).first()
    if found is None:
        raise refuse("not_found")
    return found, require(actor, Verb.CHANGE, found)


def _unused(actor: Actor, report_id: int) -> tuple[MediaReport, Role]:
    found, role = _held(actor, report_id)
    if found.uses.filter(item__removed_at=None).exists():
        raise refuse("media_used")
    return found, role

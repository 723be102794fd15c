"""What an assessor takes along, and who sees photos taken on site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from xingping.core.guide import IndicatorGuide, ScoringPoint
from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.core.standard import Kind
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, SelfAssessment, SitePhoto, TeamMember, Visit
from xingping.rating.permissions import require
from xingping.rating.queries.assigned import assigned_to
from xingping.rating.queries.blind_sheets import progress
from xingping.rating.queries.evidence import evidence_of
from xingping.rating.queries.pinned import Rules, rules_of
from xingping.rating.queries.reviews import OwnSheet, own_sheet_view
from xingping.rating.queries.visibility import visible_cases
from xingping.rating.verbs import Verb


@dataclass(frozen=True, slots=True)
class BlindPhoto:
    """A photo as officers and auditors see it: the label of its indicator's group, the day, no more."""

    key: UUID
    serial: str
    label: str
    caption: str
    day: str
    distance: int | None
    sha256: str
    """Of the file as it arrived; the receipt on the device names the same."""
    pictured: bool
    """Whether its pictures for the page are made."""


def field_cases(actor: Actor) -> QuerySet[Case]:
    """Cases in review that a person may take along, by number."""
    mine = assigned_to(actor.person).filter(state=State.IN_REVIEW).values("pk")
    return visible_cases(actor).filter(pk__in=mine).select_related("centre").order_by("number")


def package_content(actor: Actor, case: Case) -> dict[str, Any]:
    """Everything of a case that an assessor needs on site, as JSON. Raises RefusedError: `not_found`."""
    own = own_sheet_view(actor, case)
    rules = rules_of(case)
    said = SelfAssessment.objects.get(case=case)
    shown = [item for item in evidence_of(case) if _concerns(item, own.serials)]
    return {
        "case": _case_json(case),
        "lead": TeamMember.objects.filter(
            team__case=case, ended_at=None, lead=True, assessor__person=actor.person
        ).exists(),
        "step": rules.guide.step,
        "reason_below_full": rules.policy.reason_below_full,
        "indicators": _indicators(case, rules, own, said),
        "evidence": shown,
        "visit": _visit(case),
        **own_state(actor, case),
    }


def own_state(actor: Actor, case: Case) -> dict[str, Any]:
    """The own sheet as it is now, and the photos that have arrived. Raises RefusedError: `not_found`."""
    sheet = own_sheet_view(actor, case).sheet
    photos = SitePhoto.objects.filter(case=case, sheet__label=sheet.label, removed_at=None)
    return {
        "open": case.state == State.IN_REVIEW and sheet.locked_at is None,
        "locked_at": sheet.locked_at.isoformat() if sheet.locked_at else "",
        "version": sheet.version,
        "content": {
            "scores": sheet.scores,
            "statements": sheet.statements,
            "points": sheet.points,
            "flags": sheet.flags,
        },
        "photos": [
            {"key": str(one.pk), "serial": one.serial, "caption": one.caption, "sha256": one.blob_id,
             "taken_at": one.taken_at, "distance": one.distance}
            for one in photos.order_by("taken_at", "pk")
        ],
    }  # fmt: skip


def visible_photo(actor: Actor, key: UUID) -> SitePhoto:
    """A photo that a person may look at: the own, or once all sheets are locked, officers' and auditors'.

    Raises RefusedError: `not_found`.
    """
    photo = SitePhoto.objects.select_related("case__round", "sheet", "blob").filter(pk=key).first()
    if photo is None or photo.removed_at is not None:
        raise refuse("not_found")
    role = require(actor, Verb.VIEW, photo.case)
    if role is Role.ASSESSOR:
        if not _owns(actor, photo):
            raise refuse("not_found")
    elif role not in (Role.OFFICER, Role.AUDITOR) or not progress(photo.case).complete:
        raise refuse("not_found")
    return photo


def blind_photos(actor: Actor, case: Case) -> Sequence[BlindPhoto]:
    """A case's photos for officers and auditors, by indicator and label, once all sheets are locked.

    In the order of their random keys, without times: nothing tells who took which.
    Raises RefusedError: `not_found`, `not_allowed`, `scores_hidden`.
    """
    if require(actor, Verb.VIEW, case) not in (Role.OFFICER, Role.AUDITOR):
        raise refuse("not_allowed")
    if not progress(case).complete:
        raise refuse("scores_hidden")
    guide = rules_of(case).guide
    members = TeamMember.objects.filter(team__case=case, ended_at=None)
    letters = dict(members.values_list("label", "labels"))
    found = [
        BlindPhoto(
            one.pk,
            one.serial,
            letters[one.sheet.label].get(guide.by_serial[one.serial].group, ""),
            one.caption,
            one.taken_at[:10],
            one.distance,
            one.blob_id,
            "thumbnail" in one.blob.preview,
        )
        for one in SitePhoto.objects.filter(case=case, removed_at=None)
        .select_related("sheet", "blob")
        .order_by("pk")
        if one.sheet.label in letters
    ]
    place = {one.serial: number for number, one in enumerate(guide.indicators)}
    return sorted(found, key=lambda one: (place[one.serial], one.label))


def _owns(actor: Actor, photo: SitePhoto) -> bool:
    mine = TeamMember.objects.filter(team__case=photo.case, ended_at=None, assessor__person=actor.person)
    return mine.filter(label=photo.sheet.label).exists()


def _concerns(item: dict[str, Any], serials: Sequence[str]) -> bool:
    return any(serial in serials for serial, _ in item["targets"])


def _case_json(case: Case) -> dict[str, Any]:
    centre = case.centre
    return {
        "number": case.number,
        "centre": centre.name,
        "address": centre.address,
        "latitude": str(centre.latitude) if centre.latitude is not None else "",
        "longitude": str(centre.longitude) if centre.longitude is not None else "",
    }


def _visit(case: Case) -> dict[str, Any] | None:
    visit = Visit.objects.filter(case=case, cancelled_at=None).order_by("-pk").first()
    if visit is None:
        return None
    return {
        "starts_at": visit.starts_at.isoformat(),
        "ends_at": visit.ends_at.isoformat(),
        "place": visit.place,
        "closed": visit.last_meeting_at is not None,
    }


def _indicators(case: Case, rules: Rules, own: OwnSheet, said: SelfAssessment) -> list[dict[str, Any]]:
    kind = Kind(case.kind)
    made = []
    for serial in own.serials:
        row, guide = rules.edition.by_serial[serial], rules.guide.by_serial[serial]
        made.append(
            {
                "serial": serial,
                "level1": row.level1,
                "level2": row.level2,
                "name": row.level3,
                "points": row.points,
                "requirement": row.requirement,
                "statement": said.statements.get(serial, ""),
                "self_score": own.self_scores.get(serial),
                "scoring_points": [_point(rules, one, said) for one in _asked(guide, kind)],
            }
        )
    return made


def _asked(guide: IndicatorGuide, kind: Kind) -> tuple[ScoringPoint, ...]:
    return guide.points_for(kind)


def _point(rules: Rules, point: ScoringPoint, said: SelfAssessment) -> dict[str, Any]:
    """A scoring point with what the applicant says about it."""
    facts = [
        {"label": rules.guide.by_fact[name].label, "unit": rules.guide.by_fact[name].unit,
         "value": said.facts.get(name, {}).get("value", "")}
        for name in point.facts
    ]  # fmt: skip
    return {
        "id": point.id,
        "text": point.text,
        "ticked": point.kind.ticked,
        "mode": point.evidence_mode.value,
        "claimed": said.points.get(point.id),
        "facts": facts,
    }

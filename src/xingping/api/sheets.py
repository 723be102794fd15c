"""An assessor's own sheet of a case: read, saved field by field, and its history. Nobody else's, ever."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from xingping.api.access import needs
from xingping.api.cases import SaveIn, SaveOut, told
from xingping.core.assessor_sheet import covered_serials
from xingping.core.sheet_content import SCORES
from xingping.rating.actor import request_actor
from xingping.rating.queries.own_sheets import (
    own_history,
    own_sheet_of,
    sheet_json,
    shown_self_scores,
    total_json,
    total_of,
)
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.saving import Edit, SaveAnswer
from xingping.rating.services.scoring import save_sheet_by_number
from xingping.rating.verbs import Kind, Verb

router = Router(tags=["sheets"])
MOST_CHANGES = 200
"""Changes told at once."""


class SectionOut(Schema):
    """What was given within one level-1 indicator; points as decimals, rounded down."""

    name: str
    points: str
    full: str
    scored: int
    asked: int


class TotalOut(Schema):
    """The running total of the own sheet, by the server."""

    points: str
    full: str
    scored: int
    asked: int
    sections: list[SectionOut]


class SheetOut(Schema):
    """The own sheet; `content` is left out where the asker already has the version."""

    version: int
    revision: int
    state: str
    open: bool
    locked_at: str | None
    content_hash: str
    serials: list[str]
    self_scores: dict[str, int]
    total: TotalOut
    content: dict[str, dict[str, Any]] | None = None


class SheetSaveOut(SaveOut):
    """What became of a save, the total after it, and self-scores that may be seen from now on."""

    total: TotalOut
    self_scores: dict[str, int]


class ChangeOut(Schema):
    """One change of one field."""

    at: str
    device: str
    field: str
    before: Any = None
    after: Any = None


class HistoryOut(Schema):
    """The newest changes first; `count` is how many there are in all."""

    count: int
    changes: list[ChangeOut] = Field(max_length=MOST_CHANGES)


@router.get("/{slug:number}/sheet", response=SheetOut, summary="读取本人评分表")
@needs(Verb.SCORE, Kind.CASE)
def read_sheet(request: HttpRequest, number: str, known: int = -1) -> dict[str, Any]:
    """The own sheet of a case; `known` is the version that the asker already has."""
    return sheet_json(*own_sheet_of(request_actor(request), number), known=known)


@router.post("/{slug:number}/sheet", response=SheetSaveOut, summary="保存本人评分表")
@needs(Verb.SCORE, Kind.CASE)
def save_own(request: HttpRequest, number: str, payload: SaveIn) -> dict[str, Any]:
    """Save fields by compare-and-set; sending the same again changes nothing."""
    actor = request_actor(request)
    edits = {name: Edit(one.base, one.value) for name, one in payload.fields.items()}
    answer = save_sheet_by_number(
        actor, number, device=payload.device, sequence=payload.sequence, fields=edits
    )
    return {**told(answer), **_after_save(answer)}


@router.get("/{slug:number}/sheet/history", response=HistoryOut, summary="本人评分表的修改记录")
@needs(Verb.SCORE, Kind.CASE)
def history(request: HttpRequest, number: str, serial: str = "") -> dict[str, Any]:
    """Every change of the own sheet, newest first; of one indicator, or of all."""
    actor = request_actor(request)
    case, _ = own_sheet_of(actor, number)
    changes = own_history(actor, case, serial)
    return {"count": len(changes), "changes": changes[:MOST_CHANGES]}


def _after_save(answer: SaveAnswer) -> dict[str, Any]:
    """Total and self-scores after a save; self-scores only of indicators whose score it brought."""
    sheet = answer.sheet
    if sheet is None:
        return {}
    case = sheet.case
    brought = [name.partition(".")[2] for name in answer.applied if name.startswith(f"{SCORES}.")]
    serials = covered_serials(rules_of(case).guide, sheet.groups)
    return {
        "total": total_json(total_of(case, serials, sheet.scores)),
        "self_scores": shown_self_scores(case, sheet.scores, brought) if brought else {},
    }

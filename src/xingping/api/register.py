"""The register: bodies and centres of one's own, and importing a file exactly as the page does."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop as N_  # noqa: N812
from ninja import Field, Query, Router, Schema

from xingping.api.access import needs
from xingping.api.answers import REFUSALS, FaultOut, MetaOut, PageIn
from xingping.rating.actor import request_actor
from xingping.rating.errors import refuse
from xingping.rating.models import Centre, ImportState, RegisterImport
from xingping.rating.queries.centres import find_centres
from xingping.rating.queries.visibility import visible_bodies, visible_centres
from xingping.rating.services.register_import import (
    answer_alike,
    confirm_import,
    give_up_import,
    has_failed,
    own_import,
    start_import,
)
from xingping.rating.verbs import Kind, Verb

router = Router(tags=["register"])
HIGHEST_KEY = 2**63 - 1
RAW_FILE: Any = {
    "requestBody": {
        "description": "CSV（UTF-8 或 GB18030）或 XLSX 文件本身，不是表单",
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
"""The body of an upload is the file itself."""


class BodyOut(Schema):
    """A rating body."""

    id: int
    code: str
    name: str
    region_prefix: str


class BodiesOut(Schema):
    """The bodies that the person works for."""

    bodies: list[BodyOut]


class CentresIn(PageIn):
    """Which centres are wanted."""

    q: str = Field("", max_length=60, description=N_("名称、拼音、首字母、编号、地址或地区"))
    region: str = Field("", pattern="^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})?$")


class RegisteredOut(Schema):
    """A centre as the register has it."""

    id: int
    code: str
    name: str
    form: str
    kind: str
    region: str
    address: str
    closed: bool
    version: int


class RegisterOut(Schema):
    """A page of the register."""

    meta: MetaOut
    centres: list[RegisteredOut]


class StartIn(Schema):
    """Into whose register; the key is the sender's own, so that sending again starts nothing twice."""

    body: int = Field(ge=0, le=HIGHEST_KEY)
    file_name: str = Field(min_length=1, max_length=255)
    key: UUID


class PlannedOut(Schema):
    """A centre that would be registered or changed."""

    line: int
    code: str
    name: str
    place: str


class AlikeOut(Schema):
    """A new row whose name resembles that of a centre; `other` 0: of another row of the file."""

    line: int
    code: str
    name: str
    other: int
    other_line: int
    other_code: str
    other_name: str


class ImportOut(Schema):
    """Where an import stands. `plan` names what the preview would write; it is sent with the confirmation."""

    id: int
    state: str = Field(description="checking、faulty、ready、writing、done、given_up")
    failed: bool
    file_name: str
    plan: str
    stale: bool = Field(description=N_("登记表在核对之后有改动，已重新核对"))
    new: int
    changed: int
    unchanged: int
    skipped: int
    fault_count: int
    faults: list[FaultOut] = Field(description=N_("前 200 条"))
    alike: list[AlikeOut] = Field(description=N_("须先回答是否同一个中心"))
    rows: list[PlannedOut] = Field(description=N_("将新登记或改动的前 200 行"))
    created_at: datetime


class AnswersIn(Schema):
    """Row's code -> new、skip 或 same:编号."""

    answers: dict[str, str] = Field(max_length=1000)


class ConfirmIn(Schema):
    """The plan that was looked at."""

    plan: str = Field(max_length=64)


SHOWN = 200


@router.get("/bodies", response={200: BodiesOut, **REFUSALS}, summary="所在的评定机构")
@needs(Verb.LIST, Kind.BODY)
def bodies(request: HttpRequest) -> dict[str, Any]:
    """The rating bodies that the person works for."""
    rows = visible_bodies(request_actor(request)).order_by("pk")[:SHOWN]
    return {"bodies": [_told(one, ("code", "name", "region_prefix")) for one in rows]}


@router.get("/centres", response={200: RegisterOut, **REFUSALS}, summary="登记的中心（站）")
@needs(Verb.LIST, Kind.CENTRE)
def centres(request: HttpRequest, asked: Annotated[CentresIn, Query()]) -> dict[str, Any]:
    """The register as far as the person sees it."""
    rows = visible_centres(request_actor(request))
    rows = find_centres(rows, asked.q) if asked.q.strip() else rows
    rows = rows.filter(region__startswith=asked.region) if asked.region else rows
    some = rows.order_by("code", "pk")[asked.start() : asked.start() + asked.page_size]
    return {"meta": asked.meta(rows.count()), "centres": [_centre(one) for one in some]}


@router.post(
    "/imports", response={200: ImportOut, **REFUSALS}, summary="送交登记文件", openapi_extra=RAW_FILE
)
@needs(Verb.IMPORT, Kind.CENTRE)
def start(request: HttpRequest, asked: Annotated[StartIn, Query()]) -> dict[str, Any]:
    """Send a file; it is checked in the background and nothing is written before it is confirmed."""
    actor = request_actor(request)
    body = visible_bodies(actor).filter(pk=asked.body).first()
    if body is None:
        raise refuse("not_found")
    return _import(start_import(actor, body, asked.file_name, request.body, key=asked.key.hex))


@router.get("/imports/{int:import_id}", response={200: ImportOut, **REFUSALS}, summary="导入的进度与预览")
@needs(Verb.IMPORT, Kind.CENTRE)
def state(request: HttpRequest, import_id: int) -> dict[str, Any]:
    """Where one's own import stands."""
    return _import(own_import(request_actor(request), _key(import_id)))


@router.post(
    "/imports/{int:import_id}/answers", response={200: ImportOut, **REFUSALS}, summary="回答名称相近的行"
)
@needs(Verb.IMPORT, Kind.CENTRE)
def answers(request: HttpRequest, import_id: int, payload: AnswersIn) -> dict[str, Any]:
    """Say of rows that resemble a centre whether they are new, the same, or left out; checked anew."""
    return _import(answer_alike(request_actor(request), _key(import_id), payload.answers))


@router.post("/imports/{int:import_id}/confirm", response={200: ImportOut, **REFUSALS}, summary="确认导入")
@needs(Verb.IMPORT, Kind.CENTRE)
def confirm(request: HttpRequest, import_id: int, payload: ConfirmIn) -> dict[str, Any]:
    """Write what the preview shows: all of it or nothing."""
    return _import(confirm_import(request_actor(request), _key(import_id), payload.plan))


@router.post("/imports/{int:import_id}/give-up", response={200: ImportOut, **REFUSALS}, summary="放弃导入")
@needs(Verb.IMPORT, Kind.CENTRE)
def give_up(request: HttpRequest, import_id: int) -> dict[str, Any]:
    """Leave it; the register is as it was."""
    return _import(give_up_import(request_actor(request), _key(import_id)))


def _key(import_id: int) -> int:
    if import_id > HIGHEST_KEY:
        raise refuse("not_found")
    return import_id


def _centre(centre: Centre) -> dict[str, Any]:
    named = _told(centre, ("code", "name", "form", "kind", "region", "address", "version"))
    return {**named, "closed": centre.closed_on is not None}


def _told(row: Any, names: tuple[str, ...]) -> dict[str, Any]:  # noqa: ANN401
    return {"id": row.pk, **{name: getattr(row, name) for name in names}}


def _import(import_: RegisterImport) -> dict[str, Any]:
    preview = import_.preview
    faults = preview.get("faults", ())
    ended = not isinstance(faults, list)  # of an import that is over only counts are kept
    new, changed = preview.get("new", ()), preview.get("changed", ())
    rows = [] if ended else [*new, *changed]
    return {
        **_told(import_, ("state", "file_name", "created_at")),
        "failed": has_failed(import_),
        "plan": import_.plan_hash if import_.state == ImportState.READY else "",
        "stale": import_.is_stale,
        **{name: _count(preview.get(name, 0)) for name in ("new", "changed", "unchanged", "skipped")},
        "fault_count": _count(faults) + preview.get("more_faults", 0),
        "faults": [
            {"place": place, "message": what, "mend": mend}
            for place, what, mend in ([] if ended else faults[:SHOWN])
        ],
        "alike": [] if ended else preview.get("alike", ())[:SHOWN],
        "rows": [{name: row[name] for name in ("line", "code", "name", "place")} for row in rows[:SHOWN]],
    }


def _count(value: Any) -> int:  # noqa: ANN401
    return len(value) if isinstance(value, list | tuple) else int(value)

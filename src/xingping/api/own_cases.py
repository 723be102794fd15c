"""Cases as a person or a program of theirs reads them: the list, where each stands, its papers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as N_  # noqa: N812
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from xingping.api.access import needs
from xingping.api.answers import REFUSALS, MetaOut, PageIn
from xingping.core.lifecycle import OPEN_STATES, Action, State
from xingping.core.roles import Role
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, CaseEvent
from xingping.rating.queries.applicant import own_keys, visible_case
from xingping.rating.queries.case_documents import LETTER, PDF, document_of, documents_of, readable_letter
from xingping.rating.queries.told import changed_since, in_state, told_state, told_steps, with_since
from xingping.rating.queries.visibility import visible_cases
from xingping.rating.services.letters import letter_pdf, open_letter
from xingping.rating.verbs import Kind, Verb

router = Router(tags=["cases"])
STATES = "|".join(State)
BINARY: Any = {
    "responses": {
        200: {
            "description": "文件",
            "content": {
                PDF: {"schema": {"type": "string", "format": "binary"}},
                "application/json": {"schema": {"type": "object"}},
            },
        }
    }
}


class CasesIn(PageIn):
    """Which cases are wanted."""

    state: str = Field("", pattern=f"^({STATES})?$", description=N_("状态代码；不填为全部"))
    region: str = Field(
        "", pattern="^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})?$", description=N_("区划代码前缀")
    )
    changed_since: AwareDatetime | None = Field(None, description=N_("只要此刻以后状态有变化的；须写明时区"))


class CentreOut(Schema):
    """The centre that applies."""

    id: int
    code: str
    name: str
    region: str


class CaseOut(Schema):
    """Where a case stands."""

    number: str
    centre: CentreOut
    round: str
    purpose: str = Field(description=N_("first 首次评定、rereview 复核"))
    target_stars: int | None = None
    state: str
    state_name: str
    state_since: datetime
    due_on: date | None = Field(None, description=N_("现在这一步的办理期限"))
    closed: bool = Field(description=N_("已经结束，不会再有变化"))
    is_demo: bool


class CasesOut(Schema):
    """A page of cases, the last changed first."""

    meta: MetaOut
    cases: list[CaseOut]


class StepOut(Schema):
    """One step of a case."""

    action: str
    name: str
    source: str
    target: str
    role: str
    at: datetime


class CaseDetailOut(CaseOut):
    """Where a case stands, and how it came there."""

    steps: list[StepOut]


class DocumentOut(Schema):
    """A paper that can be had."""

    kind: str = Field(description="letter、certificate、notice、announcement、bundle")
    id: int
    title: str
    media_type: str
    href: str


class DocumentsOut(Schema):
    """The papers of a case."""

    documents: list[DocumentOut]


@router.get("", response={200: CasesOut, **REFUSALS}, summary="申报件列表")
@needs(Verb.LIST, Kind.CASE)
def cases(request: HttpRequest, asked: Annotated[CasesIn, Query()]) -> dict[str, Any]:
    """The cases that the person may see, the last changed first."""
    actor = request_actor(request)
    rows = _wanted(actor, asked)
    some = rows.select_related("centre", "round")[asked.start() : asked.start() + asked.page_size]
    return {"meta": asked.meta(rows.count()), "cases": [_case(actor, one) for one in some]}


@router.get("/{slug:number}", response={200: CaseDetailOut, **REFUSALS}, summary="申报件的状态与经过")
@needs(Verb.VIEW, Kind.CASE)
def one_case(request: HttpRequest, number: str) -> dict[str, Any]:
    """One case with its steps; who did them is not told."""
    actor = request_actor(request)
    found = visible_case(actor, number)
    case = with_since(Case.objects.filter(pk=found.pk), actor).select_related("centre", "round").get()
    return {**_case(actor, case), "steps": [_step(one) for one in told_steps(case, actor)]}


@router.get("/{slug:number}/documents", response={200: DocumentsOut, **REFUSALS}, summary="申报件的文书")
@needs(Verb.EXPORT, Kind.CASE)
def documents(request: HttpRequest, number: str) -> dict[str, Any]:
    """The papers of a case that the person may have."""
    actor = request_actor(request)
    case = visible_case(actor, number)
    found = documents_of(actor, case)
    return {
        "documents": [
            {
                "kind": one.kind,
                "id": one.key,
                "title": one.title,
                "media_type": one.media_type,
                "href": f"/api/v1/cases/{number}/documents/{one.kind}/{one.key}",
            }
            for one in found
        ]
    }


@router.get(
    "/{slug:number}/documents/{paper}/{int:paper_id}",
    response=REFUSALS,
    summary="下载一份文书",
    openapi_extra=BINARY,
)
@needs(Verb.EXPORT, Kind.CASE)
def document(request: HttpRequest, number: str, paper: str, paper_id: int) -> HttpResponse:
    """One of them. A letter of delivery opened by its applicant counts as received."""
    actor = request_actor(request)
    case = visible_case(actor, number)
    if paper_id >= 2**63:
        raise refuse("not_found")
    if paper == LETTER:
        return _file(_letter(actor, case, paper_id), PDF, f"letter-{paper_id}.pdf")
    listed, content = document_of(actor, case, paper, paper_id)
    suffix = "pdf" if listed.media_type == PDF else "json"
    return _file(content, listed.media_type, f"{paper}-{paper_id}.{suffix}")


def _letter(actor: Actor, case: Case, letter_id: int) -> bytes:
    letter = readable_letter(actor, letter_id)
    if letter.case_id != case.pk:
        raise refuse("not_found")
    if case.centre_id in own_keys(actor):
        open_letter(actor, letter)
    return letter_pdf(letter)


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _wanted(actor: Actor, asked: CasesIn) -> QuerySet[Case]:
    rows = with_since(visible_cases(actor), actor)
    if asked.state:
        rows = in_state(rows, actor, State(asked.state))
    if asked.region:
        rows = rows.filter(region__startswith=asked.region)
    if asked.changed_since is not None:
        rows = changed_since(rows, asked.changed_since)
    return rows


def _case(actor: Actor, case: Case) -> dict[str, Any]:
    centre, state = case.centre, told_state(case, actor)
    return {
        "number": case.number,
        "centre": {"id": centre.pk, "code": centre.code, "name": centre.name, "region": case.region},
        "round": case.round.name,
        "purpose": case.purpose,
        "target_stars": case.target_stars,
        "state": state,
        "state_name": state.label,
        "state_since": case.since,  # type: ignore[attr-defined]
        "due_on": case.due_on if state == case.state else None,
        "closed": case.state not in OPEN_STATES,
        "is_demo": case.is_demo,
    }


def _step(event: CaseEvent) -> dict[str, Any]:
    return {
        "action": event.action,
        "name": Action(event.action).label,
        "source": event.source,
        "target": event.target,
        "role": Role(event.role).label,
        "at": event.at,
    }

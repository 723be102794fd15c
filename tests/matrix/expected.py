"""What an address must answer to a person: derived from its declaration and the permission table alone."""

from __future__ import annotations

from functools import cache

from django.db.models import Model
from django.http import HttpResponse
from django.urls import URLPattern

from matrix.addresses import parameters
from matrix.reviewed import ROUTES
from matrix.world import World
from xingping.api.access import EVERYBODY, declared_access
from xingping.api.main import api
from xingping.rating.actor import ANYBODY, Actor, actor_of
from xingping.rating.errors import Refusal
from xingping.rating.models import (
    Announcement,
    Assessor,
    AuditEntry,
    Certificate,
    Complaint,
    MediaReport,
    Notice,
    OpinionInvitation,
    PanelMeeting,
    Survey,
    User,
)
from xingping.rating.permissions import allowed
from xingping.rating.relations import kind_of
from xingping.rating.verbs import Kind, Verb
from xingping.web.access import access_of

API = "api/v1/"
OF_CERTIFICATE = ("certificate_id", "plaque_id", "incident_id", "event_id")
"""Parameters that name a certificate, or what belongs to one."""
MALFORMED = (400, 405, 415, 422)
"""What an API operation may answer before it looks at the object: nothing about it can be read from that."""
OWNERS = {
    "message_id": "applicant",
    "job_id": "officer",
    "import_id": "officer",
    "assessor_import_id": "officer",
    "scenario_id": "officer",
}
"""What belongs to one person: parameter -> whose it is in the world."""
HIDDEN = (401, 404)


@cache
def operations() -> dict[str, dict[str, tuple[Verb, Kind] | None]]:
    """Route of the API -> method -> what the operation declares."""
    found: dict[str, dict[str, tuple[Verb, Kind] | None]] = {}
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            route = f"{API}{(prefix + path).strip('/')}".replace("{", "<").replace("}", ">")
            for operation in view.operations:
                for method in operation.methods:
                    asked = declared_access(operation.view_func)
                    found.setdefault(route, {})[method.lower()] = None if isinstance(asked, str) else asked
    return found


@cache
def open_operations() -> frozenset[str]:
    """Routes of the API that need no key: published facts alone."""
    return frozenset(
        f"{API}{(prefix + path).strip('/')}".replace("{", "<").replace("}", ">")
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        if all(declared_access(one.view_func) == EVERYBODY for one in view.operations)
    )


def actor_named(world: World, name: str) -> Actor:
    """A person of the world with the roles held."""
    if name not in world.actors:
        person = world.people[name]
        world.actors[name] = actor_of(person) if isinstance(person, User) else ANYBODY
    return world.actors[name]


def objects(world: World, pattern: URLPattern, route: str) -> list[Model]:
    """The objects of the permission table that an address names."""
    if not world.objects:
        case, draft = world.scene.fresh(), world.draft.fresh()
        world.objects.update(
            number=case,
            case_id=case,
            centre_id=case.centre,
            round_id=case.round,
            body_id=case.body,
            complaint_id=Complaint.objects.get(pk=world.values["complaint_id"]),
            survey_id=Survey.objects.get(pk=world.values["survey_id"]),
            ended_survey_id=Survey.objects.get(pk=world.values["ended_survey_id"]),
            report_id=MediaReport.objects.get(pk=world.values["report_id"]),
            opinion_id=OpinionInvitation.objects.get(pk=world.values["opinion_id"]),
            entry_id=AuditEntry.objects.get(pk=world.values["entry_id"]),
            version_id=draft,
            item_id=draft,
            file_id=case,
            meeting_id=PanelMeeting.objects.get(pk=world.values["meeting_id"]),
            objection_id=case,
            letter_id=case,
            notice_id=Notice.objects.get(pk=world.values["notice_id"]),
            announcement_id=Announcement.objects.get(pk=world.values["announcement_id"]),
            assessor_id=Assessor.objects.get(pk=world.values["assessor_id"]),
            key=draft,
            **dict.fromkeys(OF_CERTIFICATE, Certificate.objects.get(pk=world.values["certificate_id"])),
        )
    names = [name for name in parameters(pattern) if name in world.objects]
    if route.startswith(ROUTES):
        return [world.review]
    return [world.objects[name] for name in names if name != "key" or route.startswith(API)]


def declared(route: str, pattern: URLPattern, method: str) -> tuple[Verb, Kind] | None:
    """Verb and kind that an address declares for a method; None where it is for everybody, or anybody's."""
    if route.startswith(API):
        return operations().get(route.rstrip("/"), {}).get(method)
    access = access_of(pattern.callback)
    return (access.verb, access.kind) if access and access.verb and access.kind else None


def refusal_of(world: World, name: str, route: str, pattern: URLPattern, method: str) -> Refusal | None:
    """Why the table refuses an address to a person; None where it lets the person in."""
    actor, asked = actor_named(world, name), declared(route, pattern, method)
    owners = [OWNERS[one] for one in parameters(pattern) if one in OWNERS]
    if asked is None:
        return Refusal("not_found") if owners and name not in owners else None
    refusal = allowed(actor, *asked)
    if refusal:
        return refusal
    for one in objects(world, pattern, route):
        unseen = allowed(actor, Verb.VIEW, one)
        if unseen:
            return unseen
        barred = allowed(actor, asked[0], one) if kind_of(one) is asked[1] else None
        if barred and barred.code == "not_allowed":
            return barred
    return Refusal("not_found") if owners and name not in owners else None


def fault(
    world: World, name: str, route: str, pattern: URLPattern, method: str, response: HttpResponse
) -> str | None:
    """What is wrong with an answer; None where it is as the table says."""
    status, location = response.status_code, response.headers.get("Location", "")
    if status >= 500:
        return f"{status}"
    access = access_of(pattern.callback)
    if access and access.everybody:
        return None
    if actor_named(world, name) is ANYBODY:
        sent = status == 302 and location.startswith("/account/")
        open_ = route.rstrip("/") in (API.rstrip("/"), f"{API}openapi.json") or route in open_operations()
        return None if sent or open_ or status in (401, 405) else f"{status}, not sent to sign in"
    refusal = refusal_of(world, name, route, pattern, method)
    if refusal is None:
        return None
    told = (refusal.status, 405, *(MALFORMED if route.startswith(API) else ()))
    if status in told or (status == 404 and refusal.status == 403):
        return None
    return f"{status}, where the table says {refusal.code}"

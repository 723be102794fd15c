"""The demo body with its people, fifty centres, a closed and two open rounds, cases in their states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from xingping.core.policy import ChainLevel, RoundPolicy, policy_json
from xingping.core.roles import Role
from xingping.rating.actor import SYSTEM, Actor, actor_of
from xingping.rating.calendar import today
from xingping.rating.demo.awards import lead_awards
from xingping.rating.demo.cases import lead_cases
from xingping.rating.demo.certificates import lead_certificates
from xingping.rating.demo.places import LABEL, Place, demo_places, demo_streets
from xingping.rating.demo.portal import demo_portal
from xingping.rating.demo.surveys import demo_surveys
from xingping.rating.demo.voice import demo_media, demo_opinions, demo_voice
from xingping.rating.demo.webhooks import demo_webhook
from xingping.rating.models import Case, Centre, RatingBody, Round, User
from xingping.rating.services.audit import record
from xingping.rating.services.centres import register_centre
from xingping.rating.services.demo_people import (
    ensure_demo_recommender,
    ensure_demo_staff,
)
from xingping.rating.services.rounds import create_round, open_round, set_quotas

SEED = 20241023
BODY_CODE = "DEMO"
PLACES_A_STREET, PLACES_A_COUNTY = 6, 20


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made, or found made already."""

    body: RatingBody
    centres: int
    cases: int
    made: bool


def make_demo(seed: int = SEED) -> Demo:
    """Make the demo once; later calls find it. Raises RuntimeError outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("the demo exists in demo mode only (XINGPING_DEMO=1)")
    streets = demo_streets()
    with transaction.atomic():
        body = RatingBody.objects.select_for_update().filter(code=BODY_CODE).first()
        if body is None:
            body = _body()
            ensure_demo_staff(body)
    officer = _actor("demo-officer")
    places = demo_places(streets)
    centres = _centres(officer, body, places)
    units = _units(body, streets)
    round_ = _round(officer, body, streets)
    before = Case.objects.filter(body=body).count()
    lead_cases(round_, list(zip(places, centres, strict=True)), units, officer, seed)
    demo_voice(centres, officer)
    led = Case.objects.filter(body=body).select_related("centre", "created_by").order_by("pk")
    demo_opinions(led, officer)
    demo_media(led)
    demo_surveys(centres, officer, seed)
    lead_certificates(body, officer, centres, seed)
    lead_awards(body, officer, streets, seed)
    demo_portal(officer, centres)
    demo_webhook(body, officer)
    cases = Case.objects.filter(body=body).count()
    return Demo(body, Centre.objects.filter(body=body).count(), cases, made=cases > before)


def _body() -> RatingBody:
    body = RatingBody.objects.create(
        code=BODY_CODE,
        name=f"{LABEL}社区发展协会评定办公室",
        region_prefix="5101",
        contact="演示数据，没有联系电话",
        shows_register=True,
        is_demo=True,
    )
    record(SYSTEM, Role.SYSTEM, "body.create", body, after={"code": body.code, "name": body.name})
    return body


def _centres(officer: Actor, body: RatingBody, places: tuple[Place, ...]) -> list[Centre]:
    known = {centre.code: centre for centre in Centre.objects.filter(body=body)}
    return [
        known.get(code) or register_centre(officer, body, _record(place, code))
        for number, place in enumerate(places, 1)
        for code in [f"YS{number:03d}"]
    ]


def _record(place: Place, code: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": place.name,
        "form": "station" if place.rural else "centre",
        "kind": "rural" if place.rural else "urban",
        "region": place.region,
        "address": f"演示路 {int(code[2:])} 号",
        "communities": place.name.removeprefix(LABEL).removesuffix("服务中心").removesuffix("服务站"),
        "contact_name": "演示联系人",
        "contact_phone": "000-00000000",
        "opening_hours": "周一至周日 8:30–18:00",
    }


def _units(body: RatingBody, streets: tuple[str, ...]) -> dict[str, Actor]:
    """Recommending units by their region prefix."""
    counties = dict.fromkeys(street[:6] for street in streets)
    units = {
        street: ensure_demo_recommender(f"demo-street-{number}", f"演示·街道推荐人 {number}", body, street)
        for number, street in enumerate(streets, 1)
    } | {
        county: ensure_demo_recommender(f"demo-county-{number}", f"演示·区级推荐人 {number}", body, county)
        for number, county in enumerate(counties, 1)
    }
    return {prefix: actor_of(person) for prefix, person in units.items()}


def _round(officer: Actor, body: RatingBody, streets: tuple[str, ...]) -> Round:
    name = f"{LABEL}{today().year} 年度第一批"
    found = Round.objects.filter(body=body, name=name).first()
    if found is not None:
        return found
    values = {
        "name": name,
        "opens_on": today() - timedelta(days=20),
        "closes_on": today() + timedelta(days=40),
        "facts_on": today() - timedelta(days=20),
        "policy": policy_json(RoundPolicy()),
    }
    created = create_round(officer, body, values)
    quotas = {(ChainLevel.STREET, street): PLACES_A_STREET for street in streets}
    quotas |= {(ChainLevel.COUNTY, street[:6]): PLACES_A_COUNTY for street in streets}
    set_quotas(officer, created.pk, quotas)
    return open_round(officer, created.pk)


def _actor(username: str) -> Actor:
    return actor_of(User.objects.get(username=username, is_demo=True))

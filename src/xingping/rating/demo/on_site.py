"""Visits of the demo: planned, held, closed with drawn signatures, with photos and receipts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from xingping.core.field_receipt import Manifest, value_digest
from xingping.core.visiting import Side
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.demo.files import signature, site_picture
from xingping.rating.models import Case
from xingping.rating.services.field_packages import give_receipt, take_along
from xingping.rating.services.field_photos import PhotoSaid, add_photo
from xingping.rating.services.field_visits import Closing, close_on_site
from xingping.rating.services.scoring import own_sheet, sheet_content
from xingping.rating.services.uploads import begin_upload, receive_piece
from xingping.rating.services.visits import plan_visit

SHOTS = (("6", "综合服务区"), ("9-10", "消防通道"), ("46", "图书室"))
"""Serial and caption of the photos that the demo's assessors take."""


def hold_visit(officer: Actor, team: Sequence[Actor], case: Case, draws: Random) -> None:
    """A visit of the day before: planned by the officer, closed on site by the lead, who is first."""
    start, end = (_at(-1, hour) for hour in (9, 16))
    plan_visit(officer, case.pk, start, end, f"{case.centre.name}一楼", despite=True)
    names = [(one.person.get_full_name(), Side.TEAM.value) for one in team]
    closing = Closing(
        key=_key(draws),
        talk="演示：与居民代表 6 人座谈，普遍反映办事方便，希望周末延长开放。",
        reading="演示：查阅值班记录、议事记录、应急演练记录各一册。",
        interview="演示：访谈窗口工作人员 2 人、来办事的居民 3 人。",
        attendance=[*names, ("演示·中心主任", Side.CENTRE.value)],
        opened_at=start.isoformat(),
        closed_at=end.isoformat(),
        team_signer=names[0][0],
        centre_signer="演示·中心主任",
        team_signature=signature(1),
        centre_signature=signature(2),
    )
    close_on_site(team[0], case.pk, closing)


def bring_back(actor: Actor, case: Case, number: int, draws: Random) -> None:
    """An assessor's phone with the case on it sends its photos and asks for the receipt."""
    package = take_along(actor, case.pk, _key(draws), f"demo-phone-{number + 1}")
    at = _at(-1, 10 + number).isoformat()
    sent = {}
    for serial, caption in SHOTS[: 3 - number]:
        content = site_picture(caption, number)
        key, digest = _key(draws), hashlib.sha256(content).hexdigest()
        begin_upload(actor, case, key, file_name="photo.jpg", size=len(content))
        receive_piece(actor, key, 0, content)
        add_photo(actor, case.pk, PhotoSaid(key, serial, digest, at, caption=f"演示·{caption}"))
        sent[str(key)] = digest
    fields = {
        f"{section}.{name}": value_digest(value)
        for section, values in sheet_content(own_sheet(actor, case)).items()
        for name, value in values.items()
    }
    give_receipt(actor, package.pk, 1, Manifest(fields, sent))


def plan_next_week(officer: Actor, case: Case) -> None:
    """A visit that lies ahead."""
    plan_visit(officer, case.pk, _at(7, 9), _at(7, 16), f"{case.centre.name}一楼", despite=True)


def _at(days: int, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(today() + timedelta(days=days), time(hour)))


def _key(draws: Random) -> UUID:
    return UUID(int=draws.getrandbits(128), version=4)

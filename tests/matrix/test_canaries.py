"""Every page, file, answer and message that others read, in several states: no assessor shines through.

Each assessor's name, login, phone, e-mail, network address, device and file author are words found nowhere
else. Names may stand where the permission table gives them: in the team's list and announcement, and in the
register of assessors; and even there never beside a score, a reason, a blind label or a time of scoring.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from factories import person_with
from matrix.addresses import filled, patterns
from matrix.expected import declared
from matrix.world import World, make_world
from onsite import TAKEN_AT, closing, phone_of
from pdf_reading import text_of
from reviewing import FULL, Review, fill_and_lock, in_review, put, vote, with_meeting
from xingping.core.roles import Role
from xingping.core.voting import Ballot
from xingping.rating.actor import Actor, actor_of
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import CaseFile, Job, Message, SitePhoto, User, VisitClosing
from xingping.rating.permissions import allowed
from xingping.rating.services.deciding import decide
from xingping.rating.services.field_packages import give_receipt
from xingping.rating.services.field_photos import PhotoSaid, add_photo
from xingping.rating.services.field_visits import close_on_site
from xingping.rating.services.reconciling import answer_reconciliation
from xingping.rating.services.reviewing import open_reconciliation, to_panel
from xingping.rating.services.saving import Edit
from xingping.rating.services.visits import plan_visit

SERIAL = "1"
FAR = FULL[SERIAL] // 2 // 50 * 50
REASON = "金丝雀理由"
DEVICE, AUTHOR, ADDRESS = "canary-device-{}", "canary-author-{}", "192.0.2.{}"
UNTOUCHED = (
    "account/", "self-check", "standard", "language", "regions", "scenarios/", "complaint/",
    "office/complaints", "centre/feedback", "office/certificates", "office/plaque", "office/incidents",
    "centre/certificates", "office/bodies", "office/centres/import", "office/rounds/new",
    "office/centres/new", "verify/", "people/invite",
)  # fmt: skip
"""Addresses that hold nothing of a case under review: crawled in the last state alone."""
NEVER = ("account/logout", "account/out", "language")
"""Addresses that end the visit or change what the visitor reads."""
NAMED: dict[str, tuple[str, ...]] = {
    "officer": ("office/assessors", "office/cases/<slug:number>/team", "office/conflicts", "people/"),
    "auditor": (
        "office/assessors",
        "office/cases/<slug:number>/team",
        "office/cases/<slug:number>/history",
        "office/conflicts",
        "audit/",
    ),
    "administrator": ("people/",),
    "applicant": ("centre/cases/<slug:number>/team",),
}
"""Where the table gives names: role -> routes that begin so. The whole audit log is the audit's."""
TEAM_ON_PAGE = ("office/cases/<slug:number>/", ("officer", "auditor"))
"""The page of a case names its team in a card of its own, beside no score; what lies below it does not."""
ANNOUNCED = "评审组名单"
"""In the subject of the one message that tells the names."""


@dataclass
class Canaries:
    """A review whose assessors are marked, with whoever else reads."""

    review: Review
    words: list[str]
    values: dict[str, Any]
    readers: dict[str, Actor]


def marked(review: Review) -> list[str]:
    """Give every assessor marks found nowhere else."""
    words = []
    for number, actor in enumerate(review.assessors):
        own = (
            f"金丝雀{number}号",
            f"canary-login-{number}",
            f"1390000{number:04d}",
            f"canary{number}@mail.example",
        )
        User.objects.filter(pk=actor.person.pk).update(
            name=own[0], username=own[1], phone=own[2], email=own[3]
        )
        words += [*own, DEVICE.format(number), AUTHOR.format(number), ADDRESS.format(number + 201)]
    return words


def on_site(review: Review) -> Review:
    """A visit closed on site; everybody's device, network address and file author leave their traces."""
    review.assessors = [
        replace(one, address=ADDRESS.format(number + 201)) for number, one in enumerate(review.assessors)
    ]
    now = timezone.now()
    plan_visit(review.officer, review.case_id, now, now + timedelta(hours=3), "演示中心一楼")
    signed = drawn(AUTHOR.format(0))
    close_on_site(
        review.assessors[0], review.case_id, closing(team_signature=signed, centre_signature=signed)
    )
    for number, actor in enumerate(review.assessors):
        phone = phone_of(review, number, DEVICE.format(number))
        key, digest = phone.upload(shot(AUTHOR.format(number)))
        add_photo(actor, review.case_id, PhotoSaid(key, SERIAL, digest, TAKEN_AT))
        phone.photos[str(key)] = digest
        give_receipt(actor, phone.package.pk, 1, phone.manifest())
        put(review, number, {"statements.2": Edit(None, "看过")}, device=DEVICE.format(number))
    for job in Job.objects.filter(kind="previews"):
        run_job(job.pk)
    return review


def shot(author: str) -> bytes:
    """A photo into which the phone wrote its owner and its model."""
    picture, made = Image.new("RGB", (64, 48), f"#{abs(hash(author)) % 0xFFFFFF:06x}"), io.BytesIO()
    exif = picture.getexif()
    exif[ExifTags.Base.Artist] = exif[ExifTags.Base.Copyright] = author
    picture.save(made, "JPEG", exif=exif, comment=author.encode())
    return made.getvalue()


def drawn(author: str) -> bytes:
    """A signature whose file names its author."""
    about, made = PngInfo(), io.BytesIO()
    about.add_text("Author", author)
    Image.new("RGB", (120, 40), "white").save(made, "PNG", pnginfo=about)
    return made.getvalue()


def locked(*less: dict[str, int]) -> Review:
    """Everything of a visit has arrived, and all sheets are locked."""
    review = on_site(in_review())
    for number in range(3):
        fill_and_lock(review, number, less[number] if number < len(less) else None)
    return review


def reviewing_now() -> Review:
    review = on_site(in_review())
    for number in range(3):
        fields = {f"statements.{SERIAL}": Edit(None, REASON)}
        put(review, number, fields, device=DEVICE.format(number), sequence=2)
    return review


def reconciling_now() -> Review:
    review = locked({}, {}, {SERIAL: FAR})
    open_reconciliation(review.officer, review.case_id)
    answer_reconciliation(review.assessors[0], review.case_id, SERIAL, FULL[SERIAL], "再看过")
    return review


def before_the_panel() -> Review:
    review = reconciling_now()
    for number, less in ((1, 0), (2, FAR)):
        answer_reconciliation(review.assessors[number], review.case_id, SERIAL, FULL[SERIAL] - less, "再看过")
    to_panel(review.officer, review.case_id)
    return with_meeting(review)


def told() -> Review:
    review = locked({SERIAL: FAR}, {SERIAL: FAR}, {SERIAL: FAR})
    to_panel(review.officer, review.case_id)
    with_meeting(review)
    vote(review, *[Ballot.FOR] * 4)
    decide(review.officer, review.case_id, stars=5)
    return review


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    settings.SECOND_FACTOR_ROLES = []
    return make_world()


def prepared(world: World, review: Review) -> Canaries:
    case, scene = review.fresh(), review.scene
    body = scene.body
    readers = {
        "applicant": scene.applicant,
        "street": scene.street,
        "county": scene.county,
        "officer": scene.officer,
        "panel": review.panel[1] if review.panel else actor_of(person_with(Role.PANEL, body=body)),
        "supervisor": actor_of(person_with(Role.SUPERVISOR, region_prefix="5101")),
        "stakeholder": actor_of(person_with(Role.STAKEHOLDER, centre=case.centre)),
        "auditor": actor_of(person_with(Role.AUDITOR, body=body)),
        "administrator": actor_of(person_with(Role.ADMINISTRATOR, body=body)),
    }
    values = {
        **world.values,
        "number": case.number,
        "case_id": case.pk,
        "centre_id": case.centre_id,
        "round_id": case.round_id,
        "source": f"round-{case.round_id}",
        "closing_key": VisitClosing.objects.get(visit__case=case).pk,
        "photo": SitePhoto.objects.filter(case=case).order_by("pk")[0].pk,
        "size": "preview",
        "file_id": CaseFile.objects.filter(case=case).latest("pk").pk,
    }
    if review.meeting:
        values["meeting_id"] = review.meeting.pk
    return Canaries(review, marked(review), values, readers)


def routes(actor: Actor, left_out: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Addresses that a person's roles open at all."""
    for route, one in patterns():
        asked = declared(route, one, "get")
        asked = asked if isinstance(asked, tuple) else None  # the API says "signed in" of one's own
        if route.startswith(left_out) or (asked and allowed(actor, *asked) is not None):
            continue
        if asked is None and Role.APPLICANT not in actor.roles:
            continue  # open to everybody: one visit is enough
        yield route, one


def text(response: HttpResponse) -> str:
    """What an answer says: headers, and its content unpacked."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    head = str(response.headers)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b"\n".join(package.read(name) for name in package.namelist())
    if content.startswith(b"%PDF") and len(content) > 2000:
        return head + content.decode("latin-1") + text_of(content)
    return head + content.decode("utf-8", "replace")


def crawled(made: Canaries, actor: Actor, left_out: tuple[str, ...] = UNTOUCHED) -> Iterator[tuple[str, str]]:
    client = Client(raise_request_exception=False)
    client.force_login(actor.person)
    for route, one in routes(actor, left_out):
        yield route, text(client.get(filled(route, one, made.values)))
    for message in Message.objects.filter(recipient=actor.person).exclude(subject__contains=ANNOUNCED):
        yield "inbox/<int:message_id>/", f"{message.subject}{message.body}{message.link}"


def _team_on_page(route: str, name: str) -> bool:
    page, readers = TEAM_ON_PAGE
    return route == page and name in readers


@pytest.mark.parametrize("led", [reviewing_now, reconciling_now, before_the_panel, told])
def test_no_assessor_shines_through_anywhere(world: World, led: Any) -> None:
    made = prepared(world, led())
    found, seen = [], 0
    for name, actor in made.readers.items():
        for route, said in crawled(made, actor, NEVER if led is told else UNTOUCHED):
            seen += 1
            words = [one for one in made.words if one in said]
            if words and not route.startswith(NAMED.get(name, ())) and not _team_on_page(route, name):
                found.append(f"{name} {route}: {words}")
            elif words and REASON in said:
                found.append(f"{name} {route}: {words} beside a reason")
    assert found == []
    assert seen > 150


def test_the_crawl_finds_what_is_there(world: World) -> None:
    """So that the test above can fail: the announcement to the applicant tells the names."""
    made = prepared(world, locked({SERIAL: FAR}))
    told_names = Message.objects.filter(
        recipient=made.readers["applicant"].person, subject__contains=ANNOUNCED
    )
    assert told_names.exists()
    fill_words = [said for _, said in crawled(made, made.readers["officer"])]
    assert any("现场看到缺少材料" in said for said in fill_words)

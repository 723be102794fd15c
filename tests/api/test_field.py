"""The phone's way through the API: taken along, sent in pieces, late, damaged, by others."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from uuid import uuid4

import pytest

from api.asking import Asker, asker
from onsite import TAKEN_AT, closing
from reviewing import Review, fill_and_lock, in_review
from stories.applicants import photo
from xingping.core.field_receipt import value_digest
from xingping.rating.models import SitePhoto

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> Review:
    """A case in review."""
    return in_review()


@pytest.fixture
def phone(review: Review) -> Asker:
    """An assessor's phone."""
    return asker(review.assessors[0])


def taken(phone: Asker, review: Review) -> tuple[str, Any]:
    """A package's address and content."""
    body = {"key": str(uuid4()), "case": review.scene.case.number, "device": "phone"}
    status, told = phone.ask("POST", "/field/packages", body)
    assert status == 200
    return f"/field/packages/{told['key']}", told


def sent(phone: Asker, package: str, content: bytes) -> dict[str, Any]:
    """A photo sent in two pieces, the first one twice, and what is then said about it."""
    key, half = str(uuid4()), len(content) // 2
    begin = {"key": key, "file_name": "1.jpg", "size": len(content)}
    assert phone.ask("POST", f"{package}/uploads", begin)[1]["received"] == 0
    for _ in range(2):
        assert phone.ask("PUT", f"/field/uploads/{key}?offset=0", content[:half])[1]["received"] == half
    assert phone.ask("GET", f"/field/uploads/{key}")[1]["done"] is False
    assert phone.ask("PUT", f"/field/uploads/{key}?offset={half}", content[half:])[1]["done"] is True
    digest = hashlib.sha256(content).hexdigest()
    return {"key": key, "serial": "1", "sha256": digest, "taken_at": TAKEN_AT, "caption": "门口"}


def test_a_visit_goes_through(phone: Asker, review: Review) -> None:
    owner = phone.ask("GET", "/field/session")[1]
    assert (owner["owner"], len(owner["token"])) == (review.assessors[0].person.pk, 64)
    assert [one["number"] for one in phone.ask("GET", "/field/cases")[1]] == [review.scene.case.number]
    package, content = taken(phone, review)
    assert (len(content["indicators"]), content["open"], content["version"]) == (57, True, 0)
    fields = {
        "scores.1": {"base": None, "value": 500},
        "flags.1": {"base": None, "value": {"not_seen": True}},
    }
    save = {"device": "phone", "sequence": 1, "fields": fields}
    assert sorted(phone.ask("POST", f"{package}/sheet", save)[1]["applied"]) == ["flags.1", "scores.1"]
    assert phone.ask("POST", f"{package}/sheet", save)[1]["stale"] is True
    place = {"latitude": "30.660000", "longitude": "104.061000", "accuracy": 9}
    about = {**sent(phone, package, photo(size=(64, 48))), "place": place}
    for _ in range(2):
        status, told = phone.ask("POST", f"{package}/photos", about)
        assert (status, told["sha256"], told["removed"]) == (200, about["sha256"], False)
    manifest = {
        "number": 1,
        "fields": {name: value_digest(one["value"]) for name, one in fields.items()},
        "photos": {about["key"]: about["sha256"]},
    }
    receipt = phone.ask("POST", f"{package}/receipt", manifest)[1]
    assert (receipt["complete"], set(receipt["fields"].values())) == (True, {"arrived"})
    state = phone.ask("GET", package)[1]
    assert [one["key"] for one in state["photos"]] == [about["key"]]
    assert phone.ask("DELETE", f"{package}/photos/{about['key']}") == (204, None)
    assert phone.ask("GET", package)[1]["photos"] == []


def test_a_truncated_photo_is_refused_and_said_so(phone: Asker, review: Review) -> None:
    package, _ = taken(phone, review)
    about = sent(phone, package, photo(size=(64, 48)))
    status, told = phone.ask("POST", f"{package}/photos", {**about, "sha256": "0" * 64})
    assert (status, told["code"], SitePhoto.objects.count()) == (422, "site_photo_damaged", 0)


def test_what_comes_after_the_lock_is_told_with_the_present_state(phone: Asker, review: Review) -> None:
    package, _ = taken(phone, review)
    fill_and_lock(review, 0)
    save = {"device": "phone", "sequence": 9, "fields": {"scores.1": {"base": None, "value": 100}}}
    status, told = phone.ask("POST", f"{package}/sheet", save)
    assert (status, told["code"]) == (409, "sheet_locked_already")
    state = phone.ask("GET", package)[1]
    assert (state["open"], bool(state["locked_at"]), state["content"]["scores"]["1"]) == (False, True, 500)


def test_colleagues_find_nothing_under_the_same_address(phone: Asker, review: Review) -> None:
    package, _ = taken(phone, review)
    other = asker(review.assessors[1])
    save = {"device": "d", "sequence": 1, "fields": {}}
    manifest = {"number": 1, "fields": {}, "photos": {}}
    for method, path, body in (
        ("GET", package, None),
        ("POST", f"{package}/sheet", save),
        ("POST", f"{package}/receipt", manifest),
    ):
        assert other.ask(method, path, body)[0] == 404
    for stranger in (asker(review.officer), asker(review.scene.applicant), asker(None)):
        assert stranger.ask("GET", "/field/cases")[0] in (401, 403, 404)


@pytest.mark.parametrize(
    "manifest",
    [
        {"number": 1, "fields": {"指标": "0" * 64}, "photos": {}},
        {"number": 1, "fields": {"scores.1": "short"}, "photos": {}},
        {"number": 1, "fields": {}, "photos": {"not-a-key": "0" * 64}},
        {"number": 0, "fields": {}, "photos": {}},
        {"number": 1, "fields": {}, "photos": {}, "closing": "x"},
    ],
)
def test_a_malformed_manifest_is_refused(phone: Asker, review: Review, manifest: Any) -> None:
    package, _ = taken(phone, review)
    assert phone.ask("POST", f"{package}/receipt", manifest)[0] == 422


def test_signatures_come_as_pictures(phone: Asker, review: Review) -> None:
    package, _ = taken(phone, review)
    told = closing()
    body = {name: getattr(told, name) for name in told.__slots__}
    body |= {"key": str(told.key), "attendance": [list(one) for one in told.attendance]}
    body |= {
        side: base64.b64encode(getattr(told, side)).decode()
        for side in ("team_signature", "centre_signature")
    }
    status, answer = phone.ask("POST", f"{package}/closing", body)
    assert (status, answer["code"]) == (409, "visit_not_running")
    status, answer = phone.ask("POST", f"{package}/closing", {**body, "team_signature": "%%%"})
    assert (status, answer["code"]) == (422, "signature_unreadable")

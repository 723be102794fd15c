"""Evidence through the API: added once, linked, replaced, removed; modes and other people's files."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from api.asking import Asker, asker
from factories import CentreFactory, Scene, applicant_of, draft_scene
from xingping.rating.models import EvidenceItem

pytestmark = pytest.mark.django_db


def said(scene: Scene, **more: Any) -> dict[str, Any]:
    """What is said about a new item."""
    return {
        "case": scene.case.number,
        "key": str(uuid4()),
        "mode": "upload",
        "caption": "门口照片",
        "not_secret": True,
        "masked": True,
        "targets": [["1", ""]],
        **more,
    }


def test_an_item_is_added_once_linked_replaced_and_removed(own: Asker, scene: Scene, picture: bytes) -> None:
    key, _told = own.upload(scene, picture)
    body = said(scene, upload=str(key), dated="2026-03-01")
    status, item = own.ask("POST", "/evidence", body)
    assert (status, item["number"], item["targets"], item["dated"]) == (200, 1, [["1", ""]], "2026-03-01")
    assert own.ask("POST", "/evidence", body)[1]["id"] == item["id"]
    linked = own.ask("PUT", f"/evidence/{item['id']}/targets", {"targets": [["1", "1.1"], ["2", ""]]})[1]
    assert linked["targets"] == [["1", "1.1"], ["2", ""]]
    newer, _told = own.upload(scene, picture + b"\0")
    replaced = own.ask("PUT", f"/evidence/{item['id']}", said(scene, upload=str(newer), version=1))[1]
    assert (replaced["id"], replaced["number"]) == (item["id"], 2)
    status, told = own.ask("PUT", f"/evidence/{item['id']}", said(scene, upload=str(newer), version=1))
    assert (status, told["code"]) == (409, "changed_meanwhile")
    assert own.ask("DELETE", f"/evidence/{item['id']}") == (204, None)
    assert EvidenceItem.objects.filter(removed_at=None).count() == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"masked": False}, "evidence_not_confirmed"),
        ({"targets": [["14", ""]]}, "evidence_on_site_only"),
        ({"targets": [["14", "14.1"]]}, "evidence_on_site_only"),
        ({"targets": []}, "invalid"),
        ({"targets": [["999", ""]]}, "invalid"),
        ({"caption": " "}, "invalid"),
        ({"mode": "link", "upload": None, "url": "javascript:alert(1)"}, "evidence_bad_link"),
        ({"mode": "upload", "upload": None}, "evidence_mode_not_accepted"),
        ({"mode": "teleport"}, "invalid"),
        ({"dated": "2026-02-30"}, "invalid"),
    ],
)
def test_what_does_not_fit_is_refused(
    own: Asker, scene: Scene, picture: bytes, change: dict[str, Any], code: str
) -> None:
    key, _told = own.upload(scene, picture)
    status, told = own.ask("POST", "/evidence", said(scene, **{"upload": str(key), **change}))
    assert (status, told["code"]) == (422, code)
    assert EvidenceItem.objects.count() == 0


def test_a_fourth_item_is_refused(own: Asker, scene: Scene) -> None:
    for _number in range(3):
        body = said(scene, mode="link", url="https://example.gov.cn/a")
        assert own.ask("POST", "/evidence", body)[0] == 200
    status, told = own.ask("POST", "/evidence", said(scene, mode="link", url="https://example.gov.cn/b"))
    assert (status, told["code"]) == (409, "evidence_limit")


def test_others_can_neither_use_an_upload_nor_touch_an_item(own: Asker, scene: Scene, picture: bytes) -> None:
    key, _told = own.upload(scene, picture)
    item = own.ask("POST", "/evidence", said(scene, upload=str(key)))[1]
    theirs = draft_scene()
    stranger = asker(theirs.applicant)
    assert stranger.ask("POST", "/evidence", said(theirs, upload=str(key)))[0] == 404
    assert own.ask("POST", "/evidence", said(theirs, upload=str(key)))[0] == 404
    for other in (stranger, asker(applicant_of(CentreFactory(body=scene.body))), asker(scene.officer)):
        for method, path, body in (
            ("PUT", f"/evidence/{item['id']}", said(scene, mode="on_site", version=1)),
            ("PUT", f"/evidence/{item['id']}/targets", {"targets": [["2", ""]]}),
            ("DELETE", f"/evidence/{item['id']}", None),
        ):
            unknown = other.ask(method, path.replace(str(item["id"]), "987654"), body)
            assert other.ask(method, path, body) == unknown
            assert unknown[0] in (403, 404)
    assert EvidenceItem.objects.filter(removed_at=None).count() == 1

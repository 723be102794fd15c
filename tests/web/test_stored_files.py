"""Stored files: only for those who may see the case, never run by the browser, in parts on demand."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings, settings
from django.test import Client, override_settings

from factories import CentreFactory, Scene, applicant_of, draft_scene
from web.centre.browsing import browser_of
from xingping.config import storage
from xingping.core.guide import EvidenceMode
from xingping.rating import files
from xingping.rating.evidence_rules import Shown
from xingping.rating.models import Blob, CaseFileKind, EvidenceItem
from xingping.rating.services.evidence import add_evidence, attach_file

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def scene(settings: LazySettings) -> Scene:
    """A case with evidence."""
    settings.SECOND_FACTOR_ROLES = []
    return draft_scene()


@pytest.fixture
def version(scene: Scene) -> int:
    """A version that shows a file with a Chinese name and a thumbnail."""
    blob = files.keep_bytes(CONTENT, "video/mp4")
    thumbnail = files.keep_bytes(b"small", "image/jpeg")
    Blob.objects.filter(pk=blob.pk).update(preview={"thumbnail": thumbnail.pk})
    shown = Shown(EvidenceMode.UPLOAD, "片", blob, '办事“大厅".mp4', not_secret=True, masked=True)
    item: EvidenceItem = add_evidence(scene.applicant, scene.case.pk, uuid4(), shown, [("1", "")])
    return item.versions.get().pk


def test_a_file_is_a_download_that_runs_nothing(scene: Scene, version: int) -> None:
    answer = browser_of(scene.applicant).get(f"/evidence/{version}/file/")
    assert b"".join(answer.streaming_content) == CONTENT  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "%E5%8A%9E%E4%BA%8B" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("bytes=0-9", 206, CONTENT[:10]),
        ("bytes=1000-", 206, CONTENT[1000:]),
        ("bytes=-5", 206, CONTENT[-5:]),
        ("bytes=1020-99999", 206, CONTENT[1020:]),
        ("bytes=5000-", 416, b""),
        ("bytes=-", 200, CONTENT),
        ("pages=1-2", 200, CONTENT),
    ],
)
def test_parts_on_demand(scene: Scene, version: int, asked: str, status: int, content: bytes) -> None:
    answer = browser_of(scene.applicant).get(f"/evidence/{version}/file/", headers={"Range": asked})
    body = answer.content if status == 416 else b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (answer.status_code, body) == (status, content)


@pytest.mark.parametrize("kept", ["folder", "s3"])
def test_a_video_is_seeked_in_both_stores(scene: Scene, kept: str, s3_address: str, tmp_path: Path) -> None:
    address = s3_address if kept == "s3" else ""
    stores = {**settings.STORAGES, "default": storage.backend(address, tmp_path / "files")}
    with override_settings(STORAGES=stores):
        blob = files.keep_bytes(CONTENT[::-1], "video/mp4")
        shown = Shown(EvidenceMode.UPLOAD, "片", blob, "a.mp4", not_secret=True, masked=True)
        item = add_evidence(scene.applicant, scene.case.pk, uuid4(), shown, [("1", "")])
        client, url = browser_of(scene.applicant), f"/evidence/{item.versions.get().pk}/file/"
        part = client.get(url, headers={"Range": "bytes=100-199"})
        assert b"".join(part.streaming_content) == CONTENT[::-1][100:200]  # type: ignore[attr-defined]
        assert (part.status_code, part["Content-Range"]) == (206, f"bytes 100-199/{len(CONTENT)}")
        assert part["Accept-Ranges"] == "bytes"
        same = {"Range": "bytes=0-1", "If-Range": part["ETag"]}
        assert client.get(url, headers=same).status_code == 206
        changed = client.get(url, headers={**same, "If-Range": '"other"'})
        assert (changed.status_code, len(changed.getvalue())) == (200, len(CONTENT))
        files.default_storage.delete(files.content_name(blob.sha256))
        assert client.get(url, headers={"Range": "bytes=0-1"}).status_code == 404


def test_the_same_again_is_not_sent_but_still_asked_for(scene: Scene, version: int) -> None:
    tag = browser_of(scene.applicant).get(f"/evidence/{version}/thumbnail/")["ETag"]
    known = {"If-None-Match": tag}
    assert (
        browser_of(scene.applicant).get(f"/evidence/{version}/thumbnail/", headers=known).status_code == 304
    )
    stranger = browser_of(applicant_of(CentreFactory(body=scene.body)))
    assert stranger.get(f"/evidence/{version}/thumbnail/", headers=known).status_code == 404


def test_pictures_are_shown_inline_and_missing_ones_are_not_found(scene: Scene, version: int) -> None:
    client = browser_of(scene.applicant)
    answer = client.get(f"/evidence/{version}/thumbnail/")
    assert answer["Content-Disposition"] == "inline"
    assert answer["Content-Type"] == "image/jpeg"
    assert client.get(f"/evidence/{version}/preview/").status_code == 404


def test_nobody_else_learns_that_a_file_exists(scene: Scene, version: int) -> None:
    scan = attach_file(
        scene.applicant, scene.case.pk, CaseFileKind.FORM, files.keep_bytes(b"x", "application/pdf"), "a.pdf"
    )
    stranger = applicant_of(CentreFactory(body=scene.body))
    for other in (stranger, scene.street):
        for path, unknown in (
            (f"/evidence/{version}/file/", "/evidence/987654/file/"),
            (f"/evidence/{version}/thumbnail/", "/evidence/987654/thumbnail/"),
            (f"/case-files/{scan.pk}/", "/case-files/987654/"),
        ):
            client = browser_of(other)
            assert (client.get(path).status_code, client.get(unknown).status_code) == (404, 404)
    assert Client().get(f"/evidence/{version}/file/").status_code == 302
    assert browser_of(scene.officer).get(f"/case-files/{scan.pk}/").status_code == 200

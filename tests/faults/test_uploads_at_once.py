"""One upload sent by two devices or tabs at the same moment: one file, each piece counted once."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.storage import default_storage
from django.db import close_old_connections
from django.test import override_settings
from PIL import Image

from factories import Scene, draft_scene
from faults.racing import WORKERS, race, widen, without_locks
from refusals import refused
from xingping.config import storage
from xingping.rating.models import AuditEntry, Blob, Upload
from xingping.rating.services.uploads import begin_upload, cancel_upload, receive_piece

pytestmark = pytest.mark.django_db(transaction=True)
KEY = UUID(int=1)
KEYS = [UUID(int=number) for number in range(2, 10)]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(STORAGES={"default": storage.backend("", tmp_path)}):
        yield
    close_old_connections()


def photo() -> bytes:
    """A small photo."""
    target = BytesIO()
    Image.linear_gradient("L").save(target, "JPEG")
    return target.getvalue()


def begin(scene: Scene, size: int, key: UUID = KEY) -> Any:
    return begin_upload(scene.applicant, scene.case, key, file_name="a.jpg", size=size)


@pytest.mark.parametrize("workers", WORKERS)
def test_one_key_begins_one_upload(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = draft_scene()
    widen(monkeypatch, "uploads")
    outcome = race([lambda: begin(scene, 10)] * workers)
    assert (len(outcome.done), outcome.refused, outcome.broken) == (workers, [], [])
    assert Upload.objects.count() == 1


def test_control_one_key_without_locks_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = draft_scene()
    widen(monkeypatch, "uploads")
    without_locks(monkeypatch)
    outcome = race([lambda: begin(scene, 10)] * 8)
    assert outcome.broken


@pytest.mark.parametrize("workers", WORKERS)
def test_a_piece_sent_many_times_counts_once(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, content = draft_scene(), photo()
    begin(scene, len(content))
    widen(monkeypatch, "uploads")
    half = len(content) // 2
    first = race([lambda: receive_piece(scene.applicant, KEY, 0, content[:half])] * workers)
    assert first.broken == []
    assert {one.received for one in first.done} == {half}
    second = race([lambda: receive_piece(scene.applicant, KEY, half, content[half:])] * workers)
    assert second.broken == []
    upload = Upload.objects.get()
    assert (upload.received, upload.refusal, upload.blob is not None) == (len(content), {}, True)
    assert Blob.objects.get().size == len(content)
    assert AuditEntry.objects.filter(verb="upload.end").count() == 1
    assert default_storage.listdir(f"uploads/{KEY}")[1] == []


def test_control_a_piece_without_locks_counts_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    scene, content = draft_scene(), photo()
    begin(scene, 4 * len(content))
    widen(monkeypatch, "uploads")
    without_locks(monkeypatch)
    outcome = race([lambda: receive_piece(scene.applicant, KEY, 0, content)] * 8)
    counted = [one for one in outcome.done if len(one.pieces) == 1 and one.received]
    assert len(counted) > 1 or outcome.broken


def test_a_file_cancelled_while_a_piece_comes_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = draft_scene()
    begin(scene, 20)
    receive_piece(scene.applicant, KEY, 0, b"0123456789")
    keep = default_storage.save

    def cancelled_meanwhile(name: str, content: Any) -> str:
        kept: str = keep(name, content)
        cancel_upload(scene.applicant, KEY)
        return kept

    monkeypatch.setattr(default_storage, "save", cancelled_meanwhile)
    with refused("not_found"):
        receive_piece(scene.applicant, KEY, 10, b"01234")
    assert Upload.objects.count() == 0
    assert default_storage.listdir(f"uploads/{KEY}")[1] == []


def test_the_room_of_a_case_is_not_given_twice() -> None:
    scene = draft_scene(file_megabytes=60, case_megabytes=100)
    size = 50 * 1024 * 1024
    outcome = race([lambda key=key: begin(scene, size, key) for key in KEYS])  # type: ignore[misc]
    assert (len(outcome.done), outcome.broken) == (2, [])
    assert outcome.refused == ["evidence_too_much"] * 6

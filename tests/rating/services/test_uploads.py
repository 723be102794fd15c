"""Uploads: piece by piece, resumed, never doubled, inspected at the end; nothing of a stranger's."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from rating.people import grant, make_body, make_centre, make_person
from xingping.config import storage
from xingping.core.catalogue import find_edition, find_guide
from xingping.core.lifecycle import State
from xingping.core.policy import RoundPolicy
from xingping.core.roles import Role
from xingping.rating import files
from xingping.rating.actor import Actor, actor_of
from xingping.rating.errors import RefusedError
from xingping.rating.jobs import runner
from xingping.rating.models import AuditEntry, Blob, Case, Centre, Job, Round, Upload
from xingping.rating.services import uploads
from xingping.rating.services.pinning import pin_edition, pin_guide, pin_policy

pytestmark = pytest.mark.django_db


def _photo(shade: int = 0) -> bytes:
    target = BytesIO()
    Image.linear_gradient("L").resize((640, 480)).point(lambda value: value + shade).save(target, "JPEG")
    return target.getvalue()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(STORAGES={"default": storage.backend("", tmp_path)}):
        yield


@pytest.fixture
def centre() -> Centre:
    return make_centre(make_body())


@pytest.fixture
def applicant(centre: Centre) -> Actor:
    person = make_person()
    grant(person, Role.APPLICANT, body=centre.body, centre=centre)
    return actor_of(person)


@pytest.fixture
def case(centre: Centre, applicant: Actor) -> Case:
    return _case(centre, applicant, RoundPolicy(file_megabytes=1, case_megabytes=10))


def _case(centre: Centre, applicant: Actor, policy: RoundPolicy) -> Case:
    edition, guide = find_edition(), find_guide()
    pins = {
        "edition_hash": pin_edition(edition),
        "guide_hash": pin_guide(guide),
        "policy_hash": pin_policy(policy),
    }
    opened = Round.objects.create(
        body=centre.body,
        name="演示批次",
        edition_code=edition.code,
        guide_name=guide.name,
        policy={},
        regions=["51"],
        kinds=["urban"],
        opens_on=date(2026, 1, 1),
        closes_on=date(2026, 12, 31),
        facts_on=date(2026, 1, 1),
        **pins,
    )
    return Case.objects.create(
        number="演示-1",
        round=opened,
        centre=centre,
        body=centre.body,
        region=centre.region,
        kind=centre.kind,
        state_since=timezone.now(),
        edition_code=edition.code,
        created_by=applicant.user,
        **pins,
    )


def _send(actor: Actor, key: UUID, content: bytes, piece: int = 3000) -> Upload:
    for offset in range(0, len(content), piece):
        upload = uploads.receive_piece(actor, key, offset, content[offset : offset + piece])
    return upload


def _code(error: pytest.ExceptionInfo[RefusedError]) -> str:
    return error.value.refusal.code


def _pieces() -> list[str]:
    return [
        name
        for folder in default_storage.listdir("uploads")[0]
        for name in default_storage.listdir(f"uploads/{folder}")[1]
    ]


def test_a_photo_sent_in_pieces_is_kept_whole_once(
    case: Case, applicant: Actor, django_capture_on_commit_callbacks: object
) -> None:
    content, key = _photo(), uuid4()
    uploads.begin_upload(applicant, case, key, file_name="门口.jpg", size=len(content))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        upload = _send(applicant, key, content)
    assert upload.blob is not None
    assert (upload.blob.media_type, upload.blob.width) == ("image/jpeg", 640)
    with files.opened(upload.blob.sha256) as stored:
        assert stored.read() == content
    assert _pieces() == []

    other = uuid4()
    uploads.begin_upload(applicant, case, other, file_name="副本.jpg", size=len(content))
    assert _send(applicant, other, content).blob == upload.blob
    assert Blob.objects.count() == 1
    assert AuditEntry.objects.filter(verb="upload.end").count() == 2


def test_a_lost_answer_a_doubled_and_a_skipped_piece_change_nothing(case: Case, applicant: Actor) -> None:
    content, key = _photo(), uuid4()
    uploads.begin_upload(applicant, case, key, file_name="a.jpg", size=len(content))
    uploads.receive_piece(applicant, key, 0, content[:1000])
    assert uploads.receive_piece(applicant, key, 0, content[:1000]).received == 1000
    assert uploads.receive_piece(applicant, key, 2000, content[2000:]).received == 1000
    again = uploads.begin_upload(applicant, case, key, file_name="a.jpg", size=len(content))
    assert again.received == 1000
    assert uploads.receive_piece(applicant, key, 1000, content[1000:]).blob is not None
    assert uploads.receive_piece(applicant, key, 1000, content[1000:]).blob is not None
    assert Upload.objects.count() == 1


def test_the_key_of_another_file_is_refused(case: Case, applicant: Actor) -> None:
    key = uuid4()
    uploads.begin_upload(applicant, case, key, file_name="a.jpg", size=10)
    with pytest.raises(RefusedError) as caught:
        uploads.begin_upload(applicant, case, key, file_name="a.jpg", size=11)
    assert _code(caught) == "key_reused"


def test_a_dangerous_file_ends_with_its_reason_and_leaves_nothing(
    case: Case, applicant: Actor, django_capture_on_commit_callbacks: object
) -> None:
    key = uuid4()
    uploads.begin_upload(applicant, case, key, file_name="photo.jpg", size=20)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        upload = uploads.receive_piece(applicant, key, 0, b"<html>" + b"x" * 14)
    assert upload.refusal["code"] == "markup"
    assert upload.refusal["mend"].startswith("请")
    assert (Blob.objects.count(), _pieces()) == (0, [])


def test_sizes_are_limited_before_anything_is_sent(case: Case, applicant: Actor) -> None:
    for size, code in ((0, "upload_bad_size"), (2_000_000, "upload_too_large")):
        with pytest.raises(RefusedError) as caught:
            uploads.begin_upload(applicant, case, uuid4(), file_name="a.mp4", size=size)
        assert _code(caught) == code
    for _ in range(10):
        uploads.begin_upload(applicant, case, uuid4(), file_name="a.mp4", size=1_000_000)
    with pytest.raises(RefusedError) as caught:
        uploads.begin_upload(applicant, case, uuid4(), file_name="a.mp4", size=1_000_000)
    assert _code(caught) == "evidence_too_much"


def test_more_than_announced_is_refused(case: Case, applicant: Actor) -> None:
    key = uuid4()
    uploads.begin_upload(applicant, case, key, file_name="a.jpg", size=10)
    with pytest.raises(RefusedError) as caught:
        uploads.receive_piece(applicant, key, 0, b"x" * 11)
    assert _code(caught) == "upload_too_long"


def test_strangers_and_submitted_cases_take_no_files(case: Case, applicant: Actor) -> None:
    key = uuid4()
    uploads.begin_upload(applicant, case, key, file_name="a.jpg", size=10)
    stranger = make_person()
    grant(stranger, Role.APPLICANT, body=case.body, centre=make_centre(case.body))
    for attempt in (
        lambda: uploads.begin_upload(actor_of(stranger), case, uuid4(), file_name="a", size=10),
        lambda: uploads.receive_piece(actor_of(stranger), key, 0, b"x"),
        lambda: uploads.cancel_upload(actor_of(stranger), key),
    ):
        with pytest.raises(RefusedError) as caught:
            attempt()
        assert _code(caught) == "not_found"
    Case.objects.filter(pk=case.pk).update(state=State.SUBMITTED)
    with pytest.raises(RefusedError) as caught:
        uploads.receive_piece(applicant, key, 0, b"x")
    assert _code(caught) == "wrong_state"


def test_cancelled_and_forgotten_uploads_leave_nothing(case: Case, applicant: Actor) -> None:
    first, second = uuid4(), uuid4()
    for key in (first, second):
        uploads.begin_upload(applicant, case, key, file_name="a.jpg", size=10)
        uploads.receive_piece(applicant, key, 0, b"12345")
    uploads.cancel_upload(applicant, first)
    assert len(_pieces()) == 1
    assert uploads.give_up_stale_uploads() == 0
    Upload.objects.update(updated_at=timezone.now() - timedelta(days=3))
    assert uploads.give_up_stale_uploads() == 1
    assert (Upload.objects.count(), _pieces()) == (0, [])


def test_previews_are_made_in_the_background(case: Case, applicant: Actor) -> None:
    content, key = _photo(), uuid4()
    uploads.begin_upload(applicant, case, key, file_name="a.jpg", size=len(content))
    blob = _send(applicant, key, content).blob
    assert blob is not None
    runner.run_job(Job.objects.get(kind="previews").pk)
    blob.refresh_from_db()
    assert set(blob.preview) == {"thumbnail", "preview"}
    with files.opened(blob.preview["thumbnail"]) as stored, Image.open(stored) as image:
        assert image.size == (320, 240)
    assert len(blob.perceptual_hash) == 16


class _Daemon(socketserver.StreamRequestHandler):
    """Answers as ClamAV does; finds every file infected that holds the word virus."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        self.wfile.write(b"stream: Eicar FOUND\0" if b"virus" in content else b"stream: OK\0")


@pytest.mark.parametrize(("words", "ends"), [(b"", None), (b"virus", "infected")])
def test_a_virus_scanner_has_its_say(
    case: Case, applicant: Actor, settings: LazySettings, words: bytes, ends: str | None
) -> None:
    content, key = _photo() + words, uuid4()
    with socketserver.TCPServer(("127.0.0.1", 0), _Daemon) as daemon:
        threading.Thread(target=daemon.handle_request, daemon=True).start()
        settings.CLAMAV = f"127.0.0.1:{daemon.server_address[1]}"
        uploads.begin_upload(applicant, case, key, file_name="a.jpg", size=len(content))
        assert _send(applicant, key, content, 100_000).refusal.get("code") == ends


def test_a_scanner_that_does_not_answer_lets_nothing_in(
    case: Case, applicant: Actor, settings: LazySettings
) -> None:
    settings.CLAMAV = "127.0.0.1:9"
    content, key = _photo(), uuid4()
    uploads.begin_upload(applicant, case, key, file_name="a.jpg", size=len(content))
    assert _send(applicant, key, content, 100_000).refusal["code"] == "unchecked"

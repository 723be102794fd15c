"""Files are stored once by content, whole or not at all, in a folder and in an S3-compatible store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.test import override_settings

from xingping.config import storage
from xingping.documents.upload import Inspected
from xingping.rating import files
from xingping.rating.models import Blob

CONTENT = b"a photo" * 1000


@pytest.fixture(params=["folder", "s3"])
def _stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    address = request.getfixturevalue("s3_address") if request.param == "s3" else ""
    with override_settings(STORAGES={"default": storage.backend(address, tmp_path / "files")}):
        yield


def _file(path: Path, content: bytes = CONTENT) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.django_db
@pytest.mark.usefixtures("_stored")
def test_the_same_content_is_kept_once_and_read_back(tmp_path: Path) -> None:
    inspected = Inspected("image/jpeg", len(CONTENT), 4, 3)
    first = files.keep(_file(tmp_path / "a"), inspected)
    again = files.keep(_file(tmp_path / "b"), inspected)
    assert first == again
    assert first.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (first.media_type, first.size, first.width, first.height) == ("image/jpeg", 7000, 4, 3)
    assert Blob.objects.count() == 1
    with files.opened(first.sha256) as stored:
        assert stored.read() == CONTENT
    with files.local_copy(first.sha256) as path:
        assert path.read_bytes() == CONTENT
    assert not path.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_stored")
def test_what_the_system_made_is_kept_too() -> None:
    blob = files.keep_bytes(b"thumbnail", "image/jpeg")
    assert files.keep_bytes(b"thumbnail", "image/jpeg") == blob
    with files.opened(blob.sha256) as stored:
        assert stored.read() == b"thumbnail"


@pytest.mark.usefixtures("_stored")
def test_pieces_are_put_together_in_the_order_given() -> None:
    for number, piece in enumerate((b"one ", b"two ", b"three")):
        default_storage.save(f"uploads/x/{number}", ContentFile(piece))
    with files.assembled([f"uploads/x/{number}" for number in range(3)]) as path:
        assert path.read_bytes() == b"one two three"


@pytest.mark.usefixtures("_stored")
def test_a_missing_file_is_said_to_be_missing() -> None:
    with pytest.raises(FileNotFoundError):
        files.opened("0" * 64)


def test_a_save_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    class Broken(ContentFile[bytes]):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"half"
            raise OSError("disk full")

    with override_settings(STORAGES={"default": storage.backend("", tmp_path)}):
        with pytest.raises(OSError, match="disk full"):
            default_storage.save("blobs/aa/aab", Broken(b""))
        assert not default_storage.exists("blobs/aa/aab")
        assert list((tmp_path / "blobs/aa").iterdir()) == []
        default_storage.save("blobs/aa/aab", File((_file(tmp_path / "whole")).open("rb")))
        assert default_storage.size("blobs/aa/aab") == len(CONTENT)


def test_an_address_that_is_no_store_is_refused() -> None:
    with pytest.raises(ValueError, match="s3://"):
        storage.backend("ftp://somewhere", Path())


@pytest.mark.django_db
@pytest.mark.usefixtures("_stored")
def test_a_stretch_of_a_file_is_handed_over(tmp_path: Path) -> None:
    blob = files.keep(_file(tmp_path / "a"), Inspected("video/mp4", len(CONTENT)))
    for wanted in (range(10), range(6990, len(CONTENT)), range(len(CONTENT))):
        assert b"".join(files.stretch(blob.sha256, wanted)) == CONTENT[wanted.start : wanted.stop]
    unread = files.stretch(blob.sha256, range(10))
    unread.close()
    with pytest.raises(FileNotFoundError):
        files.stretch("0" * 64, range(10))


@pytest.mark.django_db
def test_only_the_stretch_travels_from_a_remote_store(
    s3_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeking in a video of 200 MB must not fetch 200 MB: counted at the client that talks to the store."""
    from botocore.httpsession import URLLib3Session

    large = bytes(range(256)) * 8192
    with override_settings(STORAGES={"default": storage.backend(s3_address, tmp_path)}):
        blob = files.keep(_file(tmp_path / "a", large), Inspected("video/mp4", len(large)))
        travelled: list[int] = []
        send = URLLib3Session.send

        def counted(self: URLLib3Session, request: Any) -> Any:
            answer = send(self, request)
            travelled.append(int(answer.headers.get("Content-Length", 0)))
            return answer

        monkeypatch.setattr(URLLib3Session, "send", counted)
        wanted = range(1_000_000, 1_000_100)
        assert b"".join(files.stretch(blob.sha256, wanted)) == large[wanted.start : wanted.stop]
        assert sum(travelled) == len(wanted)

"""Files by content: stored once under their SHA-256, in a folder or an S3-compatible store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import IO

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from xingping.documents.upload import Inspected
from xingping.rating.file_blocks import Blocks
from xingping.rating.models import Blob

CHUNK = 1024 * 1024


def content_name(sha256: str) -> str:
    """Where a file with this SHA-256 (hex) lies in the storage."""
    return f"blobs/{sha256[:2]}/{sha256}"


def hash_of(file: IO[bytes]) -> str:
    """SHA-256 (hex) of a file from its present place to its end."""
    digest = hashlib.sha256()
    while block := file.read(CHUNK):
        digest.update(block)
    return digest.hexdigest()


def keep(path: Path, inspected: Inspected) -> Blob:
    """Keep an inspected file and return its row; the same content is stored and described once.

    The file is in the storage before the row exists, so that no row ever points to nothing.
    """
    with path.open("rb") as file:
        sha256 = hash_of(file)
        name = content_name(sha256)
        if not default_storage.exists(name):
            file.seek(0)
            default_storage.save(name, File(file))
    with transaction.atomic():
        blob, _ = Blob.objects.get_or_create(
            sha256=sha256,
            defaults={
                "size": inspected.size,
                "media_type": inspected.media_type,
                "width": inspected.width,
                "height": inspected.height,
                "pages": inspected.pages,
            },
        )
    return blob


def keep_bytes(content: bytes, media_type: str) -> Blob:
    """Keep something the system made itself (a thumbnail, a document)."""
    sha256 = hashlib.sha256(content).hexdigest()
    name = content_name(sha256)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    with transaction.atomic():
        blob, _ = Blob.objects.get_or_create(
            sha256=sha256, defaults={"size": len(content), "media_type": media_type}
        )
    return blob


def opened(sha256: str) -> IO[bytes]:
    """Open a stored file for reading. Raises FileNotFoundError where it is missing."""
    return default_storage.open(content_name(sha256), "rb").open()


def stretch(sha256: str, wanted: range) -> Blocks:
    """The bytes of `wanted` of a stored file, which must not be empty; only these travel from a remote store.

    Raises FileNotFoundError.
    """
    name = content_name(sha256)
    if hasattr(default_storage, "stretch"):
        parted: Blocks = default_storage.stretch(name, wanted)
        return parted
    source = opened(sha256)
    source.seek(wanted.start)
    return Blocks(source, len(wanted))


def is_stored(sha256: str) -> bool:
    """Whether the file itself lies in the storage."""
    return default_storage.exists(content_name(sha256))


@contextmanager
def local_copy(sha256: str) -> Iterator[Path]:
    """A stored file as a path on this machine, for libraries that need one; gone afterwards."""
    with TemporaryDirectory(prefix="xingping-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as target, opened(sha256) as source:
            while block := source.read(CHUNK):
                target.write(block)
        yield path


@contextmanager
def assembled(names: list[str]) -> Iterator[Path]:
    """The stored pieces `names`, put together in order as one path on this machine; gone afterwards."""
    with NamedTemporaryFile(prefix="xingping-", suffix=".part") as target:
        for name in names:
            with default_storage.open(name, "rb") as piece:
                while block := piece.read(CHUNK):
                    target.write(block)
        target.flush()
        yield Path(target.name)

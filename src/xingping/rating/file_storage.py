"""A folder as a store that a power cut cannot leave half-written."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class DurableFolder(FileSystemStorage):
    """Writes beside the target, flushes to the disk, then renames: a name is whole or absent."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Keep the name: content under a content hash is the same, whoever writes it."""
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".incoming-", delete=False) as incoming:
            try:
                for chunk in content.chunks():
                    incoming.write(chunk)
                incoming.flush()
                os.fsync(incoming.fileno())
                if self.file_permissions_mode is not None:
                    os.fchmod(incoming.fileno(), self.file_permissions_mode)
                Path(incoming.name).replace(target)
            except BaseException:
                Path(incoming.name).unlink(missing_ok=True)
                raise
        return name

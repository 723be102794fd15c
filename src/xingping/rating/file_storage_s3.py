"""An S3-compatible store that hands over a stretch of a file without fetching the rest of it."""

from __future__ import annotations

import posixpath

from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage

from xingping.rating.file_blocks import Blocks


class PartedStore(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """Reading through `open` first fetches the whole object; a video is looked at in parts."""

    def stretch(self, name: str, wanted: range) -> Blocks:
        """The bytes of `wanted`, which must not be empty. Raises FileNotFoundError."""
        key = posixpath.join(self.location.lstrip("/"), name)
        asked = f"bytes={wanted.start}-{wanted.stop - 1}"
        try:
            answer = self.bucket.Object(key).get(Range=asked)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
                raise FileNotFoundError(name) from error
            raise
        return Blocks(answer["Body"], len(wanted))

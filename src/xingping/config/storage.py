"""Where files are kept: a folder, or any S3-compatible store, by one address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def backend(address: str, folder: Path) -> dict[str, Any]:
    """Django's storage settings for XINGPING_STORAGE.

    Empty: files in `folder`. Else `s3://KEY:SECRET@BUCKET/PREFIX?endpoint=https://…&region=…`; without
    key and secret the machine's own credentials are used. Raises ValueError for any other address.
    """
    if not address:
        return {
            "BACKEND": "xingping.rating.file_storage.DurableFolder",
            "OPTIONS": {"location": str(folder), "file_permissions_mode": 0o640},
        }
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.hostname:
        raise ValueError("XINGPING_STORAGE 应写成 s3://密钥:口令@存储桶/前缀?endpoint=https://…")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "BACKEND": "xingping.rating.file_storage_s3.PartedStore",
        "OPTIONS": {
            "bucket_name": parts.netloc.rpartition("@")[2],
            "location": parts.path.strip("/"),
            "access_key": unquote(parts.username) if parts.username else None,
            "secret_key": unquote(parts.password) if parts.password else None,
            "endpoint_url": query.get("endpoint"),
            "region_name": query.get("region"),
            "addressing_style": query.get("addressing", "path"),
            "signature_version": "s3v4",
            "default_acl": None,
            "file_overwrite": True,
            "querystring_auth": True,
        },
    }

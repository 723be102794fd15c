"""What a national file says of itself, in its Parquet metadata: edition, hash, unit, how it was made."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from xingping.core.standard import Edition

CODE = "xingping.edition"
HASH = "xingping.edition_hash"
CONTENT = "xingping.content"
UNIT = "xingping.units_per_hundredth"
DENOMINATOR = "xingping.denominator"
PARAMETERS = "xingping.parameters"
SIMULATED = "xingping.simulated"

_PREFIX = "xingping."


def edition_metadata(edition: Edition, content: str, simulated: str = "") -> dict[str, str]:
    """Edition, its hash, and what the file holds (sheets, ratings, ...)."""
    said = {CODE: edition.code, HASH: edition.hash, CONTENT: content}
    return {**said, SIMULATED: simulated} if simulated else said


def read_metadata(schema: pa.Schema) -> dict[str, str]:
    """Our own entries of a file's metadata."""
    entries = (schema.metadata or {}).items()
    texts = ((key.decode("utf-8", "replace"), value.decode("utf-8", "replace")) for key, value in entries)
    return {key: value for key, value in texts if key.startswith(_PREFIX)}


def with_metadata(schema: pa.Schema, metadata: Mapping[str, str]) -> pa.Schema:
    """The same columns with these entries."""
    return schema.with_metadata({key.encode(): value.encode() for key, value in metadata.items()})

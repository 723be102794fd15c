"""Blocks of the audit chain: what a block's hash covers. Used by the sealer and by every verifier."""

from __future__ import annotations

from dataclasses import dataclass

from xingping.core.canonical import content_hash

FIRST_PREVIOUS = "0" * 64
"""`previous` of the first block."""


@dataclass(frozen=True, slots=True)
class Block:
    """A sealed block: Merkle root over its entries' content hashes, chained to the block before."""

    number: int
    previous: str
    """Hash (hex) of block `number` - 1."""
    root: str
    """Merkle root (hex) over the entries' content hashes (32 bytes each) in seal order."""
    count: int
    """Entries in this block."""
    sealed_at: str

    @property
    def hash(self) -> str:
        """SHA-256 (hex) over the canonical JSON of the five values above."""
        return content_hash(
            {
                "number": self.number,
                "previous": self.previous,
                "root": self.root,
                "count": self.count,
                "sealed_at": self.sealed_at,
            }
        )

"""Chains the audit log: takes every entry without a seal, in id order, into one Merkle block.

Writers never wait for it. A block's hash, kept elsewhere, proves everything before it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from xingping.proof.blocks import FIRST_PREVIOUS, Block
from xingping.proof.keys import SigningKey, load_key
from xingping.proof.merkle import root
from xingping.rating.models import AuditBlock, AuditEntry, AuditSeal, SealedKind, SheetChange
from xingping.rating.services.audit import utc_text

MOST_ENTRIES = 50_000
"""Entries in one block at most."""
LOOK_BACK = timedelta(days=1)
"""No transaction stays open longer, so nothing unsealed lies before a block that is older."""
KEY_VARIABLE = "XINGPING_AUDIT_KEY"
"""Names the file of the key that signs blocks; without it blocks are not signed."""
_LOCK = 0x7870_5EA1
"""Number of the advisory lock; any fixed number."""


def seal(limit: int = MOST_ENTRIES) -> AuditBlock | None:
    """Seal what has no seal yet into one block; None when there is nothing to seal."""
    with transaction.atomic():
        _alone()
        last = AuditBlock.objects.order_by("-number").first()
        leaves = _unsealed(limit)
        if not leaves:
            return None
        sealed = Block(
            number=last.number + 1 if last else 1,
            previous=last.hash if last else FIRST_PREVIOUS,
            root=root([bytes.fromhex(leaf) for _, _, leaf in leaves]).hex(),
            count=len(leaves),
            sealed_at=utc_text(timezone.now()),
        )
        block = AuditBlock.objects.create(
            number=sealed.number,
            previous=sealed.previous,
            root=sealed.root,
            count=sealed.count,
            sealed_at=sealed.sealed_at,
            hash=sealed.hash,
            signature=_signature(sealed.hash),
        )
        AuditSeal.objects.bulk_create(
            (
                AuditSeal(kind=kind, source=source, block=block, position=position, leaf=leaf)
                for position, (kind, source, leaf) in enumerate(leaves)
            ),
            batch_size=2_000,
        )
    return block


def seal_all() -> int:
    """Seal block after block until nothing is left; returns how many blocks were made."""
    made = 0
    while seal():
        made += 1
    return made


def _alone() -> None:
    """Keep other sealers out until the transaction ends; on SQLite the transaction itself does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _unsealed(limit: int) -> list[tuple[str, int, str]]:
    """(kind, id, content hash) of what has no seal: entries first, then saves of sheets."""
    entries = _without_seal(SealedKind.ENTRY, limit)
    return entries + _without_seal(SealedKind.CHANGE, limit - len(entries))


def _without_seal(kind: SealedKind, limit: int) -> list[tuple[str, int, str]]:
    model = AuditEntry if kind is SealedKind.ENTRY else SheetChange
    seals = AuditSeal.objects.filter(kind=kind, source=OuterRef("pk"))
    rows: Iterable[tuple[int, str]] = (
        model._default_manager.filter(pk__gt=_floor(kind))
        .exclude(Exists(seals))
        .order_by("pk")
        .values_list("pk", "content_hash")[: max(limit, 0)]
    )
    return [(kind.value, source, leaf) for source, leaf in rows]


def _floor(kind: SealedKind) -> int:
    """An id up to which everything has its seal: the highest in blocks older than any transaction."""
    old = utc_text(timezone.now() - LOOK_BACK)
    block = (
        AuditBlock.objects.filter(sealed_at__lt=old, seals__kind=kind)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    if block is None:
        return 0
    highest: int = AuditSeal.objects.filter(block=block, kind=kind).aggregate(top=Max("source"))["top"]
    return highest


def _signature(block_hash: str) -> str:
    key = _signing_key()
    return key.sign(bytes.fromhex(block_hash)).hex() if key else ""


def _signing_key() -> SigningKey | None:
    place = os.environ.get(KEY_VARIABLE)
    return load_key(Path(place).read_bytes()) if place else None

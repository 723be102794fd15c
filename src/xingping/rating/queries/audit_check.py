"""Checks the whole audit log and names the first thing that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from xingping.proof.blocks import FIRST_PREVIOUS, Block
from xingping.proof.keys import PublicKey
from xingping.proof.merkle import root
from xingping.rating.audit_content import change_hash, commitment, entry_hash
from xingping.rating.models import (
    AuditBlock,
    AuditEntry,
    AuditSeal,
    AuditSecret,
    SealedKind,
    SheetChange,
    SheetHistory,
)

_ENTRY_COLUMNS = (
    "id at actor role verb object_type object_id case body detail content_hash".split()  # noqa: SIM905
)
CHANGE_COLUMNS = (
    "id self_assessment_id sheet_id device sequence version by_id at changes content_hash".split()  # noqa: SIM905
)
_PIECE = 2_000


@dataclass(frozen=True, slots=True)
class AuditFault:
    """The first bad entry, save or block, and what is wrong with it."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}：{self.message}"


@dataclass(frozen=True, slots=True)
class AuditReport:
    """Outcome of a check; `head` is the hash of the last block, to be kept elsewhere."""

    blocks: int
    sealed: int
    unsealed: int
    head: str
    fault: AuditFault | None


def check_audit(*, head: str = "", issuer_key: PublicKey | None = None) -> AuditReport:
    """Recompute every hash, block by block; stops at the first fault.

    `head`: a block hash that was kept elsewhere and must be in the chain. `issuer_key`: every block
    must be signed by it.
    """
    previous, number, sealed, seen_head = FIRST_PREVIOUS, 0, 0, not head
    for block in AuditBlock.objects.order_by("number").iterator():
        fault = _block_fault(block, number + 1, previous, issuer_key)
        if fault:
            return AuditReport(number, sealed, 0, previous, fault)
        number, previous, sealed = block.number, block.hash, sealed + block.count
        seen_head = seen_head or block.hash == head
    if not seen_head:
        fault = AuditFault("链头", f"保存在别处的链头 {head} 不在链中，日志可能被整体重写或截短")
        return AuditReport(number, sealed, 0, previous, fault)
    unsealed, fault = _check_unsealed()
    return AuditReport(number, sealed, unsealed, previous, fault or _secret_fault())


def _block_fault(
    block: AuditBlock, number: int, previous: str, issuer_key: PublicKey | None
) -> AuditFault | None:
    place = f"第 {block.number} 块"
    if block.number != number:
        return AuditFault(f"第 {number} 块", "缺失")
    seals = list(
        AuditSeal.objects.filter(block=block)
        .order_by("position")
        .values_list("kind", "source", "position", "leaf")
    )
    fault = _first_bad(seals)
    if fault:
        return fault
    if [position for _, _, position, _ in seals] != list(range(block.count)):
        return AuditFault(place, f"应有 {block.count} 条封存，现有 {len(seals)} 条")
    leaves = root([bytes.fromhex(leaf) for _, _, _, leaf in seals]).hex()
    if leaves != block.root:
        first = f"{SealedKind(seals[0][0]).label} {seals[0][1]}" if seals else "空"
        return AuditFault(place, f"根哈希不符，所封记录（自{first}起）被改动过")
    sealed = Block(block.number, block.previous, block.root, block.count, block.sealed_at)
    if block.previous != previous or sealed.hash != block.hash:
        return AuditFault(place, "块哈希与前块或内容不符")
    if issuer_key and not issuer_key.verifies(bytes.fromhex(block.signature), bytes.fromhex(block.hash)):
        return AuditFault(place, "没有签名，或签名不是这把公钥的")
    return None


def _first_bad(seals: list[tuple[str, int, int, str]]) -> AuditFault | None:
    """The first sealed entry or save that is missing or differs from its seal."""
    for start in range(0, len(seals), _PIECE):
        piece = seals[start : start + _PIECE]
        entries = _entries([source for kind, source, _, _ in piece if kind == SealedKind.ENTRY])
        changes = _changes([source for kind, source, _, _ in piece if kind == SealedKind.CHANGE])
        for kind, source, _, leaf in piece:
            found = (entries if kind == SealedKind.ENTRY else changes).get(source)
            place = f"{SealedKind(kind).label} {source}"
            if found is None:
                return AuditFault(place, "已封存，但记录不见了")
            if found != leaf:
                return AuditFault(place, "内容与封存时的哈希不符，被改动过")
    return None


def _entries(ids: list[int]) -> Mapping[int, str]:
    rows = AuditEntry.objects.filter(pk__in=ids).values(*_ENTRY_COLUMNS)
    return {row["id"]: _agreed(entry_hash(row), row) for row in rows}


def _changes(ids: list[int]) -> Mapping[int, str]:
    found = {
        row["id"]: _agreed(change_hash(row), row)
        for row in SheetChange.objects.filter(pk__in=ids).values(*CHANGE_COLUMNS)
    }
    gone = set(ids) - set(found)
    if gone:
        histories = SheetHistory.objects.filter(first_change__lte=max(gone), last_change__gte=min(gone))
        for changes in histories.values_list("changes", flat=True).iterator():
            found |= {row["id"]: _agreed(change_hash(row), row) for row in changes if row["id"] in gone}
    return found


def _agreed(computed: str, row: Mapping[str, Any]) -> str:
    """The computed hash, or "" where the row's own column says otherwise."""
    return computed if computed == row["content_hash"] else ""


def _check_unsealed() -> tuple[int, AuditFault | None]:
    count = 0
    for place, agreed in _unsealed_rows():
        count += 1
        if not agreed:
            return count, AuditFault(place, "尚未封存，内容与自身哈希不符")
    return count, None


def _unsealed_rows() -> Iterator[tuple[str, str]]:
    entry_seals = AuditSeal.objects.filter(kind=SealedKind.ENTRY, source=OuterRef("pk"))
    entries = AuditEntry.objects.exclude(Exists(entry_seals)).order_by("pk").values(*_ENTRY_COLUMNS)
    for row in entries.iterator():
        yield f"{SealedKind.ENTRY.label} {row['id']}", _agreed(entry_hash(row), row)
    change_seals = AuditSeal.objects.filter(kind=SealedKind.CHANGE, source=OuterRef("pk"))
    changes = SheetChange.objects.exclude(Exists(change_seals)).order_by("pk").values(*CHANGE_COLUMNS)
    for row in changes.iterator():
        yield f"{SealedKind.CHANGE.label} {row['id']}", _agreed(change_hash(row), row)


def _secret_fault() -> AuditFault | None:
    """The first personal value that does not fit its commitment; erased ones are no fault."""
    for secret in AuditSecret.objects.order_by("entry_id").select_related("entry").iterator():
        part, _, name = secret.field.partition(".")
        held = secret.entry.detail.get(part, {})
        held = held.get(name, {}) if name else held
        if held.get("commitment") != commitment(secret.salt, secret.value):
            return AuditFault(f"{SealedKind.ENTRY.label} {secret.entry_id}", f"“{secret.field}”与承诺值不符")
    return None

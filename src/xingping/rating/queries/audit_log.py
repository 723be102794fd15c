"""Reading the audit log: entries with who acted, found by words, and one entry with its seal checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Cases
from django.db.models import CharField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.proof.merkle import root
from xingping.rating.actor import Actor
from xingping.rating.audit_content import entry_hash
from xingping.rating.models import (
    AgendaItem,
    AuditBlock,
    AuditEntry,
    AuditSeal,
    AuditSecret,
    Case,
    SealedKind,
    User,
)
from xingping.rating.queries.visibility import visible_audit

COLUMNS = ("at", "actor", "role", "verb", "object_type", "object_id", "case", "body", "detail")


def listed_entries(entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    """Entries with the actor's name, the case's number and whether they are sealed; two queries.

    Ballots of a vote that is still open are left out for everybody: nobody learns who voted, or how.
    """
    names = User.objects.filter(pk=OuterRef("actor")).values("name")
    numbers = Case.objects.filter(pk=OuterRef("case")).values("number")
    seals = AuditSeal.objects.filter(kind=SealedKind.ENTRY, source=OuterRef("pk"))
    return entries.exclude(_running_ballots()).annotate(
        actor_name=Coalesce(Subquery(names[:1]), Value(""), output_field=CharField()),
        case_number=Coalesce(Subquery(numbers[:1]), Value(""), output_field=CharField()),
        sealed=Exists(seals),
    )


def audit_entries(actor: Actor) -> QuerySet[AuditEntry]:
    """What an auditor may read."""
    return listed_entries(visible_audit(actor))


def _running_ballots() -> Q:
    """Condition: a ballot in a vote that is not closed yet. At most one vote a meeting runs at a time."""
    running = AgendaItem.objects.filter(
        closed_at=None, done_at=None, opened_at__isnull=False, case__state=State.IN_PANEL
    )
    opened = AuditEntry.objects.filter(verb="panel.open_vote", case__in=running.values("case"))
    found = Q(pk__in=())
    for case, since in opened.order_by().values_list("case").annotate(since=Max("pk")):
        found |= Q(verb="panel.ballot", case=case, pk__gt=since)
    return found


TEAM_ACTS = (
    *("visit.plan", "visit.cancel", "visit.open", "visit.close", "visit.sign"),
    "conflict.declare",
)
"""What officers read of an assessor's acts; everything else links a person to a score, a time or a file."""
TEAM = "评审组"
"""Stands for an assessor's name in an officer's history."""


def entries_of_case(case: Case, *, with_assessors: bool) -> QuerySet[AuditEntry]:
    """The history of one case; whoever asks must be allowed to see it.

    `with_assessors` adds what the assessors did, under their names: for auditors alone. Officers read of
    them only how the visit went and that somebody declared a conflict, without names.
    """
    entries = AuditEntry.objects.filter(case=case.pk)
    if with_assessors:
        return listed_entries(entries)
    shown = listed_entries(entries.filter(~Q(role=Role.ASSESSOR) | Q(verb__in=TEAM_ACTS)))
    own = F("actor_name")
    return shown.annotate(actor_name=Cases(When(role=Role.ASSESSOR, then=Value(TEAM)), default=own))


def entries_beside(entry: AuditEntry) -> QuerySet[AuditEntry]:
    """The other entries about the same object, newest first; whoever asks must be allowed to see `entry`."""
    rows = AuditEntry.objects.filter(
        object_type=entry.object_type, object_id=entry.object_id, body=entry.body
    )
    return listed_entries(rows.exclude(pk=entry.pk)).order_by("-pk")


def find_entries(entries: QuerySet[AuditEntry], words: str) -> QuerySet[AuditEntry]:
    """Entries by the actor's name or user name, the case's number, the verb or the object's number."""
    people = User.objects.filter(Q(name__icontains=words) | Q(username=words)).values("pk")
    return entries.filter(Q(actor__in=people) | _by_thing(words))


def find_without_assessors(entries: QuerySet[AuditEntry], words: str) -> QuerySet[AuditEntry]:
    """As `find_entries`, but what an assessor did is not found by the assessor's name."""
    people = User.objects.filter(Q(name__icontains=words) | Q(username=words)).values("pk")
    return entries.filter((Q(actor__in=people) & ~Q(role=Role.ASSESSOR)) | _by_thing(words))


def _by_thing(words: str) -> Q:
    cases = Case.objects.filter(number__icontains=words).values("pk")
    return Q(case__in=cases) | Q(verb__icontains=words) | Q(object_id=words)


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What recomputing one entry says: its own hash, and its place in its block."""

    content_holds: bool
    block: AuditBlock | None
    position: int | None
    seal_holds: bool
    """The seal's leaf is the entry's hash, and the block's root follows from its seals."""

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts the entry; one not sealed yet is judged by its own hash alone."""
        return self.content_holds and (self.block is None or self.seal_holds)


def check_entry(entry: AuditEntry) -> SealCheck:
    """Recompute an entry's hash and its block's Merkle root."""
    content = entry_hash({name: getattr(entry, name) for name in COLUMNS}) == entry.content_hash
    seal = AuditSeal.objects.filter(kind=SealedKind.ENTRY, source=entry.pk).select_related("block").first()
    if seal is None:
        return SealCheck(content, None, None, False)
    leaves = AuditSeal.objects.filter(block=seal.block).order_by("position").values_list("leaf", flat=True)
    computed = root([bytes.fromhex(leaf) for leaf in leaves]).hex()
    holds = seal.leaf == entry.content_hash and computed == seal.block.root
    return SealCheck(content, seal.block, seal.position, holds)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One field before and after; `erased` where a personal value is no longer kept."""

    name: str
    before: Any
    after: Any


ERASED = "（个人信息，已删除）"


def changes_of(entry: AuditEntry) -> tuple[list[ShownChange], str]:
    """Before and after by field, personal values read from beside the entry; and the reason."""
    secrets = {one.field: one.value for one in AuditSecret.objects.filter(entry=entry)}
    before, after = (_shown(entry, part, secrets) for part in ("before", "after"))
    names = list(dict.fromkeys([*before, *after]))
    reason = entry.detail.get("reason", "")
    if isinstance(reason, Mapping):
        reason = secrets.get("reason", ERASED)
    return [ShownChange(name, before.get(name), after.get(name)) for name in names], str(reason)


def _shown(entry: AuditEntry, part: str, secrets: Mapping[str, Any]) -> dict[str, Any]:
    values = entry.detail.get(part) or {}
    return {name: _open(value, secrets.get(f"{part}.{name}", ERASED)) for name, value in values.items()}


def _open(value: Any, secret: Any) -> Any:  # noqa: ANN401
    hidden = isinstance(value, Mapping) and set(value) == {"commitment"}
    return secret if hidden else value

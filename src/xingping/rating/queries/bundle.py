"""The result bundle of a case as it is handed out: anchored in the audit chain and signed."""

from __future__ import annotations

from typing import Any

from xingping.proof.blocks import Block
from xingping.proof.bundle import anchor, finish
from xingping.rating.audit_content import plain
from xingping.rating.errors import refuse
from xingping.rating.models import AuditBlock, AuditSeal, Case, ResultBundle, SealedKind
from xingping.rating.queries.issuer import signing_key
from xingping.rating.queries.pinned import policy as pinned_policy

MOST_LATER = 200
"""Blocks after the bundle's own that it carries, so that a head kept soon afterwards is found in it."""
ENTRY = ("at", "actor", "role", "verb", "object_type", "object_id", "case", "body", "detail")


def signed_bundle(case: Case) -> dict[str, Any]:
    """The whole bundle of a case that counts now; the same content every time, signed anew.

    Raises RefusedError: `no_bundle` before the result is announced or delivered, `bundle_not_sealed` in
    the seconds before the audit log is sealed, `no_issuer_key`.
    """
    row = ResultBundle.objects.select_related("entry").filter(case=case).last()
    if row is None:
        raise refuse("no_bundle")
    seal = AuditSeal.objects.filter(kind=SealedKind.ENTRY, source=row.entry_id).first()
    if seal is None:
        raise refuse("bundle_not_sealed")
    leaves = AuditSeal.objects.filter(block=seal.block_id).order_by("position").values_list("leaf", flat=True)
    blocks = AuditBlock.objects.filter(number__gte=seal.block_id).order_by("number")[: MOST_LATER + 1]
    own, *later = [Block(one.number, one.previous, one.root, one.count, one.sealed_at) for one in blocks]
    entry = {name: plain(getattr(row.entry, name)) for name in ENTRY}
    return finish(
        row.content, anchor(entry, list(leaves), seal.position, own, later), signing_key(case.body_id)
    )


def bundle_is_public(case: Case) -> bool:
    """Whether the policy publishes points, and with them the bundle."""
    return pinned_policy(case.policy_hash).publish_points

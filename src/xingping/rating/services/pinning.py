"""Stores editions, guides and policies by hash, so that a case can be recomputed with its own."""

from __future__ import annotations

from xingping.core.frozen_json import to_json
from xingping.core.guide import Guide
from xingping.core.policy import RoundPolicy, policy_hash, policy_json
from xingping.core.standard import Edition
from xingping.rating.models import DocumentKind, PinnedDocument


def pin_edition(edition: Edition) -> str:
    """Keep an edition; returns its content hash."""
    return _pin(edition.hash, DocumentKind.EDITION, edition.code, to_json(edition))


def pin_guide(guide: Guide) -> str:
    """Keep a guide; returns its content hash."""
    return _pin(guide.hash, DocumentKind.GUIDE, f"{guide.name} {guide.version}", to_json(guide))


def pin_policy(policy: RoundPolicy) -> str:
    """Keep a policy; returns its hash."""
    return _pin(policy_hash(policy), DocumentKind.POLICY, "批次办法", policy_json(policy))


def _pin(digest: str, kind: DocumentKind, name: str, content: object) -> str:
    PinnedDocument.objects.get_or_create(
        hash=digest, defaults={"kind": kind, "name": name[:120], "content": content}
    )
    return digest

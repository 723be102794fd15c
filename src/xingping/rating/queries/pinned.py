"""The edition, guide and policy that a case or round is pinned to, read back by hash."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeVar

from xingping.core.canonical import content_hash
from xingping.core.edition_json import normative_content
from xingping.core.frozen_json import from_json
from xingping.core.guide import Guide
from xingping.core.guide_json import guide_content
from xingping.core.policy import RoundPolicy, kept_policy_hash
from xingping.core.policy_reading import read_policy
from xingping.core.standard import Edition
from xingping.rating.errors import refuse
from xingping.rating.models import PinnedDocument

Held = TypeVar("Held")

_KEPT = 64
"""Documents of each kind held in memory; content never changes under its hash."""


class Pinned(Protocol):
    """A case or a round."""

    edition_hash: str
    guide_hash: str
    policy_hash: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that one case is rated by."""

    edition: Edition
    guide: Guide
    policy: RoundPolicy


def rules_of(pinned: Pinned) -> Rules:
    """The rules that a case or round is pinned to; raises PinnedDocument.DoesNotExist."""
    return Rules(edition(pinned.edition_hash), guide(pinned.guide_hash), policy(pinned.policy_hash))


@lru_cache(maxsize=_KEPT)
def edition(digest: str) -> Edition:
    """The edition with a content hash; raises RefusedError where the stored content does not have it."""
    found = from_json(Edition, PinnedDocument.objects.get(hash=digest).content)
    return _held(found, content_hash(normative_content(found)), digest)


@lru_cache(maxsize=_KEPT)
def guide(digest: str) -> Guide:
    """The guide with a content hash; raises as `edition`."""
    found = from_json(Guide, PinnedDocument.objects.get(hash=digest).content)
    return _held(found, content_hash(guide_content(found)), digest)


@lru_cache(maxsize=_KEPT)
def policy(digest: str) -> RoundPolicy:
    """The policy with a hash; raises as `edition`."""
    content = PinnedDocument.objects.get(hash=digest).content
    return _held(read_policy(content), kept_policy_hash(content), digest)


def _held(found: Held, computed: str, digest: str) -> Held:
    if computed != digest:
        raise refuse("pinned_changed")
    return found

"""Sound result bundles for the tests of proofs, documents and commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from xingping.core.aggregation import Aggregate
from xingping.core.canonical import content_hash
from xingping.core.catalogue import find_edition, find_guide
from xingping.core.scoring import Result, score
from xingping.proof.blocks import FIRST_PREVIOUS, Block
from xingping.proof.bundle import AWARD, Correction, Published, anchor, bundle_content, digest, finish
from xingping.proof.keys import Ed25519Signing, SigningKey
from xingping.proof.merkle import root

ISSUER = {"id": "https://demo.example/issuer", "name": "演示评定机构", "issued": "2026-06-01T02:00:00Z"}
CASE = {
    "number": "2026-510104-0007",
    "centre": "演示 · 东光社区服务中心",
    "region": "510104000000",
    "kind": "urban",
}


def made_key(name: str = "one") -> Ed25519Signing:
    """A key that is the same in every run."""
    return Ed25519Signing(Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest()))


def made_sheets(assessors: int = 3, share: float = 0.9) -> dict[str, dict[str, int]]:
    """Sheets by blind label, whose scores differ a little, each a multiple of the step."""
    sheets: dict[str, dict[str, int]] = {}
    for number in range(assessors):
        scores = {}
        for place, one in enumerate(find_edition().indicators):
            steps = int(one.points * share / 50) - (number + place) % 3
            scores[one.serial] = max(0, steps) * 50
        sheets[f"{chr(65 + number)}"] = scores
    return sheets


def made_result(
    sheets: Mapping[str, Mapping[str, int]],
    corrections: Sequence[Correction] = (),
    rule: Aggregate = Aggregate.MEAN,
) -> Result:
    """Their result by the edition that ships."""
    return score(
        find_edition(), sheets, rule=rule, corrections={one.serial: one.points for one in corrections}
    )


def anchored(content: Mapping[str, Any], later: int = 2) -> dict[str, Any]:
    """An anchor in a block of five entries, with `later` blocks after it."""
    entry = {
        "at": "2026-06-01T01:59:00.000000Z",
        "actor": 7,
        "role": "officer",
        "verb": "bundle.publish",
        "object_type": "case",
        "object_id": "7",
        "case": 7,
        "body": 1,
        "detail": {"before": {}, "after": {"bundle": digest(content)}},
    }
    leaves = [content_hash({"entry": number}) for number in range(5)]
    leaves[3] = content_hash(entry)
    top = root([bytes.fromhex(one) for one in leaves]).hex()
    blocks = [Block(4, FIRST_PREVIOUS, top, len(leaves), "2026-06-01T02:00:00.000000Z")]
    for number in range(later):
        blocks.append(
            Block(5 + number, blocks[-1].hash, sha256(bytes([number])).hexdigest(), 9, "2026-06-02T00:00:00Z")
        )
    made = anchor(entry, leaves, 3, blocks[0], blocks[1:])
    assert made["blocks"] == [asdict(one) for one in blocks]
    return made


def made_bundle(
    key: SigningKey | None = None,
    *,
    sheets: Mapping[str, Mapping[str, int]] | None = None,
    corrections: Sequence[Correction] = (),
    decision: Mapping[str, str | int] | None = None,
    rule: Aggregate = Aggregate.MEAN,
) -> dict[str, Any]:
    """A bundle that verifies, signed by `made_key()`."""
    scored = made_sheets() if sheets is None else sheets
    result = made_result(scored, corrections, rule)
    decided = {
        "outcome": AWARD,
        "stars": result.stars or 0,
        "number": "演评〔2026〕7 号",
        "date": "2026-05-31",
        "members": 9,
        "present": 7,
        "in_favour": 6,
    }
    published = Published(
        CASE, ISSUER, decided if decision is None else decision, corrections, {"A": {"11": "演练记录不完整"}}
    )
    guide = find_guide()
    content = bundle_content(result, scored, guide, published, step=guide.step)
    return finish(content, anchored(content), key or made_key())

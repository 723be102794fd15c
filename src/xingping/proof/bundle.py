"""The result bundle (结果包): everything needed to recompute one published result, signed.

A bundle is canonical JSON of these parts, each with its hash in the manifest:

    format    "xingping-bundle/1"
    case      number, centre, region, kind
    issuer    id, name, issued
    edition   code, title, hash, content (the normative content that the hash covers)
    guide     name, title, version, hash
    rule      aggregate, step (hundredths)
    sheets    [{label, scores {serial: hundredths}, reasons {serial: text}}]: blind labels only
    corrections  [{serial, points (hundredths), reason}]
    result    total, rate, stars, level1 [{name, points}], indicators [{serial, points}]: exact
    decision  outcome, stars, number, date, and where they are public: members, present, in_favour;
              basis "appeal" where an appeal decided it; reason where no star was awarded
    later     only where something was decided since: [{act, stars, certificate, date, document, reason}]
    manifest  {part: SHA-256}; a sheet is the part "sheet:LABEL"
    anchor    the audit entry that records the bundle's digest, and its way into the audit chain
    signature over format, manifest and anchor

The digest, recorded in the audit log as `detail.after.bundle`, is the hash of the manifest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from xingping.core.canonical import canonical_json, content_hash
from xingping.core.edition_json import normative_content
from xingping.core.guide import Guide
from xingping.core.scoring import Result, Sheet
from xingping.proof import multibase
from xingping.proof.blocks import Block
from xingping.proof.keys import SigningKey
from xingping.proof.merkle import inclusion

FORMAT = "xingping-bundle/1"
PARTS = ("case", "issuer", "edition", "guide", "rule", "corrections", "result", "decision")
"""Parts that are hashed whole; sheets are hashed one by one."""
OPTIONAL_PARTS = ("later",)
"""Parts that a bundle need not have; hashed whole like the others."""
AWARD = "award"
NOT_AWARDED = "not_awarded"
APPEAL = "appeal"
"""Basis of a decision that an appeal made: nobody voted on it."""
DOWNGRADE, CANCEL, RESTORE = "downgrade", "cancel", "restore"
"""Acts after the award: the star lowered, cancelled, given back after an appeal."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Points (hundredths) that the panel decided for an indicator, with its reason."""

    serial: str
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Published:
    """What a bundle says beside sheets and result; texts and integers only.

    `case` holds number, centre, region and kind; `issuer` id, name and issued; `decision` outcome
    (`AWARD` or `NOT_AWARDED`), stars, number, date and, where public, members, present, in_favour,
    `basis` and `reason`.
    """

    case: Mapping[str, str]
    issuer: Mapping[str, str]
    decision: Mapping[str, str | int]
    corrections: Sequence[Correction] = ()
    reasons: Mapping[str, Mapping[str, str]] | None = None
    """Blind label -> {serial: reason}, where policy publishes reasons."""


@dataclass(frozen=True, slots=True)
class LaterAct:
    """What was decided about the star after its award, as everybody may read it."""

    act: str
    """`DOWNGRADE`, `CANCEL` or `RESTORE`."""
    stars: int
    """Stars since then; 0: none."""
    certificate: str
    """Number of the certificate that says so: the new one where the star was lowered."""
    date: str
    """ISO date of the decision."""
    document: str = ""
    """Number of the document that it rests on."""
    reason: str = ""


def with_later_act(content: Mapping[str, Any], act: LaterAct, issued: str) -> dict[str, Any]:
    """The content of a bundle with one more act, fixed anew at the moment `issued`."""
    changed = {
        **content,
        "issuer": {**content["issuer"], "issued": issued},
        "later": [*content.get("later", ()), asdict(act)],
    }
    return {**changed, "manifest": manifest(changed)}


def bundle_content(
    result: Result, sheets: Mapping[str, Sheet], guide: Guide, published: Published, *, step: int
) -> dict[str, Any]:
    """The bundle before anchor and signature: its parts and their manifest.

    `sheets` are the locked ones by blind label, as given to `core.scoring.score` with this `step`.
    """
    edition, reasons = result.edition, published.reasons or {}
    content: dict[str, Any] = {
        "format": FORMAT,
        "case": dict(published.case),
        "issuer": dict(published.issuer),
        "edition": {
            "code": edition.code,
            "title": edition.title,
            "hash": edition.hash,
            "content": normative_content(edition),
        },
        "guide": {
            "name": guide.name,
            "title": guide.title,
            "version": guide.version,
            "hash": guide.hash,
        },
        "rule": {"aggregate": result.aggregate.value, "step": step},
        "sheets": [
            {"label": label, "scores": dict(scores), "reasons": dict(reasons.get(label, {}))}
            for label, scores in sheets.items()
        ],
        "corrections": [asdict(one) for one in published.corrections],
        "result": result_part(result),
        "decision": dict(published.decision),
    }
    return {**content, "manifest": manifest(content)}


def result_part(result: Result) -> dict[str, Any]:
    """The exact result: fractions in lowest terms. Stars are 0 below the first band."""
    return {
        "total": str(result.total),
        "rate": str(result.rate),
        "stars": result.stars or 0,
        "level1": [{"name": one.section.name, "points": str(one.points)} for one in result.level1],
        "indicators": [
            {"serial": one.indicator.serial, "points": str(one.points)} for one in result.indicators
        ],
    }


def manifest(content: Mapping[str, Any]) -> dict[str, str]:
    """{part: SHA-256 (hex) of its canonical JSON}; sheets by number, since labels need not be ASCII."""
    present = (*PARTS, *(name for name in OPTIONAL_PARTS if name in content))
    parts = {name: content_hash(content[name]) for name in present}
    return parts | {
        f"sheet:{number}": content_hash(sheet) for number, sheet in enumerate(content["sheets"], 1)
    }


def digest(content: Mapping[str, Any]) -> str:
    """What the audit log records of a bundle, as `detail.after.bundle` (hex)."""
    return content_hash(content["manifest"])


def anchor(
    entry: Mapping[str, Any], leaves: Sequence[str], index: int, block: Block, later: Sequence[Block] = ()
) -> dict[str, Any]:
    """The way of an audit entry into the chain.

    `entry` is what its content hash covers, `leaves` the content hashes (hex) of its block in seal
    order, `index` its place there, `later` the blocks after its own up to the present head.
    """
    path = inclusion([bytes.fromhex(one) for one in leaves], index)
    return {
        "entry": dict(entry),
        "index": index,
        "path": [one.hex() for one in path],
        "blocks": [asdict(one) for one in (block, *later)],
    }


def signed_part(content: Mapping[str, Any]) -> bytes:
    """The bytes that the signature covers."""
    signed = {name: content[name] for name in ("format", "manifest", "anchor")}
    return b"xingping-bundle\n" + canonical_json(signed)


def finish(content: Mapping[str, Any], anchored: Mapping[str, Any], key: SigningKey) -> dict[str, Any]:
    """The whole bundle: content with its anchor, signed."""
    whole = {**content, "anchor": dict(anchored)}
    return {
        **whole,
        "signature": {
            "algorithm": key.public.algorithm,
            "key": key.public.multikey,
            "value": multibase.encode(key.sign(signed_part(whole))),
        },
    }

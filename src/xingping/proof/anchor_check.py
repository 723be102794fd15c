"""Whether a bundle's digest stands in the audit chain, and whether that chain reaches a known head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from xingping.core.canonical import content_hash
from xingping.proof.blocks import Block
from xingping.proof.bundle import digest
from xingping.proof.merkle import verify_inclusion
from xingping.proof.steps import Step


def anchor_steps(bundle: Mapping[str, Any], head: str | None) -> Iterator[Step]:
    """Entry, block and chain, each a step. Raises KeyError, TypeError or ValueError if malformed."""
    anchored = bundle["anchor"]
    entry, found = anchored["entry"], digest(bundle)
    recorded = entry["detail"]["after"]["bundle"]
    yield Step(
        "审计记录",
        recorded == found,
        f"记录于 {entry['at']}，结果包指纹 {found[:16]}…"
        + ("" if recorded == found else "，与审计记录的不符"),
    )
    blocks = [Block(**one) for one in anchored["blocks"]]
    first = blocks[0]
    leaf = bytes.fromhex(content_hash(entry))
    path = [bytes.fromhex(one) for one in anchored["path"]]
    inside = verify_inclusion(leaf, anchored["index"], first.count, path, bytes.fromhex(first.root))
    yield Step(
        "审计区块",
        inside,
        f"区块 {first.number} 的第 {anchored['index'] + 1} 条，共 {first.count} 条"
        + ("" if inside else "：记录或路径与区块的根不符"),
    )
    linked = all(
        later.previous == earlier.hash and later.number == earlier.number + 1
        for earlier, later in pairwise(blocks)
    )
    yield Step("审计区块相接", linked, f"{len(blocks)} 个区块" + ("前后相接" if linked else "前后不相接"))
    yield _head_step(blocks, head)


def _head_step(blocks: list[Block], head: str | None) -> Step:
    name, last = "审计链头", blocks[-1]
    if head is None:
        return Step(name, True, f"区块 {last.number}，指纹 {last.hash}（可用 --head 与另存的链头比对）")
    known = next((one for one in blocks if one.hash == head.strip().lower()), None)
    if known is None:
        return Step(name, False, "所给的链头不在结果包的区块之中：请核对，或向评定机构索取到该链头的结果包")
    return Step(name, True, f"与所给的链头一致（区块 {known.number}）")

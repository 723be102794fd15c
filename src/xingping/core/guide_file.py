"""Reads a scoring guide from TOML (one file, or a folder of them) and refuses it with all faults at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from xingping.core.aggregation import Aggregate
from xingping.core.canonical import content_hash
from xingping.core.faults import Fault, FaultsError
from xingping.core.guide import Effort, EvidenceMode, Group, Guide, IndicatorGuide, PointKind
from xingping.core.guide_checks import check_guide
from xingping.core.guide_draft import Draft, Inherited
from xingping.core.guide_json import guide_content
from xingping.core.guide_parts import MOST_EFFORT, read_evidence, read_fact, read_point
from xingping.core.guide_values import english, read_decimal, read_name
from xingping.core.points import HUNDREDTHS
from xingping.core.reading import UNREAD, Source, Table, read_toml
from xingping.core.standard import Edition

FindEdition = Callable[[str], Edition]

HEADER_FILE = "guide.toml"
"""In a folder, the file with the general rules; the others hold facts and indicators only."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_HASH = re.compile(r"[0-9a-f]{64}")
_MOST_POINTS = 8


def read_guide(path: Path, find_edition: FindEdition) -> Guide:
    """Read a guide from a TOML file, or from a folder with `guide.toml` and further TOML files.

    `find_edition` gives the edition that a code names and raises FaultsError when there is none.
    Raises FaultsError with everything wrong, in the order of the files.
    """
    faults: list[Fault] = []
    files = _files(path)
    tables = [table for file in files if (table := read_toml(file, faults)) is not None]
    if len(tables) < len(files):
        raise FaultsError(faults)
    return _guide(tables, faults, find_edition)


def read_guide_content(
    content: Mapping[str, object], find_edition: FindEdition, name: str = "评分细则"
) -> Guide:
    """Make the guide of its own JSON content again (see `guide_json`); its `hash`, if there, must hold.

    Raises FaultsError as `read_guide` does.
    """
    faults: list[Fault] = []
    values = {key: value for key, value in content.items() if key != "hash"}
    guide = _guide([Table(values, name, Source(name, faults))], faults, find_edition)
    if content.get("hash", guide.hash) != guide.hash:
        fault = Fault(name, "内容与它的指纹不符，可能被改动过", "请换用未改动的原件")
        raise FaultsError([fault])
    return guide


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    others = sorted(file for file in path.glob("*.toml") if file.name != HEADER_FILE)
    return [path / HEADER_FILE, *others]


def _guide(tables: list[Table], faults: list[Fault], find_edition: FindEdition) -> Guide:
    draft = Draft(header=tables[0])
    guide = _header(draft)
    for table in tables:
        _body(table, draft, least=1 if len(tables) == 1 else 0)
        table.done()
    edition = _edition(draft, guide, find_edition)
    check_guide(draft, guide, edition)
    if faults or edition is None:
        raise FaultsError(faults)
    order = {serial: place for place, serial in enumerate(edition.serials)}
    whole = replace(
        guide,
        edition=edition.code,
        facts=tuple(fact for _, fact in draft.facts),
        indicators=tuple(sorted((one for _, one in draft.indicators), key=lambda one: order[one.serial])),
    )
    return replace(whole, hash=content_hash(guide_content(whole)))


def _header(draft: Draft) -> Guide:
    table = draft.header
    table.whole("format", least=1, most=1)
    name = read_name(table, "name", _NAME)
    title = table.text("title", longest=60)
    label = table.text("label", longest=60)
    return Guide(
        name=name,
        title=title,
        title_en=english(table, "title", title),
        version=table.text("version", longest=30),
        label=label,
        label_en=english(table, "label", label),
        edition=table.text("edition", longest=60),
        edition_hash=read_name(table, "edition_hash", _HASH) if table.has("edition_hash") else None,
        step=_step(table),
        aggregate=table.one_of("aggregate", Aggregate) or Aggregate.MEAN,
        evidence_limit=table.whole("evidence_limit", least=1, most=50),
        effort=_effort(table.table("effort")),
        groups=tuple(_groups(draft)),
        facts=(),
        indicators=(),
        hash="",
    )


def _step(table: Table) -> int:
    step = read_decimal(table, "step", least=0, most=100) * HUNDREDTHS
    if step < 0:
        return UNREAD
    if step == 0 or step.denominator != 1:
        table.fault("step 应大于 0，最多两位小数", "请写记分单位，如 0.5")
        return UNREAD
    return step.numerator


def _effort(table: Table) -> Effort:
    label = table.text("label", longest=60)
    effort = Effort(
        label=label,
        label_en=english(table, "label", label),
        by_kind={kind: table.whole(kind.value, least=1, most=MOST_EFFORT) for kind in PointKind},
    )
    table.done()
    return effort


def _groups(draft: Draft) -> list[Group]:
    for table in draft.header.tables("groups"):
        name = table.text("name", longest=30)
        draft.groups.append((table, Group(read_name(table, "id"), name, english(table, "name", name))))
        table.done()
    return [group for _, group in draft.groups]


def _body(table: Table, draft: Draft, *, least: int) -> None:
    if table.has("facts"):
        draft.facts += [(one, read_fact(one)) for one in table.tables("facts")]
    if table.has("indicators") or least:
        draft.indicators += [(one, _indicator(one, draft)) for one in table.tables("indicators")]


def _indicator(table: Table, draft: Draft) -> IndicatorGuide:
    serial = table.text("serial", longest=20)
    group = table.text("group", longest=60)
    inherited = Inherited(
        evidence=read_evidence(table) if table.has("evidence") else None,
        mode=table.one_of("evidence_mode", EvidenceMode) if table.has("evidence_mode") else None,
    )
    tables = table.tables("scoring_points")
    if len(tables) > _MOST_POINTS:
        table.fault(f"有 {len(tables)} 个评分要点，太多", f"请合并到 {_MOST_POINTS} 个以内")
    points = tuple(read_point(one, inherited) for one in tables)
    draft.points += zip(tables, points, strict=True)
    table.done()
    return IndicatorGuide(serial, group, points)


def _edition(draft: Draft, guide: Guide, find_edition: FindEdition) -> Edition | None:
    if not guide.edition:
        return None
    try:
        return find_edition(guide.edition)
    except FaultsError as error:
        for fault in error.faults:
            draft.header.fault(f"edition：{fault.message}", fault.mend)
        return None

"""Cards of the scoring page. What is the same for everybody is rendered once and kept in the process;
what belongs to the case and to the assessor is put between at every request and never kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.template.loader import get_template, render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xingping.core.assessor_sheet import CONFIDENCES
from xingping.core.guide import Fact
from xingping.core.standard import Indicator, Kind, Section
from xingping.rating.models import Case
from xingping.rating.queries.pinned import Rules, rules_of
from xingping.web.displays import in_language
from xingping.web.guide_words import described
from xingping.web.public.standard_reading import outline

SLOT = mark_safe("\ue000")
"""Stands in `assessor/card.html` where something of the case or the assessor belongs: four times."""
KEPT = 16
"""Faces and side lists held in memory: some 300 kB each."""


@dataclass(frozen=True, slots=True)
class Own:
    """What one card says of the case and of the assessor."""

    statement: str
    facts: Mapping[str, Mapping[str, str]]
    """What the applicant declared: {name: {"value", "true_on"}}."""
    heard: SafeString
    """What organisations answered, as a block; empty where nobody did."""
    evidence: Sequence[Mapping[str, Any]]
    reasons: Sequence[str]
    """Deduction reasons to choose from: the assessor's own first."""


@dataclass(frozen=True, slots=True)
class Face:
    """Everything that the impersonal parts of the cards depend on."""

    edition: str
    guide: str
    kind: Kind
    editable: bool
    language: str | None
    rules: Rules = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """One card without what goes into its slots, and the facts that its scoring points ask for."""

    parts: tuple[SafeString, ...]
    facts: tuple[Fact, ...]


def face_of(case: Case, *, editable: bool) -> Face:
    """The face of a case's cards in the page's language."""
    rules = rules_of(case)
    return Face(case.edition_hash, case.guide_hash, Kind(case.kind), editable, get_language(), rules)


def cards(face: Face, own: Mapping[str, Own]) -> SafeString:
    """The cards of the indicators in `own`, in its order."""
    frames, picture = (
        _frames(face, face.rules.policy.reason_below_full),
        get_template("assessor/evidence.html"),
    )
    bare = _bare(face.language)
    pieces: list[SafeString] = []
    for place, (serial, one) in enumerate(own.items(), 1):
        frame = frames[serial]
        shown = [mark_safe(picture.render({"one": item})) for item in one.evidence] or [bare]  # noqa: S308
        slots = (
            _("第 %(place)s / %(count)s 项") % {"place": place, "count": len(own)},
            SafeString("".join(shown)),
            SafeString(f"{_said(one, frame.facts)}{one.heard}"),
            _chips(one.reasons, editable=face.editable),
        )
        pieces += (part for pair in zip(frame.parts, (*slots, ""), strict=True) for part in pair)  # type: ignore[misc]
    return SafeString("".join(pieces))


def side_list(face: Face, serials: Iterable[str]) -> SafeString:
    """The list beside the cards: level-1 indicators with the serials that the sheet covers."""
    return _side_list(face, tuple(serials))


@lru_cache(maxsize=KEPT)
def _frames(face: Face, reason_below_full: bool) -> Mapping[str, Frame]:
    return {
        indicator.serial: _frame(face, indicator, level2.section, reason_below_full)
        for level1 in outline(face.rules.edition)
        for level2 in level1.level2
        for indicator in level2.indicators
    }


def _frame(face: Face, indicator: Indicator, level2: Section, reason_below_full: bool) -> Frame:
    points = [one for one in described(face.rules.guide, indicator) if one.point.applies in (None, face.kind)]
    context = {
        "indicator": indicator,
        "level2": level2,
        "points": points,
        "guide": face.rules.guide,
        "reason_below_full": reason_below_full,
        "editable": face.editable,
        "confidences": tuple(zip(CONFIDENCES, (_("低"), _("中"), _("高")), strict=True)),
        "slot": SLOT,
    }
    parts = render_to_string("assessor/card.html", context).split(SLOT)
    facts = dict.fromkeys(fact for one in points for fact in one.facts)
    return Frame(tuple(map(SafeString, parts)), tuple(facts))


@lru_cache(maxsize=KEPT)
def _side_list(face: Face, serials: tuple[str, ...]) -> SafeString:
    covered = frozenset(serials)
    tree = [
        (
            level1.section,
            [one for below in level1.level2 for one in below.indicators if one.serial in covered],
        )
        for level1 in outline(face.rules.edition)
    ]
    parts = [(section, found) for section, found in tree if found]
    return SafeString(render_to_string("assessor/side_list.html", {"parts": parts}))


@lru_cache(maxsize=KEPT)
def _bare(language: str | None) -> SafeString:
    return SafeString(render_to_string("assessor/no_evidence.html"))


def _said(own: Own, asked: Iterable[Fact]) -> SafeString | str:
    """What the applicant writes and declares about an indicator."""
    lines = [(linebreaksbr(own.statement),)] if own.statement else []
    paragraphs = format_html_join("", "<p>{}</p>", lines)
    facts = [(in_language(one, "label"), one, own.facts[one.name]) for one in asked if one.name in own.facts]
    if not (lines or facts):
        return ""
    told = [
        (label, _in_words(fact, given["value"]), _("截至 %(on)s") % {"on": given["true_on"]})
        for label, fact, given in facts
    ]
    declared = format_html_join(
        "", '<p>{}：<strong>{}</strong> <span class="small muted">{}</span></p>', told
    )
    head = _("申报单位说明")
    return format_html(
        '<div class="sheet-said"><p class="small muted">{}</p>{}{}</div>', head, paragraphs, declared
    )


def _chips(reasons: Iterable[str], *, editable: bool) -> SafeString:
    off = "" if editable else mark_safe(" disabled")
    return format_html_join(
        "",
        '<button type="button" class="chip" data-reason="{0}" aria-pressed="false"{1}>{0}</button>',
        ((text, off) for text in reasons),
    )


def _in_words(fact: Fact, value: str) -> str:
    labels = {choice.id: choice.label for choice in fact.choices}
    return labels.get(value) or _("%(value)s %(unit)s") % {"value": value, "unit": fact.unit}

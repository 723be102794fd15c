"""The scenario page: source, plan and answer of one address, and what the templates show of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from xingping.core.faults import Fault, FaultsError
from xingping.core.standard import Edition
from xingping.national.flows import Level
from xingping.rating.actor import Actor
from xingping.rating.loaded_rounds import Loading
from xingping.rating.queries.national_round import edition_of, loaded, own_rule, simulated
from xingping.rating.queries.scenario_sources import CASE_READERS, READERS, Basis, Source, sources_of
from xingping.rating.what_if import Answer, Plan, answer
from xingping.web.body.reading import reader_as
from xingping.web.supervisor import address, fields, figures, regions, words
from xingping.web.supervisor.movers import movers_table


@dataclass(slots=True)
class Asked:
    """What an address asks, and what came of it: an answer, or faults, or a file still being read."""

    actor: Actor
    sources: list[Source]
    source: Source | None = None
    edition: Edition | None = None
    reading: address.Reading = field(default_factory=lambda: address.Reading(Plan()))
    answer: Answer | None = None
    loading: Loading | None = None
    faults: list[Fault] = field(default_factory=list)
    elsewhere: bool = False
    """Whether the address names another source, which this person does not have."""

    @property
    def plan(self) -> Plan:
        """What is changed."""
        return self.reading.plan

    @property
    def deepest(self) -> Level:
        """How far down the reader may look: to single communities only where single cases are seen."""
        if self.source and self.source.round is None:
            return Level.COMMUNITY if self.source.names else Level.STREET
        seen = any(role in CASE_READERS for role in self.actor.roles)
        return Level.COMMUNITY if seen else Level.STREET


def scenario_reader(request: HttpRequest) -> Actor:
    """The person with the roles that may read statistics alone."""
    return reader_as(request, *READERS)


def ask(request: HttpRequest, *, compute: bool = True) -> Asked:
    """Read an address and compute it."""
    actor = scenario_reader(request)
    asked = Asked(actor, sources_of(actor))
    wanted = request.GET.get(address.SOURCE, "")
    asked.source = next((one for one in asked.sources if one.name == wanted), None)
    if asked.source is None and asked.sources:
        asked.source, asked.elsewhere = asked.sources[0], bool(wanted)
    if asked.source is None:
        return asked
    try:
        asked.edition = edition_of(asked.source)
        asked.reading = address.read_address(request.GET, asked.edition)
        asked.faults = list(asked.reading.faults.values())
        if not asked.faults and compute:
            _compute(asked, asked.source)
    except FaultsError as error:
        asked.faults = list(error.faults)
    return asked


def _compute(asked: Asked, source: Source) -> None:
    rule = asked.plan.scenario.rule
    standing = loaded(asked.actor, source)
    scored = loaded(asked.actor, source, rule) if rule else standing
    if isinstance(standing, Loading):
        asked.loading = standing
    elif isinstance(scored, Loading):
        asked.loading = scored
    else:
        asked.answer = answer(asked.plan, standing, scored)


def page_context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Everything of the whole page."""
    return {"asked": asked, **settings_context(request, asked), **results_context(request, asked)}


def settings_context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """The fields at the left."""
    if asked.source is None or asked.edition is None:
        return {}
    given, edition, faults = request.GET, asked.edition, asked.reading.faults
    return {
        "edition": edition,
        "source_choices": [(one, source_label(one)) for one in asked.sources],
        "sections": fields.section_fields(given, edition, faults),
        "bands": fields.band_fields(given, edition, faults),
        "added": fields.added_fields(given, edition, faults),
        "rules": fields.RULES,
        "own_rule": own_rule(asked.source),
        "own_rule_name": fields.RULE_NAMES[own_rule(asked.source)],
        "rule": asked.plan.scenario.rule,
        "drafts": address.drafts(edition),
        "draft": asked.plan.draft,
        "map_fields": fields.map_fields(given, edition, asked.plan, faults),
        "assumed": given.get(address.ASSUMED, "") or address.percent(address.USUAL_RATE),
    }


def results_context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """The results at the right; only what is wrong where something is."""
    context: dict[str, Any] = {"asked": asked, "faults": asked.faults, "loading": asked.loading}
    if asked.source is None or asked.edition is None:
        return context
    query = address.plan_address(asked.plan, asked.edition, asked.source.name)
    context |= {"source": asked.source, "simulated": simulated(asked.source), "state": query.urlencode()}
    if asked.answer is None:
        return context
    return {**context, **_answered(request, asked, asked.answer, asked.source, asked.edition)}


def _answered(
    request: HttpRequest, asked: Asked, found: Answer, source: Source, edition: Edition
) -> dict[str, Any]:
    at = regions.asked_region(request.GET.get("at"), found.before, asked.deepest)
    rows = regions.region_rows(found, at, asked.deepest)
    matrix = found.flows(Level.COUNTRY, at).whole.sum(axis=0)
    up, down = figures.moves(matrix)
    said = words.changes(asked.plan, edition)
    scheme = found.after.scheme
    chart = figures.flow_chart(matrix, _("现行"), _("假设"))
    sums = {} if asked.plan.draft else figures.section_points(scheme, [one.name for one in edition.level1])
    return {
        "changes": said,
        "sentence": words.sentence(said, int(matrix.sum()), up, down),
        "cases": int(matrix.sum()),
        "up": up,
        "down": down,
        "same": int(matrix.sum()) - up - down,
        "stars": figures.star_rows(matrix),
        "flow": figures.flow_table(matrix),
        "band_rows": figures.band_rows(found),
        "full_before": figures.full_points(found.before.standing.scheme),
        "full_after": figures.full_points(scheme),
        "at": at,
        "way": regions.way_down(at),
        "region_rows": rows,
        "provinces": regions.province_tiles(rows) if not at else None,
        "movers": movers_table(request, asked.actor, source, found, at),
        "move": request.GET.get("move", ""),
        "script_data": {"flow": chart, "sums": list(sums.values()), "full": figures.full_points(scheme)},
        "sums": sums,
    }


def source_label(source: Source) -> str:
    """A source as the drop-down names it."""
    if source.round is None:
        return _("全国文件：%(name)s") % {"name": source.label}
    said = {"name": source.label, "cases": source.cases}
    if source.basis is Basis.SELF:
        return _("%(name)s（自评，%(cases)s 件）") % said
    return _("%(name)s（专家评分，%(cases)s 件）") % said

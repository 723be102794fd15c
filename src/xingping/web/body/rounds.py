"""Rounds: the list, and one round with its rules, quotas and cases."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.catalogue import find_edition, find_guide
from xingping.core.lifecycle import State
from xingping.core.policy import ChainLevel, standard_rules
from xingping.core.policy_reading import read_policy
from xingping.rating.actor import Actor, request_actor
from xingping.rating.calendar import today
from xingping.rating.models import CentreKind, Round, RoundState
from xingping.rating.permissions import allowed
from xingping.rating.queries.regions import paths_of
from xingping.rating.queries.round_figures import centres_covered, round_states
from xingping.rating.queries.visibility import visible_cases, visible_centres, visible_rounds
from xingping.rating.verbs import Kind, Verb
from xingping.web.body.policy_words import rule_groups
from xingping.web.body.reading import office_round, round_reader
from xingping.web.tables import Column, Filter, Table, TableSpec

TONES = {RoundState.DRAFT: "", RoundState.OPEN: "ok", RoundState.CLOSED: "info"}


def state_words(round_: Round) -> str:
    """The state of a round, saying so when its period has not begun or is over."""
    if round_.state == RoundState.OPEN and today() < round_.opens_on:
        return _("已开放，未到申报开始日")
    if round_.state == RoundState.OPEN and today() > round_.closes_on:
        return _("申报期已过")
    return _(RoundState(round_.state).label)


def state_tag(round_: Round) -> SafeString:
    """The state as a tag."""
    return format_html('<span class="tag {}">{}</span>', TONES[RoundState(round_.state)], state_words(round_))


ROUNDS = TableSpec(
    caption=gettext_lazy("评定批次"),
    columns=(
        Column(
            "name",
            gettext_lazy("批次"),
            lambda one: one.name,
            sort=("name",),
            kind="main",
            url=lambda one: reverse("body:round", args=[one.pk]),
        ),
        Column("body", gettext_lazy("评定机构"), lambda one: one.body.name, sort=("body__name",)),
        Column("state", gettext_lazy("状态"), state_tag, sort=("state",), plain=state_words),
        Column("opens", gettext_lazy("申报开始"), lambda one: one.opens_on, sort=("opens_on",)),
        Column("closes", gettext_lazy("申报截止"), lambda one: one.closes_on, sort=("closes_on",)),
        Column("edition", gettext_lazy("标准"), lambda one: one.edition_code, sort=("edition_code",)),
        Column(
            "cases", gettext_lazy("申报件"), lambda one: one.case_count, sort=("case_count",), kind="number"
        ),
    ),
    default_sort="-opens",
    search=lambda rows, words: rows.filter(name__icontains=words),
    search_label=gettext_lazy("批次名称"),
    filters=(
        Filter(
            "state",
            gettext_lazy("状态"),
            [(state.value, gettext_lazy(state.label)) for state in RoundState],
            lambda rows, one: rows.filter(state=one),
        ),
    ),
    empty_title=gettext_lazy("还没有评定批次"),
    empty_text=gettext_lazy("先新建一个批次，设好日程和办法，再向申报单位开放。"),
    export_name="rounds",
)


def rounds(request: HttpRequest) -> HttpResponse:
    """Every round that the reader may see."""
    rows = visible_rounds(round_reader(request)).select_related("body")
    rows = rows.annotate(case_count=Count("cases", filter=~Q(cases__state=State.DRAFT)))
    table = Table(request, rows, ROUNDS)
    creates = allowed(request_actor(request), Verb.CREATE, Kind.ROUND) is None
    context = {"table": table, "creates": creates, "actor": "body"}
    return table.export() or render(request, "body/rounds.html", context)


def round_page(request: HttpRequest, round_id: int) -> HttpResponse:
    """One round: calendar, scope, rules with where each comes from, quotas, cases by state."""
    shown, reader = office_round(request, round_id), round_reader(request)
    actor = request_actor(request)
    edition = find_edition(shown.edition_code)
    policy = read_policy(shown.policy)
    paths = paths_of(shown.regions)
    context = {
        "round": shown,
        "state": state_tag(shown),
        "regions": [paths[prefix] if prefix else _("全国") for prefix in shown.regions],
        "kinds": [str(CentreKind(kind).label) for kind in shown.kinds],
        "edition": edition,
        "guide": find_guide(shown.guide_name, edition),
        "standard_rules": standard_rules(edition),
        "groups": rule_groups(policy),
        "quotas": quota_rows(shown),
        "chain": policy.chain,
        "states": round_states(visible_cases(reader).filter(round=shown)),
        "covered": centres_covered(shown, visible_centres(reader)),
        "may": may(actor, shown),
        "actor": "body",
    }
    return render(request, "body/round.html", context)


def may(actor: Actor, shown: Round) -> dict[str, bool]:
    """Which buttons of a round this person is offered."""
    draft, opened = shown.state == RoundState.DRAFT, shown.state == RoundState.OPEN
    change = allowed(actor, Verb.CHANGE, shown) is None
    return {
        "edit": change,
        "open": draft and allowed(actor, Verb.OPEN, shown) is None,
        "close": opened and allowed(actor, Verb.CLOSE, shown) is None,
        "copy": allowed(actor, Verb.CREATE, shown) is None,
        "assign": not draft and allowed(actor, Verb.TEAM, shown) is None,
        "survey": not draft and allowed(actor, Verb.CREATE, Kind.SURVEY) is None,
    }


def quota_rows(shown: Round) -> list[dict[str, Any]]:
    """Quotas with the unit's name, from the lowest level up."""
    quotas = list(shown.quotas.order_by("level", "unit"))
    paths = paths_of({one.unit for one in quotas})
    order = [level.value for level in ChainLevel]
    quotas.sort(key=lambda one: (order.index(one.level), one.unit))
    return [
        {
            "level": _(ChainLevel(one.level).label),
            "unit": paths[one.unit],
            "code": one.unit,
            "places": one.places,
        }
        for one in quotas
    ]

"""Rounds: prepared, opened, closed; copied from an earlier one; afterwards only what hurts nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from xingping.core.catalogue import find_edition, find_guide
from xingping.core.faults import Fault, FaultsError
from xingping.core.policy import ChainLevel, policy_hash, policy_json
from xingping.core.policy_reading import read_policy
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import CentreKind, RatingBody, RecommendationQuota, Round, RoundState
from xingping.rating.models.fields import REGION_PREFIX
from xingping.rating.permissions import require
from xingping.rating.services.audit import changed_fields, record
from xingping.rating.services.idempotency import once
from xingping.rating.services.pinning import pin_edition, pin_guide, pin_policy
from xingping.rating.verbs import Verb

RULES = ("edition_code", "guide_name", "regions", "kinds", "policy")
FIELDS = ("name", *RULES, "opens_on", "closes_on", "facts_on")
"""What a person may write about a round."""
_LONGEST_NAME = 120


def create_round(actor: Actor, body: RatingBody, values: Mapping[str, Any], *, key: str = "") -> Round:
    """Prepare a round. Missing edition, guide and policy have their defaults.

    Raises RefusedError: `not_found`/`not_allowed`, `invalid` with all faults, `name_taken`.
    """

    def act() -> Round:
        made = Round(body=body, is_demo=body.is_demo, edition_code="", guide_name="", policy={})
        made.regions, made.kinds = [body.region_prefix], list(CentreKind.values)
        made.opens_on = made.closes_on = made.facts_on = today()
        role = require(actor, Verb.CREATE, made)
        _fill(made, values)
        require(actor, Verb.CREATE, made)
        made.save()
        record(actor, role, "round.create", made, after=_values(made))
        return made

    return once(actor, key, "round.create", {"body": body.pk, "values": values}, Round, act)


def copy_round(actor: Actor, source_id: int, values: Mapping[str, Any], *, key: str = "") -> Round:
    """Prepare a round from an earlier one: its policy, regions, kinds and quotas, with other values."""
    source = Round.objects.select_related("body").filter(pk=source_id).first()
    if source is None:
        raise refuse("not_found")
    require(actor, Verb.VIEW, source)
    copied = {name: getattr(source, name) for name in RULES}
    with transaction.atomic():
        made = create_round(actor, source.body, {**copied, **values}, key=key)
        if made.copied_from_id is None:
            made.copied_from = source
            made.save(update_fields=["copied_from"])
            RecommendationQuota.objects.bulk_create(
                RecommendationQuota(round=made, level=one.level, unit=one.unit, places=one.places)
                for one in source.quotas.all()
            )
    return made


def change_round(actor: Actor, round_id: int, version: int, values: Mapping[str, Any]) -> Round:
    """Change a round. Once opened, only a later closing day, more regions and more kinds.

    Raises RefusedError: `changed_meanwhile`, `round_not_draft`, `invalid`, `name_taken`.
    """
    with transaction.atomic():
        changed = _locked(round_id)
        role = require(actor, Verb.CHANGE, changed)
        if changed.version != version:
            raise refuse("changed_meanwhile")
        old = _values(changed)
        _fill(changed, values)
        require(actor, Verb.CHANGE, changed)
        before, after = changed_fields(old, _values(changed))
        if not after:
            return changed
        if changed.state != RoundState.DRAFT and not _hurts_nobody(before, after):
            raise refuse("round_not_draft")
        changed.version += 1
        changed.save()
        record(actor, role, "round.change", changed, before=before, after=after)
    return changed


def set_quotas(actor: Actor, round_id: int, quotas: Mapping[tuple[ChainLevel, str], int]) -> None:
    """Set how many cases units may forward: {(level, region prefix): places}; others stay as they are.

    Once the round is open a quota can only grow. Raises RefusedError: `round_not_draft`, `invalid`.
    """
    with transaction.atomic():
        round_ = _locked(round_id)
        role = require(actor, Verb.CHANGE, round_)
        faults = [fault for unit, places in quotas.items() for fault in _quota_faults(round_, unit, places)]
        if faults:
            raise refuse("invalid", faults)
        known = {(one.level, one.unit): one for one in round_.quotas.select_for_update()}
        before, after = {}, {}
        for (level, unit), places in quotas.items():
            one = known.get((level.value, unit))
            if round_.state != RoundState.DRAFT and (one is None or places < one.places):
                raise refuse("round_not_draft")
            name = f"{level.value}.{unit}"
            before[name], after[name] = one.places if one else None, places
            RecommendationQuota.objects.update_or_create(
                round=round_, level=level.value, unit=unit, defaults={"places": places}
            )
        record(actor, role, "round.quotas", round_, before=before, after=after)


def open_round(actor: Actor, round_id: int) -> Round:
    """Open a round for applications; pins its edition, guide and policy for good.

    Raises RefusedError: `round_not_draft`, `round_ended`, `pinned_changed`.
    """
    with transaction.atomic():
        opened = _locked(round_id)
        role = require(actor, Verb.OPEN, opened)
        if opened.state != RoundState.DRAFT:
            raise refuse("round_not_draft")
        if opened.closes_on < today():
            raise refuse("round_ended", closes_on=opened.closes_on)
        edition = find_edition(opened.edition_code)
        guide = find_guide(opened.guide_name, edition)
        if (edition.hash, guide.hash) != (opened.edition_hash, opened.guide_hash):
            raise refuse("pinned_changed")
        pin_edition(edition)
        pin_guide(guide)
        pin_policy(read_policy(opened.policy))
        opened.state, opened.opened_at = RoundState.OPEN, timezone.now()
        opened.version += 1
        opened.save()
        record(actor, role, "round.open", opened, after={"state": opened.state, **_hashes(opened)})
    return opened


def close_round(actor: Actor, round_id: int) -> Round:
    """Close a round for applications; cases that were submitted go on."""
    with transaction.atomic():
        closed = _locked(round_id)
        role = require(actor, Verb.CLOSE, closed)
        if closed.state != RoundState.OPEN:
            raise refuse("round_not_closable")
        closed.state, closed.closed_at = RoundState.CLOSED, timezone.now()
        closed.version += 1
        closed.save()
        record(actor, role, "round.close", closed, after={"state": closed.state})
    return closed


def _fill(round_: Round, values: Mapping[str, Any]) -> None:
    """Put checked values into a round; raises RefusedError with all faults at once."""
    faults = [Fault(name, "批次没有这一项", "请删去") for name in values if name not in FIELDS]
    for name in FIELDS:
        if name in values:
            setattr(round_, name, values[name])
    faults += _name_faults(round_) + _range_faults(round_)
    try:
        edition = find_edition(round_.edition_code) if round_.edition_code else find_edition()
        guide = find_guide(round_.guide_name or None, edition)
        policy = read_policy(round_.policy)
    except FaultsError as error:
        raise refuse("invalid", [*faults, *error.faults]) from None
    if faults:
        raise refuse("invalid", faults)
    round_.edition_code, round_.edition_hash = edition.code, edition.hash
    round_.guide_name, round_.guide_hash = guide.name, guide.hash
    round_.policy, round_.policy_hash = policy_json(policy), policy_hash(policy)
    round_.chain = "".join(f",{level.value}" for level in policy.chain) + ("," if policy.chain else "")
    same = Round.objects.filter(body=round_.body_id, name=round_.name).exclude(pk=round_.pk)
    if same.exists():
        raise refuse("name_taken", name=round_.name)


def _name_faults(round_: Round) -> list[Fault]:
    wrong = text_fault(round_.name, _LONGEST_NAME)
    if wrong is None and not round_.name.strip():
        wrong = ("没有填写", "请填写批次名称，例如“2027 年度第一批”")
    round_.name = round_.name.strip() if isinstance(round_.name, str) else ""
    return [Fault("名称", *wrong)] if wrong else []


def _range_faults(round_: Round) -> list[Fault]:
    faults = []
    inside = round_.body.region_prefix
    for prefix in round_.regions if isinstance(round_.regions, list) else [None]:
        known = isinstance(prefix, str) and (prefix == inside == "" or REGION_PREFIX.regex.match(prefix))  # type: ignore[union-attr]
        if not known or not str(prefix).startswith(inside):
            faults.append(Fault("地区", f"“{prefix}”不是本机构范围内的地区", "请从本机构的地区中选择"))
    kinds = round_.kinds if isinstance(round_.kinds, list) else []
    if not kinds or not set(kinds) <= set(CentreKind.values):
        faults.append(Fault("类型", "没有选择，或有不认识的类型", "请选择城市社区、农村（村）或两者"))
    days = {"申报开始日": round_.opens_on, "申报截止日": round_.closes_on, "数据基准日": round_.facts_on}
    wrong = [label for label, day in days.items() if type(day) is not date]
    faults += [Fault(label, "不是日期", "请按 2027-03-31 的形式填写") for label in wrong]
    if not wrong and round_.closes_on < round_.opens_on:
        faults.append(Fault("申报截止日", "早于申报开始日", "请改成开始日或以后的日期"))
    return faults


def _quota_faults(round_: Round, unit: tuple[ChainLevel, str], places: int) -> list[Fault]:
    level, prefix = unit
    place = f"{level.label}推荐名额 {prefix}"
    faults = []
    if f",{level.value}," not in round_.chain:
        faults.append(Fault(place, "本批次没有这一级推荐", "请删去，或修改推荐层级"))
    if not prefix.isascii() or not prefix.isdigit() or len(prefix) != level.digits:
        faults.append(Fault(place, f"单位代码应为 {level.digits} 位数字", "请选择这一级的地区"))
    if not 0 <= places <= 1_000_000:
        faults.append(Fault(place, "名额应为 0 至 1000000 的整数", "请改正"))
    return faults


def _hurts_nobody(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """A later closing day, more regions, more kinds: nobody who has applied is worse off."""
    for name in after:
        if name == "closes_on" and after[name] > before[name]:
            continue
        if name in ("regions", "kinds") and set(before[name]) <= set(after[name]):
            continue
        return False
    return True


def _locked(round_id: int) -> Round:
    found = Round.objects.select_for_update(of=("self",)).select_related("body").filter(pk=round_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def _values(round_: Round) -> dict[str, Any]:
    return {name: getattr(round_, name) for name in FIELDS}


def _hashes(round_: Round) -> dict[str, str]:
    return {
        "edition_hash": round_.edition_hash,
        "guide_hash": round_.guide_hash,
        "policy_hash": round_.policy_hash,
    }

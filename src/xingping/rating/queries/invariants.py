"""What must always be true of the database, checked row by row; each check names what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.db import connection
from django.db.models import Count, Q

from xingping.core.faults import FaultsError
from xingping.core.lifecycle import EDITABLE_STATES, TRANSITIONS, State
from xingping.core.sheet_content import SECTIONS, SheetRules, content_faults
from xingping.core.standard import Kind
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError
from xingping.rating.models import (
    AuditEntry,
    Case,
    CaseEvent,
    Outcome,
    PinnedDocument,
    RecommendationQuota,
    SelfAssessment,
    Sheet,
)
from xingping.rating.queries.audit_check import check_audit
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.scoring import sheet_hash
from xingping.rating.services.submitting import self_assessment_hash
from xingping.rating.triggers import missing

BROKEN_RULES = (
    PinnedDocument.DoesNotExist,
    RefusedError,
    FaultsError,
    KeyError,
    TypeError,
    ValueError,
)
"""What reading pinned rules raises when they are missing or were changed."""
Check = Callable[[], Iterator[str]]
_MOVES = {(row.source, row.action, row.role, row.target) for row in TRANSITIONS}


def triggers_in_place() -> Iterator[str]:
    """Every trigger is there and switched on."""
    yield from (f"触发器 {name} 不在" for name in missing(connection))


def audit_log_whole() -> Iterator[str]:
    """Every hash of the audit log holds."""
    fault = check_audit().fault
    if fault:
        yield str(fault)


def states_follow_the_table() -> Iterator[str]:
    """A case's history is a path through the table of transitions and ends in its state."""
    for case in Case.objects.order_by("pk").prefetch_related("events").iterator(chunk_size=500):
        state = State.DRAFT.value
        for event in case.events.all():
            if event.source != state or (event.source, event.action, event.role, event.target) not in _MOVES:
                yield f"申报件 {case.number}：第 {event.sequence} 步 {event.action} 不在状态表中"
            state = event.target
        if case.state != state:
            yield f"申报件 {case.number}：状态是 {case.state}，按经过应为 {state}"


def every_move_in_the_log() -> Iterator[str]:
    """Each event of a case has its audit entry: nobody has written around the services."""
    logged = dict(
        AuditEntry.objects.filter(verb__in=[f"case.{row.action}" for row in TRANSITIONS])
        .values_list("case")
        .annotate(count=Count("pk"))
    )
    events = CaseEvent.objects.values_list("case_id", "case__number").annotate(count=Count("pk"))
    for case_id, number, count in events.order_by("case_id"):
        if logged.get(case_id, 0) != count:
            yield f"申报件 {number}：有 {count} 次流转，审计日志中有 {logged.get(case_id, 0)} 条"


def pinned_rules_hold() -> Iterator[str]:
    """Every case's edition, guide and policy is stored and has the hash that the case names."""
    pins = Case.objects.order_by().values_list("edition_hash", "guide_hash", "policy_hash").distinct()
    for hashes in pins:
        case = Case(edition_hash=hashes[0], guide_hash=hashes[1], policy_hash=hashes[2])
        try:
            rules_of(case)
        except BROKEN_RULES as error:
            what = "没有存下" if isinstance(error, PinnedDocument.DoesNotExist) else "被改动过"
            yield f"有申报件所依据的文件{what}：{'、'.join(hashes)}"


def sheets_are_valid() -> Iterator[str]:
    """Every self-assessment holds only what `core` allows."""
    for sheet in SelfAssessment.objects.order_by("pk").select_related("case").iterator(chunk_size=500):
        try:
            rules = rules_of(sheet.case)
        except BROKEN_RULES:
            continue  # named by its own check
        checked = SheetRules(rules.edition, rules.guide, Kind(sheet.case.kind), today())
        content = {section: getattr(sheet, section) for section in SECTIONS}
        yield from (f"申报件 {sheet.case.number}：{fault}" for fault in content_faults(checked, content))


def locked_sheets_unchanged() -> Iterator[str]:
    """A submitted self-assessment still has the hash it had when it was submitted."""
    for sheet in SelfAssessment.objects.order_by("pk").select_related("case").iterator(chunk_size=500):
        number, state = sheet.case.number, State(sheet.case.state)
        if sheet.locked_hash and sheet.locked_hash != self_assessment_hash(sheet):
            yield f"申报件 {number}：提交后的自评内容被改动过"
        if bool(sheet.locked_hash) == (state in EDITABLE_STATES) and sheet.case.submitted_at:
            yield f"申报件 {number}：状态是{state.label}，自评{'已' if sheet.locked_hash else '未'}锁定"


def locked_scores_unchanged() -> Iterator[str]:
    """A locked sheet of an assessor still has the hash with which it was locked."""
    locked = Sheet.objects.exclude(locked_at=None).order_by("pk").select_related("case")
    for sheet in locked.iterator(chunk_size=500):
        if sheet.content_hash != sheet_hash(sheet):
            yield f"申报件 {sheet.case.number}：评分表锁定后的内容被改动过"


def quotas_are_kept() -> Iterator[str]:
    """No unit has recommended more cases than it has places."""
    for quota in RecommendationQuota.objects.select_related("round").order_by("pk"):
        standing = Q(level=quota.level, unit=quota.unit, outcome=Outcome.FORWARDED, standing=True)
        count = quota.round.recommendations.filter(standing).count()
        if count > quota.places:
            yield f"批次“{quota.round}”：{quota.level} {quota.unit} 推荐 {count} 件，名额 {quota.places}"


CHECKS: Mapping[str, Check] = {
    "触发器都在": triggers_in_place,
    "审计日志完整": audit_log_whole,
    "状态符合状态表": states_follow_the_table,
    "每次流转都有审计记录": every_move_in_the_log,
    "所依据的标准、细则、办法未变": pinned_rules_hold,
    "自评内容有效": sheets_are_valid,
    "已提交的自评未变": locked_sheets_unchanged,
    "已锁定的评分表未变": locked_scores_unchanged,
    "推荐不超名额": quotas_are_kept,
}
"""Name -> check, in the order in which they are run."""

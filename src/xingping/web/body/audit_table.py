"""The audit log as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.roles import GRANTABLE, Role
from xingping.rating.models import AuditEntry, Case
from xingping.rating.queries.audit_log import find_entries
from xingping.web.body.audit_words import verb_name
from xingping.web.tables import Column, Filter, TableSpec

OBJECTS = (
    ("case", gettext_lazy("申报件")),
    ("round", gettext_lazy("评定批次")),
    ("centre", gettext_lazy("中心（站）登记")),
    ("user", gettext_lazy("账号")),
    ("rolegrant", gettext_lazy("角色")),
    ("invitation", gettext_lazy("邀请")),
    ("ratingbody", gettext_lazy("评定机构")),
    ("opinioninvitation", gettext_lazy("单位意见")),
    ("mediareport", gettext_lazy("媒体报道")),
    ("upload", gettext_lazy("上传")),
    ("savedscenario", gettext_lazy("假设方案")),
    ("assessor", gettext_lazy("专家登记")),
    ("registerimport", gettext_lazy("名单导入")),
    ("conflict", gettext_lazy("利害关系")),
    ("sheet", gettext_lazy("评分表")),
    ("panelmeeting", gettext_lazy("评定委员会会议")),
    ("certificate", gettext_lazy("证书与标志牌")),
    ("notice", gettext_lazy("公示")),
    ("announcement", gettext_lazy("公告")),
    ("complaint", gettext_lazy("投诉与表扬")),
)
OBJECT_NAMES = dict(OBJECTS)
DAYS = (
    ("1", gettext_lazy("今天")),
    ("7", gettext_lazy("近 7 天")),
    ("30", gettext_lazy("近 30 天")),
    ("365", gettext_lazy("近一年")),
)


def moment_of(entry: AuditEntry) -> datetime:
    """When it was written."""
    return datetime.fromisoformat(entry.at)


def who(entry: AuditEntry) -> str:
    """Who acted, in which role."""
    role = Role(entry.role).label if entry.role in list(Role) else entry.role
    name = entry.actor_name or (_("系统") if entry.actor is None else _("账号 %(id)s") % {"id": entry.actor})  # type: ignore[attr-defined]
    return f"{name}（{_(role)}）"


def what(entry: AuditEntry) -> str:
    """What it was about."""
    if entry.case_number and entry.object_type == "case":  # type: ignore[attr-defined]
        return str(entry.case_number)  # type: ignore[attr-defined]
    kind = OBJECT_NAMES.get(entry.object_type, entry.object_type)
    return f"{kind} {entry.object_id}"


def _seal(entry: AuditEntry) -> SafeString:
    sealed = entry.sealed  # type: ignore[attr-defined]
    return format_html(
        '<span class="tag {}">{}</span>', "ok" if sealed else "", _("已封存") if sealed else _("待封存")
    )


def audit_spec(
    *,
    case: Case | None = None,
    verbs: Sequence[tuple[str, str]] = (),
    link: bool = False,
    find: Callable[[QuerySet[Any], str], QuerySet[Any]] = find_entries,
) -> TableSpec:
    """The log; of one case without what is the same in every row."""
    columns = [
        Column("at", gettext_lazy("时间"), moment_of, sort=("id",)),
        Column(
            "verb",
            gettext_lazy("事项"),
            lambda entry: verb_name(entry.verb),
            sort=("verb",),
            kind="main",
            url=(lambda entry: reverse("auditor:entry", args=[entry.pk])) if link else None,
        ),
        Column("who", gettext_lazy("办理人"), who, sort=("actor",)),
    ]
    if case is None:
        columns.append(Column("object", gettext_lazy("对象"), what, sort=("object_type", "object_id")))
    columns.append(Column("seal", gettext_lazy("封存"), _seal, plain=lambda entry: entry.sealed))
    columns.append(Column("hash", gettext_lazy("内容哈希"), lambda entry: entry.content_hash[:12]))
    return TableSpec(
        caption=gettext_lazy("办理经过") if case else gettext_lazy("审计日志"),
        columns=tuple(columns),
        default_sort="-at",
        search=find,
        search_label=gettext_lazy("姓名、申报编号、事项代码"),
        filters=_filters(case, verbs),
        empty_title=gettext_lazy("还没有审计记录"),
        empty_text=gettext_lazy("每一次写入都会在这里留下一条记录。"),
        export_name=f"history-{case.number}" if case else "audit",
        page_size=50,
    )


def _filters(case: Case | None, verbs: Sequence[tuple[str, str]]) -> tuple[Filter, ...]:
    roles = [(role.value, _(role.label)) for role in (*GRANTABLE, Role.PUBLIC, Role.SYSTEM)]
    found = [
        Filter("role", gettext_lazy("角色"), roles, lambda rows, one: rows.filter(role=one)),
        Filter("days", gettext_lazy("时间"), DAYS, _since),
    ]
    if case is None:
        found.insert(0, Filter("verb", gettext_lazy("事项"), verbs, lambda rows, one: rows.filter(verb=one)))
        found.insert(
            1, Filter("object", gettext_lazy("对象"), OBJECTS, lambda rows, one: rows.filter(object_type=one))
        )
    return tuple(found)


def _since(rows: QuerySet[Any], days: str) -> QuerySet[Any]:
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    start -= timedelta(days=int(days) - 1)
    return rows.filter(at__gte=start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"))

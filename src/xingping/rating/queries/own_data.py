"""Everything that is stored about a person, for that person alone (个人信息保护法第 45 条)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.utils import timezone

from xingping.core.roles import Role
from xingping.rating.models import (
    ApiToken,
    Assessor,
    AuditEntry,
    AuditSecret,
    Invitation,
    Message,
    RoleGrant,
    Upload,
    User,
)
from xingping.rating.queries.regions import paths_of

MOST_ROWS = 5_000
"""Of each kind, the newest; more is said to be there."""


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of data: its columns and rows of texts, and whether older rows were left out."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    cut: bool = False


def own_data(person: User) -> list[Section]:
    """All sections, also those without rows: it is told, too, that nothing is kept."""
    return [
        _account(person),
        _roles(person),
        _assessor(person),
        _sign_in(person),
        _invitations(person),
        _messages(person),
        _uploads(person),
        _acts(person),
        _values(person),
    ]


def as_json(sections: Sequence[Section]) -> dict[str, Any]:
    """For a program: section -> list of {column: text}."""
    return {
        one.id: {
            "title": one.title,
            "complete": not one.cut,
            "rows": [dict(zip(one.columns, row, strict=True)) for row in one.rows],
        }
        for one in sections
    }


def _section(id_: str, title: str, columns: tuple[str, ...], rows: Iterable[Iterable[object]]) -> Section:
    told = [tuple(_text(value) for value in row) for row in rows]
    return Section(id_, title, columns, tuple(told[:MOST_ROWS]), cut=len(told) > MOST_ROWS)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _account(person: User) -> Section:
    pairs = [
        ("用户名", person.username),
        ("姓名", person.name),
        ("电子邮箱", person.email),
        ("联系电话", person.phone),
        ("开通时间", person.date_joined),
        ("上次登录", person.last_login),
    ]
    return _section("account", "账号", ("项目", "内容"), pairs)


def _roles(person: User) -> Section:
    held = list(RoleGrant.objects.filter(person=person).select_related("body", "centre").order_by("start"))
    paths = paths_of({one.region_prefix for one in held if one.region_prefix})
    rows = (
        (
            one.role_name,
            one.body.name if one.body else "",
            one.centre.name if one.centre else "",
            paths.get(one.region_prefix, one.region_prefix),
            one.start,
            one.end,
            one.reason,
        )
        for one in held
    )
    return _section("roles", "角色", ("角色", "机构", "中心（站）", "地区", "起始", "终止", "事由"), rows)


def _assessor(person: User) -> Section:
    rows = (
        (one.body.name, one.profession, one.employer, one.region, one.trained_until, one.left_on)
        for one in Assessor.objects.filter(person=person).select_related("body")
    )
    columns = ("机构", "专业", "工作单位", "常住地代码", "培训有效期", "退出日期")
    return _section("assessor", "专家库登记", columns, rows)


def _sign_in(person: User) -> Section:
    rows: list[tuple[object, ...]] = [
        ("已登录的设备", one.created_at, f"{one.ip} {one.user_agent}")
        for one in UserSession.objects.filter(user=person)
    ]
    rows += [
        ("两步验证", one.created_at, one.get_type_display())
        for one in Authenticator.objects.filter(user=person)
    ]
    rows += [
        ("登录失败", one.attempt_time, one.ip_address)
        for one in AccessAttempt.objects.filter(username=person.username)
    ]
    rows += [("接口令牌", one.created_at, one.name) for one in ApiToken.objects.filter(person=person)]
    return _section("sign_in", "登录", ("种类", "时间", "内容"), rows)


def _invitations(person: User) -> Section:
    found = Invitation.objects.filter(accepted_by=person).order_by("created_at")
    rows = ((one.role_name, one.name, one.email, one.created_at, one.accepted_at) for one in found)
    columns = ("角色", "姓名", "电子邮箱", "邀请时间", "接受时间")
    return _section("invitations", "接受过的邀请", columns, rows)


def _messages(person: User) -> Section:
    found = Message.objects.filter(recipient=person).order_by("-pk")[: MOST_ROWS + 1]
    rows = ((one.created_at, one.subject, one.body, one.read_at) for one in found)
    return _section("messages", "站内信", ("时间", "标题", "正文", "阅读时间"), rows)


def _uploads(person: User) -> Section:
    found = Upload.objects.filter(by=person).select_related("case").order_by("-updated_at")[: MOST_ROWS + 1]
    rows = ((one.updated_at, one.file_name, one.size, one.case.number) for one in found)
    return _section("uploads", "上传过的文件", ("时间", "文件名", "字节", "申报件"), rows)


def _acts(person: User) -> Section:
    found = AuditEntry.objects.filter(actor=person.pk).order_by("-pk")[: MOST_ROWS + 1]
    labels = {role.value: role.label for role in Role}
    rows = (
        (
            datetime.fromisoformat(one.at),
            labels.get(one.role, one.role),
            one.verb,
            one.object_type,
            one.object_id,
        )
        for one in found
    )
    return _section("acts", "审计日志里本人的操作", ("时间", "角色", "动作", "对象", "编号"), rows)


def _values(person: User) -> Section:
    """The erasable personal values beside the entries about the account."""
    found = AuditSecret.objects.filter(entry__object_type="user", entry__object_id=str(person.pk))
    rows = (
        (datetime.fromisoformat(one.entry.at), one.entry.verb, one.field, one.value)
        for one in found.select_related("entry")
    )
    return _section("values", "审计日志里关于本账号的个人值", ("时间", "动作", "字段", "值"), rows)

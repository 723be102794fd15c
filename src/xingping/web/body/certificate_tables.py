"""Certificates, plaques, incidents and what is due for re-review, as tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.certificate_face import days_left
from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.plaque_lifecycle import PlaqueState
from xingping.rating.calendar import today
from xingping.rating.models import IncidentState
from xingping.rating.models.certificate import LIVING
from xingping.rating.queries.certificates import find_certificates, window_opens
from xingping.web.displays import star_name
from xingping.web.tables import Column, Filter, TableSpec

FACES = (
    ("valid", gettext_lazy("有效")),
    ("suspended", gettext_lazy("暂停使用星级标志")),
    ("expired", gettext_lazy("已到期")),
    ("cancelled", gettext_lazy("已取消")),
    ("replaced", gettext_lazy("已换发新证书")),
)


def shown_state(state: str, last_day: date) -> str:
    """A certificate's state as of today: expiry follows from the date."""
    if state in LIVING and last_day < today():
        return CertificateState.EXPIRED.label
    return CertificateState(state).label


def _state_words(one: Any) -> str:  # noqa: ANN401
    return shown_state(one.state, one.last_day)


def _state_tag(one: Any) -> SafeString:  # noqa: ANN401
    over = one.state in LIVING and one.last_day < today()
    tone = "" if over else _TONES.get(one.state, "")
    return format_html('<span class="tag {}">{}</span>', tone, _state_words(one))


_TONES = {"valid": "ok", "suspended": "warn", "cancelled": "bad"}


def _faced(rows: QuerySet[Any], face: str) -> QuerySet[Any]:
    over = Q(last_day__lt=today())
    if face == CertificateState.EXPIRED:
        return rows.filter(over, state__in=LIVING)
    if face in (CertificateState.VALID, CertificateState.SUSPENDED):
        return rows.filter(~over, state=face)
    return rows.filter(state=face)


def _starred(rows: QuerySet[Any], stars: str) -> QuerySet[Any]:
    return rows.filter(stars=int(stars))


_STARS = Filter("stars", gettext_lazy("星级"), tuple((str(n), f"{n} ★") for n in range(5, 0, -1)), _starred)
_NUMBER = Column(
    "number",
    gettext_lazy("证书编号"),
    lambda one: one.number,
    sort=("number",),
    url=lambda one: reverse("body:certificate", args=[one.pk]),
)
_CENTRE = Column(
    "centre",
    gettext_lazy("中心（站）"),
    lambda one: one.centre_name,
    sort=("centre__name_pinyin",),
    kind="main",
    url=lambda one: reverse("body:certificate", args=[one.pk]),
)
_LAST_DAY = Column(
    "last_day", gettext_lazy("有效期至"), lambda one: one.last_day, sort=("last_day",), kind="short"
)
_SHOWN_STARS = Column(
    "stars", gettext_lazy("星级"), lambda one: star_name(one.stars), sort=("stars",), kind="short"
)

CERTIFICATES = TableSpec(
    caption=gettext_lazy("证书登记"),
    columns=(
        _CENTRE,
        _NUMBER,
        _SHOWN_STARS,
        Column("state", gettext_lazy("状态"), _state_tag, sort=("state",), plain=_state_words),
        Column("awarded", gettext_lazy("授予日期"), lambda one: one.awarded_on, sort=("awarded_on",)),
        _LAST_DAY,
        Column("announcement", gettext_lazy("公告"), lambda one: one.announcement_number),
    ),
    default_sort="-awarded",
    search=find_certificates,
    search_label=gettext_lazy("编号、中心（站）名称"),
    filters=(Filter("face", gettext_lazy("状态"), FACES, _faced), _STARS),
    empty_title=gettext_lazy("还没有颁发证书"),
    empty_text=gettext_lazy("公示期满、公告之后，证书会自动出现在这里。"),
    export_name="certificates",
)


def _remaining(one: Any) -> str:  # noqa: ANN401
    days = days_left(one.last_day_to_apply, today())
    return _("还有 %(days)s 天") % {"days": days} if days >= 0 else _("已过 %(days)s 天") % {"days": -days}


def _applied_words(one: Any) -> str:  # noqa: ANN401
    return _("已申请") if one.applied else _("填报中，未提交") if one.begun else _("未申请")


def _applied_tag(one: Any) -> SafeString:  # noqa: ANN401
    return format_html('<span class="tag {}">{}</span>', "ok" if one.applied else "warn", _applied_words(one))


def _applied(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(applied=value == "yes")


DUE = TableSpec(
    caption=gettext_lazy("复核到期"),
    columns=(
        _CENTRE,
        _NUMBER,
        _SHOWN_STARS,
        Column("opens", gettext_lazy("开始日期"), window_opens, kind="short"),
        _LAST_DAY,
        Column("left", gettext_lazy("期限"), _remaining, kind="short"),
        Column("applied", gettext_lazy("申请复核"), _applied_tag, plain=_applied_words),
        Column("contact", gettext_lazy("联系人"), lambda one: one.centre.contact_name, kind="short"),
        Column("phone", gettext_lazy("联系电话"), lambda one: one.centre.contact_phone, kind="short"),
    ),
    default_sort="last_day",
    search=find_certificates,
    search_label=gettext_lazy("编号、中心（站）名称"),
    filters=(
        Filter(
            "applied",
            gettext_lazy("申请"),
            (("no", gettext_lazy("未申请")), ("yes", gettext_lazy("已申请"))),
            _applied,
        ),
        _STARS,
    ),
    empty_title=gettext_lazy("三个月内没有到期的证书"),
    empty_text=gettext_lazy("到期前三个月内的证书、过期半年内还没有复核的证书会列在这里。"),
    export_name="due-for-rereview",
)


def _found_plaques(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    return rows.filter(Q(serial__icontains=words) | Q(certificate__centre_name__contains=words))


def _in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "due":
        return rows.filter(return_due__isnull=False)
    return rows.filter(state=state)


PLAQUES = TableSpec(
    caption=gettext_lazy("标志牌登记"),
    columns=(
        Column(
            "serial",
            gettext_lazy("标志牌编号"),
            lambda one: one.serial,
            sort=("serial",),
            kind="main",
            url=lambda one: f"{reverse('body:certificate', args=[one.certificate_id])}#plaques",
        ),
        Column("centre", gettext_lazy("中心（站）"), lambda one: one.certificate.centre_name),
        Column("address", gettext_lazy("送达地址"), lambda one: one.certificate.centre.address),
        Column("stars", gettext_lazy("星级"), lambda one: star_name(one.certificate.stars)),
        Column("awarded", gettext_lazy("授予日期"), lambda one: one.certificate.awarded_on),
        Column(
            "state", gettext_lazy("状态"), lambda one: one.get_state_display(), sort=("state", "state_since")
        ),
        Column(
            "since",
            gettext_lazy("状态日期"),
            lambda one: timezone.localdate(one.state_since),
            sort=("state_since",),
            kind="short",
        ),
        Column("due", gettext_lazy("交回期限"), lambda one: one.return_due, sort=("return_due",)),
    ),
    default_sort="-since",
    search=_found_plaques,
    search_label=gettext_lazy("编号、中心（站）名称"),
    filters=(
        Filter(
            "state",
            gettext_lazy("状态"),
            (*((one.value, one.label) for one in PlaqueState), ("due", gettext_lazy("待交回"))),
            _in_state,
        ),
    ),
    empty_title=gettext_lazy("还没有标志牌"),
    empty_text=gettext_lazy("颁发证书时自动下达制作；选“待制作”导出，就是生产清单。"),
    export_name="plaques",
)

INCIDENTS = TableSpec(
    caption=gettext_lazy("事件"),
    columns=(
        Column(
            "centre",
            gettext_lazy("中心（站）"),
            lambda one: one.certificate.centre_name,
            kind="main",
            url=lambda one: reverse("body:incident", args=[one.pk]),
        ),
        Column("number", gettext_lazy("证书编号"), lambda one: one.certificate.number),
        Column("source", gettext_lazy("来源"), lambda one: one.get_source_display(), sort=("source",)),
        Column("state", gettext_lazy("进展"), lambda one: one.get_state_display(), sort=("state",)),
        Column("outcome", gettext_lazy("结果"), lambda one: one.get_outcome_display() or "—"),
        Column("heard", gettext_lazy("陈述申辩截止"), lambda one: one.heard_until, sort=("heard_until",)),
        Column("reported", gettext_lazy("登记时间"), lambda one: one.reported_at, sort=("reported_at",)),
    ),
    default_sort="-reported",
    filters=(
        Filter(
            "state", gettext_lazy("进展"), IncidentState.choices, lambda rows, one: rows.filter(state=one)
        ),
    ),
    empty_title=gettext_lazy("没有事件"),
    empty_text=gettext_lazy("在证书页上登记违规或事故；查实的投诉也会转到这里。"),
    export_name="incidents",
)

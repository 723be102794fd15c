"""Lists of notices and announcements: the same columns for officers and for the public, written once.

Officers' lists lead to the office's pages and hold drafts; the public's lead to the public pages, name the
body, and offer a filter.
"""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.objection import OPEN_OBJECTIONS
from xingping.rating.calendar import today
from xingping.rating.models import Announcement, AnnouncementItem, Notice, NoticeItem
from xingping.web.displays import star_name
from xingping.web.tables import Column, Filter, TableSpec


def state_words(notice: Notice) -> str:
    """Where a notice stands today."""
    if notice.ends_on is None:
        return _("未发布")
    return _("正在公示") if today() <= notice.ends_on else _("公示期满")


def state_tag(notice: Notice) -> SafeString:
    """The same as a tag."""
    tone = "warn" if notice.ends_on is None else "ok" if today() <= notice.ends_on else ""
    return format_html('<span class="tag {}">{}</span>', tone, state_words(notice))


def _notice_page(one: Notice) -> str:
    return reverse("body:notice", args=[one.pk])


def _announcement_page(one: Announcement) -> str:
    return reverse("body:announcement", args=[one.pk])


_BODY: Column = Column("body", gettext_lazy("评定机构"), lambda one: one.body.name, sort=("body__name",))
_ROUND: Column = Column("round", gettext_lazy("批次"), lambda one: one.round.name, sort=("round__name",))


def _numbered(*, office: bool, kind: type[Notice | Announcement]) -> Column:
    own = _notice_page if kind is Notice else _announcement_page
    return Column(
        "number",
        gettext_lazy("文号"),
        lambda one: one.number,
        sort=("number",),
        kind="main",
        url=own if office else lambda one: one.get_absolute_url(),
    )


def _by_number_or_round(rows: QuerySet[Notice], words: str) -> QuerySet[Notice]:
    return rows.filter(Q(number__icontains=words) | Q(round__name__icontains=words))


def _running(rows: QuerySet[Notice], one: str) -> QuerySet[Notice]:
    return rows.filter(ends_on__gte=today()) if one == "yes" else rows.filter(ends_on__lt=today())


def _notices(*, office: bool) -> TableSpec:
    return TableSpec(
        caption=gettext_lazy("公示"),
        columns=(
            _numbered(office=office, kind=Notice),
            *(() if office else (_BODY,)),
            _ROUND,
            Column("state", gettext_lazy("状态"), state_tag, sort=("ends_on",), plain=state_words),
            Column(
                "published", gettext_lazy("公示日期"), lambda one: one.published_on, sort=("published_on",)
            ),
            Column("ends", gettext_lazy("公示截止"), lambda one: one.ends_on, sort=("ends_on",)),
            Column("places", gettext_lazy("单位数"), lambda one: one.places, sort=("places",), kind="number"),
        ),
        default_sort="-published",
        search=_by_number_or_round,
        search_label=gettext_lazy("文号或批次"),
        filters=(
            Filter(
                "running",
                gettext_lazy("状态"),
                (("yes", gettext_lazy("正在公示")), ("no", gettext_lazy("已经期满"))),
                _running,
            ),
        ),
        empty_title=gettext_lazy("还没有公示") if office else gettext_lazy("现在没有公示"),
        empty_text=gettext_lazy("结果反馈期满的申报件，可以从这里列入公示。")
        if office
        else gettext_lazy("评定机构公示拟授予星级的名单后，会出现在这里。"),
        export_name="notices",
    )


def _announcements(*, office: bool) -> TableSpec:
    every = Column("every", gettext_lazy("申报件"), lambda one: one.every, sort=("every",), kind="number")
    return TableSpec(
        caption=gettext_lazy("公告"),
        columns=(
            _numbered(office=office, kind=Announcement),
            *(() if office else (_BODY,)),
            _ROUND,
            Column("on", gettext_lazy("公告日期"), lambda one: one.announced_on, sort=("announced_on",)),
            Column("awards", gettext_lazy("授予数"), lambda one: one.awards, sort=("awards",), kind="number"),
            *((every,) if office else ()),
        ),
        default_sort="-on",
        search=_by_number_or_round,
        search_label=gettext_lazy("文号或批次"),
        empty_title=gettext_lazy("还没有公告"),
        empty_text=gettext_lazy("公示期满、异议和申诉办结的申报件，可以从这里公告授予星级。")
        if office
        else gettext_lazy("公示期满、异议办结之后，评定机构在这里公告结果。"),
        export_name="announcements",
    )


OFFICE_NOTICES, PUBLIC_NOTICES = _notices(office=True), _notices(office=False)
OFFICE_ANNOUNCEMENTS, PUBLIC_ANNOUNCEMENTS = _announcements(office=True), _announcements(office=False)


def notice_items(notice: Notice, *, office: bool) -> TableSpec:
    """The list of a notice. The public's leads to the page where one objects, the office's to the case."""

    def url(one: NoticeItem) -> str:
        if office:
            return reverse("body:outcome", args=[one.case.number])
        return reverse("public:notice-place", args=[notice.pk, one.pk])

    return TableSpec(
        caption=gettext_lazy("拟授予星级名单"),
        columns=(
            Column(
                "centre",
                gettext_lazy("单位"),
                lambda one: one.centre_name,
                sort=("centre_name",),
                kind="main",
                url=url,
            ),
            *(_CASE_STATE if office else ()),
            Column("place", gettext_lazy("地区"), lambda one: one.place or one.region, sort=("region",)),
            Column("stars", gettext_lazy("拟授予星级"), lambda one: star_name(one.stars), sort=("stars",)),
            *(_OBJECTIONS if office else ()),
        ),
        default_sort="place",
        search=lambda rows, words: rows.filter(centre_name__icontains=words),
        search_label=gettext_lazy("单位名称"),
        filters=(
            Filter(
                "stars",
                gettext_lazy("星级"),
                [(str(one), star_name(one)) for one in range(5, 0, -1)],
                lambda rows, one: rows.filter(stars=int(one)),
            ),
        ),
        empty_title=gettext_lazy("名单中现在没有单位"),
        export_name="notice",
    )


def with_objections(items: QuerySet[NoticeItem]) -> QuerySet[NoticeItem]:
    """Places of a notice with their objections and how many of these wait for a reply."""
    return items.annotate(
        objected=Count("objections"),
        unanswered=Count("objections", filter=Q(objections__state__in=OPEN_OBJECTIONS)),
    )


def _objections(one: NoticeItem) -> str:
    objected, unanswered = one.objected, one.unanswered  # type: ignore[attr-defined]
    if not objected:
        return ""
    if not unanswered:
        return _("%(count)s 项，已答复") % {"count": objected}
    return _("%(count)s 项，未答复 %(open)s 项") % {"count": objected, "open": unanswered}


def _standing(one: NoticeItem) -> str:
    """What has become of a place in a notice."""
    return _("已移出名单") if one.ended_at else str(one.case.get_state_display())


_CASE_STATE: tuple[Column, ...] = (
    Column("case", gettext_lazy("申报编号"), lambda one: one.case.number, sort=("case__number",)),
    Column("standing", gettext_lazy("现在"), _standing, sort=("case__state",)),
)
_OBJECTIONS: tuple[Column, ...] = (
    Column("objections", gettext_lazy("异议"), _objections, sort=("unanswered", "objected")),
)


def _certificate_page(one: AnnouncementItem) -> str | None:
    return f"/office/certificates/{one.certificate_id}/" if one.certificate_id else None


def announcement_items(*, office: bool) -> TableSpec:
    """What an announcement awards. The public's list leads to the verification pages."""
    place = Column(
        "place",
        gettext_lazy("地区"),
        lambda one: one.place or one.certificate.region,
        sort=("certificate__region",),
    )
    name = "case__centre__name" if office else "certificate__centre_name"
    return TableSpec(
        caption=gettext_lazy("公告的申报件") if office else gettext_lazy("授予星级名单"),
        columns=(
            Column(
                "centre",
                gettext_lazy("单位"),
                lambda one: one.case.centre.name if office else one.certificate.centre_name,
                sort=(name,),
                kind="main",
                url=lambda one: (
                    reverse("body:outcome", args=[one.case.number])
                    if office
                    else one.certificate.get_absolute_url()
                ),
            ),
            *((_CASE_STATE[0],) if office else (place,)),
            Column(
                "stars",
                gettext_lazy("星级"),
                lambda one: one.certificate and star_name(one.certificate.stars),
                sort=("certificate__stars",),
            ),
            Column(
                "number",
                gettext_lazy("证书编号"),
                lambda one: one.certificate and one.certificate.number,
                sort=("certificate__number",),
                url=_certificate_page if office else None,
            ),
            Column(
                "last",
                gettext_lazy("有效期至"),
                lambda one: one.certificate and one.certificate.last_day,
                sort=("certificate__last_day",),
            ),
            *(
                (
                    Column(
                        "refusal", gettext_lazy("未能授予的原因"), lambda one: one.refusal, sort=("refusal",)
                    ),
                )
                if office
                else ()
            ),
        ),
        default_sort="case" if office else "place",
        search=lambda rows, words: rows.filter(**{f"{name}__icontains": words}),
        search_label=gettext_lazy("单位名称"),
        empty_title=gettext_lazy("没有申报件") if office else gettext_lazy("没有授予星级的单位"),
        export_name="awards",
    )

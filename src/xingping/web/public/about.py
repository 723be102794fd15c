"""About the rating: what this is, for whom, and the way from call to plaque."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xingping.core.catalogue import find_edition
from xingping.web.public.standard_reading import outline

WAY = (
    {"label": _("自测与申报"), "note": _("申报单位对照标准自评、提交佐证")},
    {"label": _("推荐"), "note": _("街道、区、市、省按批次要求逐级推荐")},
    {"label": _("受理"), "note": _("10 个工作日内受理、退回补正或说明不予受理的理由")},
    {"label": _("评审"), "note": _("至少三名专家独立评分：材料评审与现场评估")},
    {"label": _("评定委员会"), "note": _("实名表决，只能按得分定星级")},
    {"label": _("反馈与公示"), "note": _("先请申报单位核对，再公示不少于 7 天")},
    {"label": _("公告授牌"), "note": _("发证书与星级标志牌，扫码可核验")},
    {"label": _("复核"), "note": _("到期前 3 个月内申请")},
)
"""The steps of the workflow, in short."""

READERS: tuple[dict[str, Any], ...] = (
    {
        "icon": "users",
        "who": _("居民与社会公众"),
        "text": _("查哪些中心（站）评上了几星、核验标志牌真伪；公示期内可以提异议，平时可以投诉和提建议。"),
        "links": (
            (_("查询星级结果"), "public:results"),
            (_("公示与公告"), "public:notices"),
            (_("投诉与建议"), "public:complaint"),
        ),
    },
    {
        "icon": "building-community",
        "who": _("申报单位"),
        "text": _("先自测看看离几星还差多少，再正式申报；材料用已有的，不必为评定另做。"),
        "links": ((_("开始自测"), "public:self-check"), (_("登录申报"), "account_login")),
    },
    {
        "icon": "clipboard-check",
        "who": _("评定专家"),
        "text": _("按指标逐项打分，手机上离线也能评；各自独立评分，全部锁定之前互相看不到。"),
        "links": ((_("登录评审"), "account_login"),),
    },
    {
        "icon": "building",
        "who": _("评定机构与主管部门"),
        "text": _("组织批次、受理、派员、评审、公示、授牌，到复核与归档；每个结果都能重新验算。"),
        "links": ((_("登录办理"), "account_login"), (_("标准与评分细则"), "public:standard")),
    },
)
"""Who comes here and where each goes next; links whose pages are not installed are left out."""

QUESTIONS = (
    {
        "question": _("评定收费吗？"),
        "answer": _("不收费。任何人以评定名义向申报单位收费，都可以投诉。"),
    },
    {
        "question": _("星级是怎么算出来的？"),
        "answer": _(
            "每位专家独立给每项指标打分，按细则汇总成各项得分，相加得总分；总分的得分率达到哪一档就是几星级。"
            "评定委员会不能给出得分达不到的星级。"
        ),
    },
    {
        "question": _("星级管多久？到期怎么办？"),
        "answer": _("有效期三年。到期前三个月内向评定机构申请复核；按时申请的，复核期间会注明“复核中”。"),
    },
    {
        "question": _("出了问题会取消星级吗？"),
        "answer": _("违反规定或出现重大责任事故的，评定机构取消星级并收回标志牌，查询页面会立即更新。"),
    },
    {
        "question": _("对结果有意见怎么办？"),
        "answer": _(
            "公示期内任何人都可以提异议，申报单位可以书面申诉，由没有参加评定的人复查，复查前后都会说明。"
        ),
    },
)
"""Questions people ask first."""


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Stars and their thresholds, the seven sections, the steps, and where each reader goes next."""
    edition = find_edition()
    readers = [one | {"links": _reachable(one["links"])} for one in READERS]
    context = {
        "edition": edition,
        "sections": outline(edition),
        "most": max(section.points for section in edition.level1),
        "way": WAY,
        "readers": readers,
        "questions": QUESTIONS,
    }
    return render(request, "public/about.html", context)


def _reachable(links: tuple[tuple[Promise, str], ...]) -> list[dict[str, Any]]:
    found = []
    for label, name in links:
        try:
            found.append({"label": label, "url": reverse(name)})
        except NoReverseMatch:
            continue
    return found

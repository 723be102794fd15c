"""What is kept about people, why, on what ground and for how long; and how to see, correct or erase it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xingping.core.retention import DAYS, Kept

YEAR = 365


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of personal data, in words."""

    kind: Kept
    what: str | Promise
    why: str | Promise
    ground: str | Promise
    until: str | Promise
    """When its time begins to run, or the act that ends it."""

    @property
    def time(self) -> str:
        """How long it is kept."""
        days = DAYS.get(self.kind)
        if days is None:
            return str(self.until)
        if days % YEAR:
            return _("%(since)s %(days)s 天后自动删除") % {"since": self.until, "days": days}
        return _("%(since)s %(years)s 年后自动删除") % {"since": self.until, "years": days // YEAR}


LINES: tuple[Line, ...] = (
    Line(
        Kept.COMPLAINT_SENDER,
        gettext_lazy("投诉人的联系方式和原文"),
        gettext_lazy("核实和答复您反映的事；加密保存，只有经办人能打开，每次打开都有记录，中心（站）看不到"),
        gettext_lazy("您的同意；可以匿名，不留联系方式也照样办理"),
        gettext_lazy("办结"),
    ),
    Line(
        Kept.COMPLAINT_TEXT,
        gettext_lazy("隐去个人信息后的投诉内容、答复和评价"),
        gettext_lazy("统计、复查答复是否妥当"),
        gettext_lazy("履行评定职责所必需；已看不出是谁"),
        gettext_lazy("办结"),
    ),
    Line(
        Kept.SURVEY_MARK,
        gettext_lazy("居民问卷里用来避免重复作答的门牌、出生年份、手机号或邀请码，以及网络地址"),
        gettext_lazy("每人（户）只答一次，发现成批的假答卷；只保存带密钥的校验值，从不保存原文"),
        gettext_lazy("您的同意；不同意就不提交"),
        gettext_lazy("调查结束时密钥销毁，校验值从此对不上任何人"),
    ),
    Line(
        Kept.SURVEY_HOUSEHOLD,
        gettext_lazy("按住户名单发邀请信时的住户地址，没有姓名"),
        gettext_lazy("给每户一封信、一个码；不记录哪一户答了什么，也不显示哪一户已经作答"),
        gettext_lazy("履行评定职责所必需"),
        gettext_lazy("调查结束时名单删除"),
    ),
    Line(
        Kept.SURVEY_TEXT,
        gettext_lazy("您在居民问卷里写的文字，已隐去电话、证件号和您指明的姓名"),
        gettext_lazy("了解居民希望改进什么"),
        gettext_lazy("您的同意；可以不写"),
        gettext_lazy("调查结束"),
    ),
    Line(
        Kept.ACCOUNT,
        gettext_lazy("账号的姓名、电话、邮箱、角色"),
        gettext_lazy("让工作人员、专家和申报单位登录办理，记录由谁办理"),
        gettext_lazy("履行评定职责所必需"),
        gettext_lazy("本人在“我的账号”里导出或注销；还有没办完的职责时先办完"),
    ),
    Line(
        Kept.OPINION,
        gettext_lazy("社会组织、驻区单位的名称、邮箱和文字意见"),
        gettext_lazy(
            "邀请它们提意见，给评审专家和评定委员参考；中心（站）看不到是谁说的，提交后可以凭回执码收回"
        ),
        gettext_lazy("单位的同意；参与是自愿的"),
        gettext_lazy("评定办结"),
    ),
    Line(
        Kept.MEDIA,
        gettext_lazy("媒体报道的截图和存档"),
        gettext_lazy("作为指标 56 的佐证；登记时确认画面里的个人信息已遮盖"),
        gettext_lazy("已经合法公开的信息，在合理范围内处理"),
        gettext_lazy("中心（站）移除；已用作佐证的随申报件归档"),
    ),
    Line(
        Kept.AUDIT_PERSONAL,
        gettext_lazy("审计日志里的姓名、联系方式、理由"),
        gettext_lazy("事后查清谁在什么时候做了什么；删除后日志仍可核验，但看不出原文"),
        gettext_lazy("履行评定职责所必需"),
        gettext_lazy("记录"),
    ),
    Line(
        Kept.SIGN_IN_FAILURES,
        gettext_lazy("登录失败的用户名和网络地址"),
        gettext_lazy("防止有人猜密码"),
        gettext_lazy("保障系统安全所必需"),
        gettext_lazy("发生"),
    ),
)


@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """The page that lists it all."""
    return render(request, "public/personal_data.html", {"lines": LINES})

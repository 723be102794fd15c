"""Words of complaints for pages: choices and labels in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from xingping.core.complaint import OPEN_STATES, Category, ComplaintState, Said
from xingping.core.validity import working_days_until
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.models import Complaint
from xingping.web.templatetags.xingping import tag

SAID: tuple[tuple[str, Promise], ...] = (
    (Said.COMPLAINT.value, gettext_lazy("投诉")),
    (Said.SUGGESTION.value, gettext_lazy("建议")),
    (Said.PRAISE.value, gettext_lazy("表扬")),
)
CATEGORIES: tuple[tuple[str, Promise], ...] = (
    (Category.SERVICE.value, gettext_lazy("服务事项办理")),
    (Category.ATTITUDE.value, gettext_lazy("工作人员态度")),
    (Category.OPENING.value, gettext_lazy("开放时间")),
    (Category.FACILITIES.value, gettext_lazy("场地与设施")),
    (Category.ACTIVITIES.value, gettext_lazy("活动与参与")),
    (Category.PRIVACY.value, gettext_lazy("个人信息泄露")),
    (Category.FEES.value, gettext_lazy("收费")),
    (Category.SAFETY.value, gettext_lazy("安全隐患或事故")),
    (Category.RATING.value, gettext_lazy("星级评定本身")),
    (Category.OTHER.value, gettext_lazy("其他")),
)
STATES: tuple[tuple[str, Promise], ...] = (
    (ComplaintState.RECEIVED.value, gettext_lazy("办理中")),
    (ComplaintState.REPLIED.value, gettext_lazy("已答复")),
    (ComplaintState.REOPENED.value, gettext_lazy("重新办理中")),
    (ComplaintState.REPLIED_AGAIN.value, gettext_lazy("已再次答复")),
    (ComplaintState.TRANSFERRED.value, gettext_lazy("已转办")),
)
MARKS: tuple[tuple[str, Promise], ...] = (
    ("5", gettext_lazy("很满意")),
    ("4", gettext_lazy("满意")),
    ("3", gettext_lazy("一般")),
    ("2", gettext_lazy("不满意")),
    ("1", gettext_lazy("很不满意")),
)
EVENTS = {
    "received": gettext_noop("收到"),
    "handler": gettext_noop("确定经办人"),
    "revealed": gettext_noop("查看原文与联系方式"),
    "replied": gettext_noop("答复"),
    "reopened": gettext_noop("要求重新办理"),
    "transferred": gettext_noop("转办"),
    "serious": gettext_noop("标为严重"),
    "grouped": gettext_noop("归组"),
    "centre": gettext_noop("确定涉及的中心（站）"),
    "shared": gettext_noop("交中心（站）说明"),
    "explained": gettext_noop("中心（站）说明"),
    "erased": gettext_noop("到期删除原文与联系方式"),
}


def state_name(complaint: Complaint) -> str:
    """The state in the reader's language."""
    return str(dict(STATES)[complaint.state])


def state_tag_of(complaint: Complaint) -> SafeString:
    """The state as a tag; red where an answer is overdue."""
    waiting = "bad" if complaint.due_on < today() else "warn"
    return tag(state_name(complaint), waiting if complaint.state in OPEN_STATES else "ok")


def time_left(complaint: Complaint) -> str:
    """Working days left for the answer, or overdue; "" where none is owed."""
    if complaint.state not in OPEN_STATES:
        return ""
    days = working_days_until(today(), complaint.due_on, WORKING_DAY)
    if days < 0:
        return _("已逾期 %(days)s 个工作日") % {"days": -days}
    return _("还有 %(days)s 个工作日") % {"days": days}

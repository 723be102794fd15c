"""What residents say about a centre: kinds, categories, states, clocks. All of it 本机构规定."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from xingping.core.spoken_code import code_given, code_of
from xingping.core.validity import WorkingDay, after_working_days

REPLY_DAYS = 15
"""Working days from receipt (or reopening) to the reply."""
SERIOUS_DAYS = 3
"""Working days for what is marked as serious."""
REOPEN_DAYS = 15
"""Calendar days after the reply in which the complainant may ask once for another look."""
LONGEST_TEXT = 4000
LONGEST_CONTACT = 200
RECEIPT_LENGTH = 26
MOST_STARS = 5


class Said(StrEnum):
    """What somebody sends."""

    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class Category(StrEnum):
    """What it is about; the residents' words, in the order of the form."""

    SERVICE = "service"
    ATTITUDE = "attitude"
    OPENING = "opening"
    FACILITIES = "facilities"
    ACTIVITIES = "activities"
    PRIVACY = "privacy"
    FEES = "fees"
    SAFETY = "safety"
    RATING = "rating"
    OTHER = "other"


class ComplaintState(StrEnum):
    """Where it stands."""

    RECEIVED = "received"
    REPLIED = "replied"
    REOPENED = "reopened"
    REPLIED_AGAIN = "replied_again"
    TRANSFERRED = "transferred"


OPEN_STATES = frozenset({ComplaintState.RECEIVED, ComplaintState.REOPENED})
"""In which the body owes an answer."""
_REPLIES = {
    ComplaintState.RECEIVED: ComplaintState.REPLIED,
    ComplaintState.REOPENED: ComplaintState.REPLIED_AGAIN,
}
SAID_LABELS: Mapping[Said, str] = {Said.COMPLAINT: "投诉", Said.SUGGESTION: "建议", Said.PRAISE: "表扬"}
CATEGORY_LABELS: Mapping[Category, str] = {
    Category.SERVICE: "服务事项办理",
    Category.ATTITUDE: "工作人员态度",
    Category.OPENING: "开放时间",
    Category.FACILITIES: "场地与设施",
    Category.ACTIVITIES: "活动与参与",
    Category.PRIVACY: "个人信息泄露",
    Category.FEES: "收费",
    Category.SAFETY: "安全隐患或事故",
    Category.RATING: "星级评定本身",
    Category.OTHER: "其他",
}
STATE_LABELS: Mapping[ComplaintState, str] = {
    ComplaintState.RECEIVED: "办理中",
    ComplaintState.REPLIED: "已答复",
    ComplaintState.REOPENED: "重新办理中",
    ComplaintState.REPLIED_AGAIN: "已再次答复",
    ComplaintState.TRANSFERRED: "已转办",
}


def reply_by(day: date, is_working: WorkingDay, *, serious: bool = False) -> date:
    """The last working day on which the reply is due, counted from the day after `day`."""
    return after_working_days(day, SERIOUS_DAYS if serious else REPLY_DAYS, is_working)


def state_after_reply(state: ComplaintState) -> ComplaintState | None:
    """The state that a reply leads to; None where none is owed."""
    return _REPLIES.get(state)


def may_reopen(state: ComplaintState, replied_on: date | None, today: date) -> bool:
    """Whether the complainant may ask for another look: once, within REOPEN_DAYS after the first reply."""
    if state is not ComplaintState.REPLIED or replied_on is None:
        return False
    return today <= replied_on + timedelta(days=REOPEN_DAYS)


def receipt_of(digest: bytes) -> str:
    """128 bits and a little as 26 letters that can be read out on the telephone."""
    return code_of(digest, RECEIPT_LENGTH)


def receipt_given(text: str) -> str:
    """What somebody typed as a receipt, without blanks and dashes, in small letters; "" for no receipt."""
    return code_given(text, RECEIPT_LENGTH)

"""What is kept about people, and for how long: one table for the public page and for the erasing job.

All of it 本机构规定, within 个人信息保护法 articles 6, 17, 19, 47: no longer than the purpose needs.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class Kept(StrEnum):
    """A kind of personal data."""

    COMPLAINT_SENDER = "complaint_sender"
    COMPLAINT_TEXT = "complaint_text"
    SURVEY_MARK = "survey_mark"
    SURVEY_HOUSEHOLD = "survey_household"
    SURVEY_TEXT = "survey_text"
    ACCOUNT = "account"
    OPINION = "opinion"
    MEDIA = "media"
    AUDIT_PERSONAL = "audit_personal"
    SIGN_IN_FAILURES = "sign_in_failures"


DAYS: dict[Kept, int] = {
    Kept.COMPLAINT_SENDER: 180,
    Kept.COMPLAINT_TEXT: 5 * 365,
    Kept.OPINION: 3 * 365,
    Kept.SURVEY_TEXT: 3 * 365,
    Kept.AUDIT_PERSONAL: 10 * 365,
    Kept.SIGN_IN_FAILURES: 30,
}
"""Days after the end of the matter (the reply, the entry); others end by an act."""


def erased_before(kind: Kept, today: date) -> date:
    """What ended before this day is erased. Raises KeyError for kinds that end by an act."""
    return today - timedelta(days=DAYS[kind])

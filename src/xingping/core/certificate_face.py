"""What the public is told of a certificate today (clauses 6.1.2 and 6.1.3); computed, never stored.

Whether a certificate has expired follows from the date in Asia/Shanghai, so that no job has to run for
the truth to be right.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from xingping.core.certificate_lifecycle import CertificateState


class Face(StrEnum):
    """The public face of a certificate."""

    VALID = "valid"
    IN_REREVIEW = "in_rereview"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    REPLACED = "replaced"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _LABELS[self]


_LABELS = {
    Face.VALID: "有效",
    Face.IN_REREVIEW: "复核中",
    Face.EXPIRED: "已到期",
    Face.SUSPENDED: "暂停使用星级标志",
    Face.CANCELLED: "已取消",
    Face.REPLACED: "已换发新证书",
}
HOLDING = frozenset({Face.VALID, Face.IN_REREVIEW})
"""Faces under which the star may be shown: after a timely application the delay is not the centre's."""
_ENDED = {CertificateState.CANCELLED: Face.CANCELLED, CertificateState.REPLACED: Face.REPLACED}


def face_of(state: CertificateState, last_day: date, today: date, *, in_rereview: bool) -> Face:
    """The face of a certificate on a day.

    A certificate is valid through its last day. `in_rereview` says whether an application for re-review
    was made on or before that day and is not decided yet: then the old star stands as 复核中 until it is.
    A suspension lasts beyond the last day only while a re-review runs.
    """
    if state in _ENDED:
        return _ENDED[state]
    if today > last_day and not in_rereview:
        return Face.EXPIRED
    if state is CertificateState.SUSPENDED:
        return Face.SUSPENDED
    return Face.IN_REREVIEW if today > last_day else Face.VALID


def days_left(last_day: date, today: date) -> int:
    """Days after today up to and including the last valid day; negative: that many days ago."""
    return (last_day - today).days

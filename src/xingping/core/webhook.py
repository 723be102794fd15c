"""Telling a rating body's own systems what happens: the events, the attempts, the signature's text."""

from __future__ import annotations

from enum import StrEnum

ATTEMPTS = 6
"""How often one event is tried at one address before it is given up."""
DELAYS = (60, 300, 1800, 7200, 21600)
"""Seconds after the first, second, ... failed attempt: about eight hours in all."""
MOST_GIVEN_UP = 3
"""After so many events given up one after the other, an address is told nothing more."""
OVERLAP_HOURS = 24
"""After a renewal, so long both the new and the former secret sign: the receiver's people need a day."""
LOG_DAYS = 90
"""An entry of the log is erased so many days after it ended."""


class Event(StrEnum):
    """What a body's own systems can be told."""

    CASE_STATE = "case.state_changed"
    CERTIFICATE_ISSUED = "certificate.issued"
    CERTIFICATE_CHANGED = "certificate.state_changed"
    NOTICE_PUBLISHED = "notice.published"
    COMPLAINT_FILED = "complaint.filed"
    PING = "ping"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _LABELS[self]


_LABELS = {
    Event.CASE_STATE: "申报件状态变化",
    Event.CERTIFICATE_ISSUED: "颁发证书",
    Event.CERTIFICATE_CHANGED: "证书暂停、恢复、取消或被替换",
    Event.NOTICE_PUBLISHED: "发布公示",
    Event.COMPLAINT_FILED: "收到投诉或表扬（不含内容）",
    Event.PING: "试发",
}
CHOSEN = tuple(event for event in Event if event is not Event.PING)
"""Events that an address may ask for; a ping is sent by hand."""


def delay_after(failed: int) -> int | None:
    """Seconds until the next attempt after so many failed ones; None: it is given up."""
    return DELAYS[failed - 1] if failed < ATTEMPTS else None

"""When a centre may apply again: bans on re-application and upgrades before expiry (both 本机构规定).

Clause 6.1.2 gives every centre its re-review in the months before expiry; no ban reaches that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xingping.core.policy import RoundPolicy
from xingping.core.validity import DAY, add_months


class BanCause(StrEnum):
    """What a ban on re-application follows from."""

    CANCELLED = "cancelled"
    TERMINATED = "terminated"
    NOT_AWARDED = "not_awarded"

    @property
    def label(self) -> str:
        """Chinese words."""
        return _LABELS[self]


_LABELS = {
    BanCause.CANCELLED: "星级被取消",
    BanCause.TERMINATED: "评定被终止",
    BanCause.NOT_AWARDED: "上次没有获得星级",
}


@dataclass(frozen=True, slots=True)
class Ban:
    """Until when, that day included, a centre may not apply, and why."""

    cause: BanCause
    since: date
    last: date

    @property
    def ends(self) -> date:
        """The first day on which it may apply again."""
        return self.last + DAY


def ban_months(policy: RoundPolicy, cause: BanCause) -> int:
    """Months of the ban that a policy ties to a cause; 0 for none."""
    return {
        BanCause.CANCELLED: policy.ban_cancelled_months,
        BanCause.TERMINATED: policy.ban_terminated_months,
        BanCause.NOT_AWARDED: policy.ban_not_awarded_months,
    }[cause]


def longest_ban(policy: RoundPolicy, last_times: Mapping[BanCause, date], day: date) -> Ban | None:
    """The ban that ends last of those running on a day, or None.

    `last_times` says when each cause happened last; a ban ends on the corresponding day of its last month
    (民法典 202), that day included.
    """
    bans = [
        Ban(cause, since, add_months(since, months))
        for cause, since in last_times.items()
        if (months := ban_months(policy, cause))
    ]
    return max((ban for ban in bans if ban.since <= day <= ban.last), key=lambda ban: ban.last, default=None)


def upgrade_from(policy: RoundPolicy, awarded: date) -> date | None:
    """The first day on which a higher star may be applied for before expiry; None where never."""
    return add_months(awarded, policy.upgrade_months) if policy.upgrade_months else None

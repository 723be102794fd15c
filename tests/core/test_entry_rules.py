"""Bans on re-application and upgrades before expiry: by the policy, to the corresponding day."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from xingping.core.entry_rules import BanCause, ban_months, longest_ban, upgrade_from
from xingping.core.policy import RoundPolicy, kept_policy_hash, policy_json
from xingping.core.policy_reading import read_policy
from xingping.core.validity import add_months

NONE = RoundPolicy()
BANS = replace(NONE, ban_cancelled_months=12, ban_terminated_months=24, ban_not_awarded_months=6)


def test_nothing_is_banned_by_default() -> None:
    assert [ban_months(NONE, cause) for cause in BanCause] == [0, 0, 0]
    assert longest_ban(NONE, dict.fromkeys(BanCause, date(2026, 5, 1)), date(2026, 5, 2)) is None
    assert upgrade_from(NONE, date(2026, 5, 1)) is None


def test_a_ban_runs_through_its_corresponding_day() -> None:
    since = {BanCause.CANCELLED: date(2024, 2, 29)}
    ban = longest_ban(BANS, since, date(2025, 2, 28))
    assert ban is not None
    assert (ban.last, ban.ends, ban.cause) == (date(2025, 2, 28), date(2025, 3, 1), BanCause.CANCELLED)
    assert longest_ban(BANS, since, date(2025, 3, 1)) is None
    assert longest_ban(BANS, since, date(2024, 2, 28)) is None


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(0, 900))
def test_the_ban_that_ends_last_is_told(day: date, later: int) -> None:
    since = {BanCause.NOT_AWARDED: day, BanCause.TERMINATED: day, BanCause.CANCELLED: day}
    asked = date.fromordinal(day.toordinal() + later)
    ban = longest_ban(BANS, since, asked)
    assert (ban is not None) == (asked <= add_months(day, 24))
    assert ban is None or ban.cause is BanCause.TERMINATED


def test_an_upgrade_waits_for_its_months() -> None:
    assert upgrade_from(replace(NONE, upgrade_months=12), date(2026, 5, 31)) == date(2027, 5, 31)


def test_a_policy_kept_before_these_rules_reads_as_off() -> None:
    kept = policy_json(BANS)
    for name in (
        "ban_cancelled_months", "ban_terminated_months", "ban_not_awarded_months", "upgrade_months",
        "downgrade_allowed", "recheck_percent",
    ):  # fmt: skip
        del kept[name]
    assert read_policy(kept) == NONE
    assert kept_policy_hash(kept) != kept_policy_hash(policy_json(NONE))

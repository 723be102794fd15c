"""Rate limits: a burst, then the average; counted by all processes together, cheap where they refuse."""

from __future__ import annotations

import pytest

from xingping.rating import limits
from xingping.rating.errors import RefusedError
from xingping.rating.limits import (
    Buckets,
    Rate,
    Throttle,
    forget_old_counts,
    limit,
    take_shared,
)
from xingping.rating.models import RateCount

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
SLOW = Rate("slow", per_minute=6, burst=2)
WIDE = Rate("wide", per_minute=60, burst=80)


class Clock:
    """Stands for the wall clock of the shared counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000_000.0
        monkeypatch.setattr(limits.time, "time", lambda: self.now)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_a_burst_then_one_every_ten_seconds(clock: Clock) -> None:
    buckets = Buckets(take_shared)
    assert [buckets.wait(SLOW, "a", 0) for _ in range(3)] == [0, 0, 10]
    assert buckets.wait(SLOW, "b", 0) == 0
    clock.now += 9
    assert buckets.wait(SLOW, "a", 9) == 1
    clock.now += 1
    assert buckets.wait(SLOW, "a", 10) == 0
    clock.now += 990
    assert [buckets.wait(SLOW, "a", 1000) for _ in range(3)] == [0, 0, 10]


def test_processes_count_together() -> None:
    one, other = Buckets(take_shared), Buckets(take_shared)
    assert [one.wait(SLOW, "a", 0), other.wait(SLOW, "a", 0)] == [0, 0]
    assert one.wait(SLOW, "a", 0) == other.wait(SLOW, "a", 0) == 10


def test_four_processes_together_let_no_more_through_than_one() -> None:
    processes = [Buckets(take_shared) for _ in range(4)]
    let = sum(processes[number % 4].wait(WIDE, "a", 0) == 0 for number in range(400))
    assert WIDE.burst - 3 * WIDE.handful <= let <= WIDE.burst


def test_a_flood_is_refused_from_memory(django_assert_max_num_queries: pytest.fixture) -> None:
    buckets = Buckets(take_shared)
    for _ in range(100):
        buckets.wait(WIDE, "a", 0)
    with django_assert_max_num_queries(0):
        assert all(buckets.wait(WIDE, "a", 0) for _ in range(1000))


def test_a_handful_is_taken_at_once_and_kept_for_a_minute(clock: Clock) -> None:
    taken: list[int] = []

    def take(rate: Rate, who: str, count: int) -> float:
        taken.append(count)
        return 0.0

    buckets = Buckets(take)
    for now in (0, 1, 2, 61, 62):
        buckets.wait(WIDE, "a", now)
    assert taken == [10, 10]


def test_the_longest_unseen_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BUCKETS", 2)
    asked: list[str] = []

    def take(_rate: Rate, who: str, _count: int) -> float:
        asked.append(who)
        return 5.0

    buckets = Buckets(take)
    for who in ("a", "b", "a", "c", "a", "b"):
        buckets.wait(SLOW, who, 0)
    assert asked == ["a", "b", "c", "b"]


def test_it_is_refused_with_the_seconds_to_wait() -> None:
    limit(SLOW, "x")
    limit(SLOW, "x")
    with pytest.raises(RefusedError) as error:
        limit(SLOW, "x")
    assert error.value.refusal.status == 429
    assert "10 秒" in str(error.value.refusal)


def test_no_address_can_be_read_from_the_counts_and_old_ones_go(clock: Clock) -> None:
    limit(SLOW, "203.0.113.9")
    assert "203" not in RateCount.objects.get().key[:3] or len(RateCount.objects.get().key) == 32
    assert forget_old_counts() == 0
    clock.now += 60
    assert forget_old_counts() == 1


def test_a_throttle_counts_only_what_it_is_told_to() -> None:
    throttle = Throttle("wrong", 2, 600)
    assert not throttle.exhausted("a")
    assert [throttle.count("a") for _ in range(3)] == [True, True, False]
    assert throttle.exhausted("a")
    assert not throttle.exhausted("b")

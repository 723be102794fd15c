"""Token buckets: a burst, then the average; one does not take another's."""

from __future__ import annotations

import pytest

from xingping.rating import limits
from xingping.rating.errors import RefusedError
from xingping.rating.limits import BUCKETS, Buckets, Rate, limit

SLOW = Rate("slow", per_minute=6, burst=2)


def test_a_burst_then_one_every_ten_seconds() -> None:
    buckets = Buckets()
    assert [buckets.wait(SLOW, "a", 0) for _ in range(3)] == [0, 0, 10]
    assert buckets.wait(SLOW, "b", 0) == 0
    assert buckets.wait(SLOW, "a", 9) == 1
    assert buckets.wait(SLOW, "a", 10) == 0
    assert [buckets.wait(SLOW, "a", 1000) for _ in range(3)] == [0, 0, 10]


def test_the_longest_unseen_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BUCKETS", 2)
    buckets = Buckets()
    for who in ("a", "a", "b", "c"):
        buckets.wait(SLOW, who, 0)
    assert buckets.wait(SLOW, "a", 0) == 0


def test_it_is_refused_with_the_seconds_to_wait() -> None:
    BUCKETS.clear()
    limit(SLOW, "x")
    limit(SLOW, "x")
    with pytest.raises(RefusedError) as error:
        limit(SLOW, "x")
    assert error.value.refusal.status == 429
    assert "10 秒" in str(error.value.refusal)
    BUCKETS.clear()

from __future__ import annotations

import numpy as np
import pytest

from xingping.national.star_blocks import VECTORS, rate_block


@pytest.mark.parametrize("cases", [1, 63, 64, 200])
@pytest.mark.parametrize(("lowest", "highest"), [(0, 100), (45, 55), (0, 5), (95, 100)])
def test_every_place_is_that_of_plain_comparison(cases: int, lowest: int, highest: int) -> None:
    draws = np.random.default_rng(cases * 1000 + lowest)
    vectors = VECTORS + 7
    values = draws.integers(lowest, highest, (4, cases), endpoint=True)
    factors = draws.integers(80, 120, (vectors, 4), endpoint=True)
    fulls = factors.sum(axis=1) * 100
    thresholds = np.stack([-(-fulls * rate // 100) for rate in (10, 50, 52, 90)], axis=1)
    even = values.sum(axis=0)
    standing = sum((even >= 4 * rate).astype(np.uint8) for rate in (10, 50, 52, 90))
    found = rate_block(
        values.astype(np.float32), factors.astype(np.float32), thresholds.astype(np.float32), standing
    )
    reached = (factors @ values)[:, None, :] >= thresholds[:, :, None]
    places = reached.sum(axis=1)
    assert found.reached.tolist() == reached.sum(axis=2).tolist()
    assert found.changed_by_vector.tolist() == (places != standing).sum(axis=1).tolist()
    assert found.changed_by_case.tolist() == (places != standing).sum(axis=0).tolist()

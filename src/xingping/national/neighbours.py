"""Two sheets of one assessor in a case, seen by comparing neighbours in a wide file.

Where the sheets of each case stand together, as in every file in the order of its cases, nothing has to
be grouped; where they do not, `repeated_sheets` is asked instead.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xingping.national.columns import ASSESSOR, CASE
from xingping.national.expression import Layout
from xingping.national.source import Slice, Source, damaged

_FARTHEST = 16
"""Sheets of one case that are compared; of a case with more, the database is asked."""


def repeated_neighbours(source: Source, part: Slice | None, cases: int) -> pa.Table | None:
    """Cases of one part in which an assessor has two sheets; None where their sheets may lie apart.

    `cases`: how many the part has. Raises FaultsError when the file is damaged.
    """
    if source.layout is not Layout.WIDE or part is None:
        return None
    try:
        rows = _rows(source, part)
    except (pa.ArrowException, OSError) as error:
        raise damaged(source.path, error) from error
    if rows[CASE].null_count or rows[ASSESSOR].null_count:
        return None
    case, assessor = np.asarray(rows[CASE]), np.asarray(rows[ASSESSOR])
    if np.count_nonzero(case[1:] != case[:-1]) + 1 != cases:
        return None
    found: list[npt.NDArray[np.int64]] = []
    for distance in range(1, _FARTHEST + 1):
        same = case[distance:] == case[:-distance]
        if not same.any():
            return pa.table({CASE: np.concatenate([case[:0], *found])})
        found.append(case[distance:][same & (assessor[distance:] == assessor[:-distance])])
    return None


def _rows(source: Source, part: Slice) -> pa.Table:
    """Case and assessor of the part's sheets, in the order of the file."""
    rows = pa.concat_tables([group.read([CASE, ASSESSOR]) for group in source.groups_of(part)])
    return rows.filter(part.holds(rows[CASE]))

"""How others would rate a national file: means per indicator, then sums, with floats.

Each answers with the cases of each star from the points in hundredths; the stars are those of 0005.
"""

from __future__ import annotations

import numpy as np
from measure import serve

BANDS = [60_000, 70_000, 80_000, 90_000, 95_000]
Stars = list[int]


def _stars(totals: np.ndarray) -> Stars:
    return np.bincount(np.searchsorted(BANDS, totals, side="right"), minlength=6).tolist()


def pandas_long(path: str) -> Stars:
    """pandas: two group-bys."""
    import pandas

    scores = pandas.read_parquet(path, columns=["case_id", "indicator", "score"])
    means = scores.groupby(["case_id", "indicator"], sort=False)["score"].mean()
    return _stars(means.groupby("case_id", sort=False).sum().to_numpy())


def polars_long(path: str) -> Stars:
    """Polars, streaming."""
    import polars

    means = polars.scan_parquet(path).group_by("case_id", "indicator").agg(polars.col("score").mean())
    totals = means.group_by("case_id").agg(polars.col("score").sum()).collect(engine="streaming")
    return _stars(totals["score"].to_numpy())


def duckdb_long(path: str) -> Stars:
    """DuckDB: SQL as one would write it."""
    import duckdb

    query = f"""SELECT sum(points) AS total FROM (
        SELECT case_id, indicator, avg(score) AS points FROM '{path}' GROUP BY case_id, indicator
    ) GROUP BY case_id"""
    return _stars(duckdb.sql(query).fetchnumpy()["total"])


def bincount_long(path: str) -> Stars:
    """numpy over Arrow batches: sums and counts per case and indicator, cases numbered from 1 to the last."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path, read_dictionary=["indicator"])
    last = file.metadata.row_group(file.num_row_groups - 1).column(0).statistics.max
    sums, counts, codes = np.zeros((last, 64)), np.zeros((last, 64)), dict[str, int]()
    for batch in file.iter_batches(1 << 20, columns=["case_id", "indicator", "score"]):
        case, indicator = batch["case_id"].to_numpy() - 1, batch["indicator"]
        names = indicator.dictionary.to_pylist()
        code = np.array([codes.setdefault(name, len(codes)) for name in names])[indicator.indices.to_numpy()]
        first = case.min()
        place = (case - first) * 64 + code
        size = int(case.max() - first + 1) * 64
        score = batch["score"].to_numpy()
        sums[first : first + size // 64] += np.bincount(place, score, size).reshape(-1, 64)
        counts[first : first + size // 64] += np.bincount(place, minlength=size).reshape(-1, 64)
    return _stars((sums / np.maximum(counts, 1)).sum(axis=1))


def decode(path: str) -> Stars:
    """Only read every column of a long file: what no plan can go below."""
    import duckdb

    columns = "sum(case_id), max(region), max(kind), sum(assessor_id), max(indicator), sum(score)"
    duckdb.sql(f"SELECT {columns} FROM '{path}'").fetchall()
    return []


def duckdb_wide(path: str) -> Stars:
    """DuckDB on a wide file: a mean per indicator and case, then the sum."""
    import duckdb

    connection = duckdb.connect()
    names = connection.sql(f"SELECT * FROM '{path}'").columns[4:]
    means = ", ".join(f'avg("{name}") AS m{at}' for at, name in enumerate(names))
    total = " + ".join(f"m{at}" for at in range(len(names)))
    query = f"SELECT {total} AS total FROM (SELECT {means} FROM '{path}' GROUP BY case_id)"
    return _stars(connection.sql(query).fetchnumpy()["total"])


if __name__ == "__main__":
    serve(
        {
            one.__name__: one
            for one in (pandas_long, polars_long, duckdb_long, bincount_long, decode, duckdb_wide)
        }
    )

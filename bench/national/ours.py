"""Our rating of a national file: from the file to the written result, every check included."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from measure import serve

from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.score import Job, score_file
from xingping.national.source import open_source


def score(path: str, rule: str = "mean") -> list[int]:
    """Rate and write; answers with the cases of each star."""
    edition, engine = find_edition(), DuckEngine()
    with TemporaryDirectory() as folder:
        job = Job(open_source(Path(path), edition), edition, engine, Aggregate(rule))
        stars = score_file(job, Path(folder) / "out.parquet").stars_json()["stars"]
    engine.close()
    assert isinstance(stars, dict)
    return [stars[str(star)] for star in range(6)]


if __name__ == "__main__":
    serve({"score": score})

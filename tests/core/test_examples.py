"""The worked examples come out as written, and an example with a fault is refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from xingping.core import edition_file
from xingping.core.aggregation import Aggregate
from xingping.core.examples import check_examples, outcome, read_examples
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition

FOLDER = Path(edition_file.__file__).parent.parent / "editions" / "t_zsx_0005_2024"
HEAD = "example,row,assessor,key,value,note\n"


def test_every_example_comes_out_as_written(edition: Edition) -> None:
    examples = read_examples(FOLDER, edition)
    assert {one.name: outcome(edition, one) for one in examples} == {
        one.name: one.expected for one in examples
    }
    assert check_examples(FOLDER, edition) == len(examples) == 31


def test_the_thresholds_are_among_them(edition: Edition) -> None:
    totals = {one.name: Fraction(one.expected["total"]) for one in read_examples(FOLDER, edition)}
    for points in (600, 700, 800, 900, 950):
        assert totals[f"at-{points}"] == points
        assert totals[f"under-{points}-by-one-step"] == points - Fraction(1, 2)
        assert totals[f"under-{points}-mean-of-three"] == points - Fraction(1, 6)


def written(tmp_path: Path, rows: str) -> Path:
    (tmp_path / "examples.csv").write_text(HEAD + rows, encoding="utf-8")
    return tmp_path


def test_settings_shares_and_decisions_are_read(tmp_path: Path, sibling: Edition) -> None:
    rows = """\
a,setting,,aggregate,trimmed,
a,setting,,step,0.25,
a,setting,,partial,yes,
a,score,甲,*,50%,
a,score,甲,7,19.75,
a,decide,,2-3,3.01,
a,expect,,level1 服务,79/4,
a,expect,,indicator 1,21/4,
a,expect,,level1 天空,,
b,score,甲,1,10%,
"""
    first, second = read_examples(written(tmp_path, rows), sibling)
    assert (first.rule, first.step, first.partial) == (Aggregate.TRIMMED, 25, True)
    assert first.sheets == {"甲": {"1": 525, "2-3": 1000, "7": 1975}}
    assert first.corrections == {"2-3": 301}
    assert outcome(sibling, first) == {
        "level1 服务": "79/4",
        "indicator 1": "21/4",
        "level1 天空": "没有这一项",
    }
    assert (second.name, second.line, second.sheets) == ("b", 11, {"甲": {"1": 105}})


def test_an_edition_need_not_have_examples(tmp_path: Path, sibling: Edition) -> None:
    assert check_examples(tmp_path, sibling) == 0


def test_wrong_outcomes_and_wrong_scores_are_all_named(tmp_path: Path, sibling: Edition) -> None:
    rows = "a,score,甲,*,100%,\na,expect,,total,50,\na,expect,,stars,2,\nb,score,甲,1,99,\n"
    with pytest.raises(FaultsError) as caught:
        check_examples(written(tmp_path, rows), sibling)
    assert [str(fault).removeprefix(f"{tmp_path}/") for fault in caught.value.faults] == [
        "examples.csv:2: 算例 a 的 total 写的是“50”，算得“101/2”；请核对算例",
        "examples.csv:5: 算例 b：指标 1“整洁”的得分 99 超出范围；请填 0 至 10.5 之间的数",
        "examples.csv:5: 算例 b：“开放”没有评分；请补上得分，或注明只评了一部分",
        "examples.csv:5: 算例 b：“整洁”没有评分；请补上得分，或注明只评了一部分",
    ]


@pytest.mark.parametrize(
    "row",
    [
        "a,score,甲,99,1,",
        "a,score,甲,1,-1,",
        "a,score,甲,1,33.33%,",
        "a,score,甲,1,x%,",
        "a,guess,甲,1,1,",
        "a,setting,,aggregate,mode,",
        "a,setting,,partial,no,",
        "a,setting,,colour,red,",
        "a,decide,,9,1,",
    ],
)
def test_a_row_that_makes_no_sense_is_named(tmp_path: Path, sibling: Edition, row: str) -> None:
    with pytest.raises(FaultsError) as caught:
        read_examples(written(tmp_path, f"{row}\n{row}\n"), sibling)
    assert [fault.place for fault in caught.value.faults] == [f"{tmp_path}/examples.csv:{n}" for n in (2, 3)]
    assert caught.value.faults[0].message.startswith("这一行读不懂")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "examples.csv:1: 表头不对；第一行应为 example,row,assessor,key,value,note"),
        (b"a,b\n", "examples.csv:1: 表头不对；第一行应为 example,row,assessor,key,value,note"),
        (HEAD.encode() + b"a,b\n", "examples.csv:2: 有 2 列；应为 6 列"),
        (
            HEAD.encode() + b'a,"b"x\n',
            "examples.csv:2: 不是合法的 CSV（',' expected after '\"'）；请检查引号",
        ),
        (b"\xff", "examples.csv:1: 不是 UTF-8 编码；请用 UTF-8 编码另存"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(
    tmp_path: Path, sibling: Edition, content: bytes, fault: str
) -> None:
    (tmp_path / "examples.csv").write_bytes(content)
    with pytest.raises(FaultsError) as caught:
        read_examples(tmp_path, sibling)
    assert [str(one).removeprefix(f"{tmp_path}/") for one in caught.value.faults] == [fault]

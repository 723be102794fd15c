from __future__ import annotations

import io
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pikepdf
import pytest

import xingping
from bundles import made_result, made_sheets
from pdf_reading import colours, pages, size_of, text_of
from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition, find_guide
from xingping.core.examples import Example, read_examples
from xingping.core.points import round_down, round_up, show_hundredths
from xingping.core.scoring import Result, score
from xingping.documents.report import report_pdf, write_report_pdf
from xingping.documents.way import Way, WayStep

GUIDE = find_guide()
EXAMPLES = read_examples(Path(xingping.__file__).parent / "editions" / "t_zsx_0005_2024", find_edition())
NAME = "演示·东光社区服务中心"


def shown(result: Result, **options: object) -> str:
    return text_of(report_pdf(result, GUIDE, subject=NAME, **options))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def result() -> Result:
    return made_result(made_sheets(3, share=0.9))


@pytest.fixture(scope="module")
def made(result: Result) -> bytes:
    return report_pdf(result, GUIDE, subject=NAME, dated=date(2026, 5, 31))


def test_every_number_of_the_result_is_in_the_text(result: Result, made: bytes) -> None:
    text = text_of(made)
    assert round_down(result.total) in text
    assert f"得分率{round_down(result.rate * 100)}%" in text
    assert result.stars is not None
    assert f"达到{find_edition().bands[result.stars - 1].name}" in text
    assert result.next_star
    assert f"还差{round_up(result.next_star.points)}分" in text
    for subtotal in (*result.level1, *result.level2):
        assert round_down(subtotal.points) in text
    table = text[text.index("三级指标逐项得分") : text.index("依据与说明")]
    for row in result.indicators:
        points = row.points
        assert points is not None
        full = show_hundredths(row.indicator.points)
        lost = round_up(Fraction(row.indicator.points, 100) - points)
        low, high = min(row.scores.values()), max(row.scores.values())
        line = f"{row.indicator.serial}{row.indicator.level3}"
        assert line in table
        rest = table[table.rindex(line) :][:60]
        for number in (full, round_down(points), lost, f"{show_hundredths(low)}–{show_hundredths(high)}"):
            assert number in rest


def test_what_a_mayor_asks_for_is_there(result: Result, made: bytes) -> None:
    text, edition = text_of(made), find_edition()
    assert NAME in text
    assert "日期2026年5月31日" in text
    assert edition.hash in text
    assert GUIDE.hash in text
    assert f"精确总分{result.total}分" in text
    assert "标准规定附录A" in text
    assert "标准规定6各星级" in text
    assert "标准规定6.1.2" in text
    assert "本细则每项指标取" in text
    assert "一律向下取到两位小数" in text
    for erratum in edition.errata:
        assert "".join(erratum.place.split()) in text


def test_pages_are_a4_numbered_and_not_dark(made: bytes) -> None:
    read = pages(made)
    assert 4 <= len(read) <= 7
    assert all(f"第{number}页，共{len(read)}页" in page for number, page in enumerate(read, 1))
    assert all(page.startswith(NAME) for page in read)
    for number in range(len(read)):
        assert size_of(made, number) == (210, 297)
        found = colours(made, number)
        dark = sum(count for colour, count in found.items() if sum(colour) < 300)
        assert dark < sum(found.values()) * 0.12
    assert colours(made, scale=1)[(200, 146, 26)] > 300, "the stars are gold"
    assert len(made) < 1_000_000


def _accessible(pdf: bytes) -> bool:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return bool(document.open_metadata().get("pdfuaid:part") == "1")


def test_screen_readers_can_read_it(made: bytes) -> None:
    assert _accessible(made)


def test_the_same_input_gives_the_same_bytes(result: Result, made: bytes) -> None:
    again = report_pdf(result, GUIDE, subject=NAME, dated=date(2026, 5, 31))
    assert again == made
    assert report_pdf(result, GUIDE, subject="别的中心", dated=date(2026, 5, 31)) != made


@pytest.mark.parametrize("assessors", [1, 9])
def test_one_and_nine_assessors(assessors: int) -> None:
    result = made_result(made_sheets(assessors), rule=Aggregate.TRIMMED)
    text = shown(result)
    assert f"由{assessors}份评分表汇总，总分{round_down(result.total)}分" in text
    assert "去掉一个最高分和一个最低分" in text


def test_a_partial_result_has_no_star_and_says_what_is_missing() -> None:
    sheet = dict(list(made_sheets(1)["A"].items())[:20])
    result = score(find_edition(), {"A": sheet}, partial=True)
    text = shown(result)
    assert "不定星级" in text
    assert "尚有37项没有评分" in text
    assert "达到更高星级的最短路径本细则估算·仅供参考评分完成以后才能计算" in text
    assert text.count("未评") >= 37


@pytest.mark.parametrize(("share", "stars"), [(0.5, "未达到星级"), (1.0, "已经是最高星级")])
def test_no_star_and_the_highest_star(share: float, stars: str) -> None:
    sheets = {"A": {one.serial: int(one.points * share / 50) * 50 for one in find_edition().indicators}}
    assert stars in shown(made_result(sheets))


def test_the_way_is_printed_with_its_steps(result: Result) -> None:
    assert result.next_star
    step = WayStep("31", Fraction(131, 3), Fraction(50), "8", ("共建党组织不少于 5 个",))
    text = shown(result, way=Way(result.next_star.stars, [step], "本细则的估计"))
    assert "联席会议制度43.66→50.00（分值50）共建党组织不少于5个。+6.33投入8" in text
    assert "提高1项指标，共6.33分" in text
    assert "够不着。" in shown(result, way=Way(5, (), "本细则的估计", note="够不着"))


@pytest.mark.parametrize(
    "name",
    [
        '#eval("1+1")',
        '#read("/etc/passwd")',
        "$x^2$ *粗* _斜_ `码` <标签> @引用 = 题",
        "\\u{41} \\n // 注释 /* 注释 */",
        '"); #panic("x"); ("',
        "#" * 50,
    ],
)
def test_markup_in_a_name_stays_text(result: Result, name: str) -> None:
    text = text_of(report_pdf(result, GUIDE, subject=name))
    assert "".join(name.split()) in text


def test_odd_characters_are_printed_or_dropped_and_never_break(result: Result) -> None:
    name = "甲\x00乙\u202e丙\ud800丁\x1b[2J戊\u2028己😀"
    text = text_of(report_pdf(result, GUIDE, subject=name))
    assert "甲乙丙" in text
    assert not _accessible(report_pdf(result, GUIDE, subject=name))
    assert "\u202e" not in text


def test_a_very_long_name_keeps_the_first_page_whole(result: Result) -> None:
    name = "演示社区服务中心" * 20
    read = pages(report_pdf(result, GUIDE, subject=name))
    assert name in read[0]
    assert round_down(result.total) in read[0]
    assert "七项一级指标" in read[0]


def test_a_file_is_written_whole(result: Result, made: bytes, tmp_path: Path) -> None:
    path = tmp_path / "报告.pdf"
    write_report_pdf(result, GUIDE, path, subject=NAME, dated=date(2026, 5, 31))
    assert path.read_bytes() == made
    assert [one.name for one in tmp_path.iterdir()] == ["报告.pdf"]


def test_a_report_needs_neither_django_nor_scipy() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests'); from bundles import made_result, made_sheets;"
        "from xingping.core.catalogue import find_guide; from xingping.documents.report import report_pdf;"
        "report_pdf(made_result(made_sheets()), find_guide());"
        "sys.exit(len({name.split('.')[0] for name in sys.modules} & {'django', 'scipy', 'numpy'}))"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.name)
def test_the_editions_examples_print_what_they_expect(example: Example) -> None:
    result = score(
        find_edition(),
        example.sheets,
        rule=example.rule,
        step=example.step,
        partial=example.partial,
        corrections=example.corrections,
    )
    text = shown(result)
    for key in ("shown", "needed_shown"):
        if example.expected.get(key):
            assert f"{example.expected[key]}分" in text
    if example.expected.get("stars"):
        stars = int(example.expected["stars"])
        assert (f"达到{find_edition().bands[stars - 1].name}" if stars else "未达到星级") in text

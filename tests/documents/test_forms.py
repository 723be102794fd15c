from __future__ import annotations

from dataclasses import replace
from datetime import date

from bundles import made_sheets
from pdf_reading import pages, qr_codes, text_of
from xingping.core.catalogue import find_edition
from xingping.core.scoring import score
from xingping.documents.application_form import ApplicationText, application_form_pdf
from xingping.documents.form import pairs
from xingping.documents.pledge import USUAL, PledgeText, pledge_pdf

EDITION = find_edition()
ADDRESS = "https://demo.example/cases/2026-510104-0007/"
TEXT = ApplicationText(
    case="2026-510104-0007",
    round_name="2026年第一批评定",
    body="演示评定机构",
    applicant="演示居委会",
    centre="演示·东光社区服务中心",
    details=[
        ("类型", "城市社区"),
        ("形式", "服务中心"),
        ("地址", "演示市甲区某某路某某号某某大厦一层"),
        ("电话", "000"),
    ],
    target_stars=4,
    eligibility=[("有固定场所", True), ("没有重大责任事故", False), ("没有弄虚作假", None)],
    chain=["街道", "区"],
    address=ADDRESS,
    printed=date(2026, 4, 1),
    fingerprint="ab12" * 16,
)


def test_an_application_is_filled_in() -> None:
    sheet = dict(list(made_sheets(1)["A"].items())[:50])
    made = application_form_pdf(TEXT, EDITION, score(EDITION, {"自评": sheet}, partial=True))
    said = text_of(made)
    for one in (
        "申报编号2026-510104-0007拟申报星级四星级",
        "申报单位演示居委会",
        "类型城市社区形式服务中心",
        "57项指标，自评完成50项",
        "1有固定场所是2没有重大责任事故否3没有弄虚作假未答",
        "街道推荐意见",
        "区推荐意见",
        "受理意见",
        "不收取任何费用",
        "ab12ab12ab12ab12",
    ):
        assert one in said
    assert qr_codes(made) == [ADDRESS]


def test_an_application_without_chain_target_or_scores() -> None:
    said = text_of(
        application_form_pdf(replace(TEXT, chain=(), target_stars=None, eligibility=()), EDITION, None)
    )
    assert "推荐意见" not in said
    assert "（未填）" in said
    assert "尚未自评" in said
    assert "申报条件（" not in said


def test_lonely_halves_take_the_whole_line() -> None:
    made = pairs([("a", "1"), ("b", "2"), ("c", "3"), ("d", "4"), ("e", "5")], wide=["d"])
    assert [one["name"] for one in made["pairs"] if one["wide"]] == ["c", "d", "e"]


def test_a_pledge_has_its_clauses_and_a_place_for_the_stamp() -> None:
    text = PledgeText(
        "2026-7", "2026年第一批评定", "演示评定机构", "演示居委会", "演示中心", ADDRESS, date(2026, 4, 1)
    )
    made = pledge_pdf(text)
    said = text_of(made)
    assert all("".join(item.split()) in said for item in USUAL)
    assert "（盖章）" in said
    assert qr_codes(made) == [ADDRESS]
    assert len(pages(made)) == 1

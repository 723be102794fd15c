from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pikepdf
import pytest

from documents_samples import CERTIFICATE
from pdf_reading import colours, pages, qr_codes, size_of, text_of
from xingping.core.catalogue import find_edition
from xingping.documents import certificate_batch
from xingping.documents.certificate import Layout, Paper, certificate_pdf
from xingping.documents.certificate_batch import certificates
from xingping.documents.dates import chinese_date, english_date
from xingping.documents.typst_engine import DocumentError

EDITION = find_edition()
TEXT = CERTIFICATE
CREDENTIAL: dict[str, Any] = {"name": "四星级", "id": TEXT.address}
GOLD = (200, 146, 26)


def test_everything_the_issue_names_is_on_it() -> None:
    made = certificate_pdf(TEXT, EDITION, credential=CREDENTIAL)
    text = text_of(made)
    for said in (
        "星级评定证书",
        TEXT.centre,
        "经评定，达到",
        "四星级城乡社区服务中心（站）",
        "T/ZSX0005-2024",
        "第6章",
        "总分912.33",
        TEXT.number,
        "2026-05-31至2029-05-31",
        TEXT.announcement,
        TEXT.body,
        "2026年5月31日",
        "盖章处",
    ):
        assert said in text
    assert "★" not in text, "stars are drawn, not characters"
    assert qr_codes(made) == [TEXT.address]
    assert len(pages(made)) == 1


def test_points_are_left_out_where_policy_keeps_them() -> None:
    assert "总分" not in text_of(certificate_pdf(replace(TEXT, total=""), EDITION))


@pytest.mark.parametrize(
    ("paper", "size"), [(Paper.A4, (297, 210)), (Paper.A3, (420, 297))], ids=["A4", "A3"]
)
@pytest.mark.parametrize("bilingual", [False, True])
def test_formats_and_languages(paper: Paper, size: tuple[int, int], bilingual: bool) -> None:
    made = certificate_pdf(TEXT, EDITION, layout=Layout(paper=paper, bilingual=bilingual))
    assert size_of(made) == size
    assert len(pages(made)) == 1
    text = text_of(made)
    assert ("Four-StarUrbanandRuralCommunityServiceCenter(Station)" in text) is bilingual
    assert ("31May2026" in text) is bilingual
    assert (TEXT.centre_en.replace(" ", "") in text) is bilingual


def test_as_many_gold_stars_as_awarded() -> None:
    gold = [colours(certificate_pdf(replace(TEXT, stars=stars), EDITION))[GOLD] for stars in range(1, 6)]
    steps = [more - less for less, more in pairwise(gold)]
    assert min(steps) > 80
    assert max(steps) - min(steps) < 30


def test_it_is_an_archive_with_its_credential_attached() -> None:
    made = certificate_pdf(TEXT, EDITION, credential=CREDENTIAL)
    with pikepdf.open(io.BytesIO(made)) as document:
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert list(document.attachments) == ["credential.json"]
        attached = document.attachments["credential.json"]
        assert json.loads(attached.get_file().read_bytes()) == CREDENTIAL
        assert attached.obj.AFRelationship == "/Supplement"
        assert document.Root.Lang == "zh-CN"
        for font in document.pages[0].Resources.Font.values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile3" in descriptor or "/FontFile2" in descriptor
    with pikepdf.open(io.BytesIO(certificate_pdf(TEXT, EDITION))) as document:
        assert not list(document.attachments)


def test_the_same_certificate_is_the_same_bytes() -> None:
    first = certificate_pdf(TEXT, EDITION, credential=CREDENTIAL)
    assert certificate_pdf(TEXT, EDITION, credential=CREDENTIAL) == first
    assert certificate_pdf(replace(TEXT, number="2"), EDITION, credential=CREDENTIAL) != first


@pytest.mark.parametrize("bilingual", [False, True])
def test_very_long_names_stay_on_one_page(bilingual: bool) -> None:
    text = replace(
        TEXT, centre="演示社区服务中心" * 9, body="演示评定机构" * 6, centre_en="Demo Center " * 15
    )
    made = certificate_pdf(text, EDITION, layout=Layout(bilingual=bilingual))
    assert len(pages(made)) == 1
    assert text.centre in text_of(made)
    assert text.number in text_of(made)
    assert qr_codes(made) == [text.address]


def test_markup_in_names_stays_text() -> None:
    hostile = replace(TEXT, centre='#eval("1")$x$*粗*', body="#panic()", number="#1@x<y>")
    text = text_of(certificate_pdf(hostile, EDITION))
    assert '#eval("1")$x$*粗*' in text
    assert "#panic()" in text
    assert "#1@x<y>" in text


def test_a_character_without_glyph_is_refused_by_name() -> None:
    with pytest.raises(DocumentError, match="“😀”在现有字体中没有字形"):
        certificate_pdf(replace(TEXT, centre="演示😀中心"), EDITION)
    with pytest.raises(ValueError, match="标准没有 6 星级"):
        certificate_pdf(replace(TEXT, stars=6), EDITION)


@pytest.mark.parametrize("own", [None, '#import "certificate.typ": document'])
def test_a_batch_is_in_order_and_equals_single_ones(own: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate_batch, "AHEAD", 4)
    items = [(replace(TEXT, number=f"N{number}", stars=1 + number % 5), CREDENTIAL) for number in range(10)]
    made = list(certificates(iter(items), EDITION, own=own))
    assert made == [certificate_pdf(text, EDITION, credential=CREDENTIAL) for text, _ in items]


def test_a_batch_stops_at_the_one_that_cannot_be_made() -> None:
    items = [(TEXT, None), (replace(TEXT, centre="😀"), None)]
    making = certificates(items, EDITION)
    with pytest.raises(DocumentError, match="没有字形"):
        list(making)


def test_dates() -> None:
    assert chinese_date(date(2026, 2, 9)) == "2026 年 2 月 9 日"
    assert english_date(date(2026, 12, 9)) == "9 December 2026"

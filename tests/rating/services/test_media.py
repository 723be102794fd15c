"""Reports of the media: entered once per link, changed until used, evidence for indicator 56 by one click."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from factories import Scene, draft_scene, officer_of, submitted_scene
from refusals import refused
from xingping.core.media import MediaLevel, Medium, link_key
from xingping.rating.calendar import today
from xingping.rating.models import AuditEntry, EvidenceItem, MediaReport
from xingping.rating.queries.media import case_media, counts, find_reports, for_case, visible_report_file
from xingping.rating.queries.visibility import visible_media
from xingping.rating.services.evidence import remove_evidence
from xingping.rating.services.media import Report, add_report, change_report, remove_report, use_report

pytestmark = pytest.mark.django_db
LINK = "https://www.daily.example/a/1/?id=7#top"


@pytest.fixture
def scene() -> Scene:
    return draft_scene()


def picture(name: str = "截屏.png") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue())


def report(**changes: Any) -> Report:
    values = {
        "level": MediaLevel.CITY,
        "medium": Medium.ONLINE,
        "title": "社区食堂开张",
        "outlet": "演示日报",
        "published_on": today() - timedelta(days=30),
        "link": LINK,
        "confirmed": True,
    }
    return Report(**{**values, **changes})


def added(scene: Scene, **changes: Any) -> MediaReport:
    return add_report(scene.applicant, scene.case.centre_id, report(**changes))


def test_a_link_is_entered_once_however_it_is_written(scene: Scene) -> None:
    first = added(scene)
    for same in ("http://daily.example/a/1?id=7", "https://daily.example:443/a/1/?id=7"):
        with refused("media_known") as caught:
            added(scene, link=same)
        assert "社区食堂开张" in caught.refusal.message
    added(scene, link="https://daily.example/a/1?id=8")
    with pytest.raises(IntegrityError), transaction.atomic():
        MediaReport.objects.exclude(pk=first.pk).update(link_hash=first.link_hash)
    remove_report(scene.applicant, first.pk)
    assert added(scene).pk != first.pk
    with refused("not_found"):
        remove_report(scene.applicant, first.pk)
    assert link_key("  ") == ""


def test_what_is_wrong_is_named(scene: Scene) -> None:
    bad = {"title": " ", "outlet": "x" * 81, "published_on": today() + timedelta(days=1), "confirmed": False}
    with refused("invalid") as caught:
        added(scene, **bad)
    assert caught.places == ["标题", "媒体名称", "报道日期", "确认"]
    for link in ("ftp://daily.example/1", "https://user:pass@daily.example/", "javascript:alert(1)", "日报"):
        with refused("invalid"):
            added(scene, link=link)
    with refused("invalid") as caught:
        added(scene, link="")
    assert caught.places == ["链接"]
    html = SimpleUploadedFile("a.html", b"<html><script>alert(1)</script></html>")
    with refused("invalid"):
        added(scene, archived=html)
    with refused("media_wrong_file"):
        added(scene, archived=SimpleUploadedFile("a.docx", _word()))
    assert not MediaReport.objects.exists()


def _word() -> bytes:
    from docx import Document

    content = io.BytesIO()
    Document().save(content)
    return content.getvalue()


def test_a_report_becomes_evidence_once_and_is_then_fixed(scene: Scene) -> None:
    found = added(scene)
    item = use_report(scene.applicant, found.pk, scene.case.pk)
    assert use_report(scene.applicant, found.pk, scene.case.pk) == item
    version = item.versions.get()
    assert (version.mode, version.url, version.dated) == ("link", LINK, found.published_on)
    assert "市级媒体《社区食堂开张》" in version.caption
    assert list(item.links.values_list("serial", "point")) == [("56", "")]
    with refused("media_used"):
        change_report(scene.applicant, found.pk, found.version, report(title="改了"))
    with refused("media_used"):
        remove_report(scene.applicant, found.pk)
    assert for_case(visible_media(scene.applicant), scene.case).get().is_here  # type: ignore[attr-defined]
    remove_evidence(scene.applicant, item.pk)
    changed = change_report(scene.applicant, found.pk, found.version, report(title="改了"))
    with refused("changed_meanwhile"):
        change_report(scene.applicant, found.pk, found.version, report(title="又改了"))
    again = use_report(scene.applicant, changed.pk, scene.case.pk)
    assert again.pk != item.pk
    paper = added(scene, link="", medium=Medium.NEWSPAPER, screenshot=picture())
    seen = use_report(scene.applicant, paper.pk, scene.case.pk).versions.get()
    assert seen.mode == "on_site"  # the general guide takes links alone at 56
    added(scene, link="https://other.example/3")
    third = use_report(scene.applicant, MediaReport.objects.latest("pk").pk, scene.case.pk)
    last = added(scene, link="https://other.example/4")
    with refused("evidence_limit"):
        use_report(scene.applicant, last.pk, scene.case.pk)
    assert EvidenceItem.objects.filter(removed_at=None).count() == 3
    assert third.created_by == scene.applicant.person
    verbs = AuditEntry.objects.filter(verb__startswith="media.").values_list("verb", flat=True)
    assert set(verbs) == {"media.add", "media.change"}


def test_levels_are_counted_and_old_ones_told_apart(scene: Scene) -> None:
    added(scene)
    added(scene, link="https://a.example/2", level=MediaLevel.NATIONAL, title="全国都知道")
    added(scene, link="https://a.example/3", published_on=today() - timedelta(days=900))
    rows = visible_media(scene.applicant)
    assert dict(counts(rows)) == {"national": 1, "province": 0, "city": 2, "district": 0}
    figures = case_media(rows, scene.case)
    assert dict(figures.recent)[MediaLevel.CITY] == 1
    assert figures.old == 1
    assert figures.before < today()
    assert find_reports(rows, "全国").count() == 1


def test_who_may_not(scene: Scene) -> None:
    found = added(scene, screenshot=picture())
    other = draft_scene()
    with refused("not_found"):
        add_report(other.applicant, scene.case.centre_id, report())
    for act in (
        lambda: remove_report(other.applicant, found.pk),
        lambda: change_report(other.applicant, found.pk, 0, report()),
        lambda: use_report(other.applicant, found.pk, other.case.pk),
        lambda: visible_report_file(other.applicant, found.pk, "screenshot"),
        lambda: visible_report_file(scene.applicant, found.pk, "archived"),
        lambda: visible_report_file(scene.applicant, found.pk, "centre"),
        lambda: add_report(scene.applicant, 0, report()),
    ):
        with refused("not_found"):
            act()
    officer = officer_of(scene.body)
    assert visible_report_file(officer, found.pk, "screenshot")[1] == "截屏.png"
    with refused("not_allowed"):
        remove_report(officer, found.pk)
    late = submitted_scene()
    done = add_report(late.applicant, late.case.centre_id, report())
    with refused("wrong_state"):
        use_report(late.applicant, done.pk, late.case.pk)

"""On English pages every Chinese name says that it is Chinese, so that a screen reader reads it rightly."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe

from factories import officer_of
from public_centres import awarded, open_register
from surveys import plan
from xingping.core.sample_plan import Quota, SamplePlan
from xingping.rating.calendar import today
from xingping.rating.models import Notice, NoticeItem
from xingping.rating.services.surveys import begin_survey
from xingping.web.displays import own_language

pytestmark = pytest.mark.django_db

CHINESE = re.compile("[\u3400-\u9fff]")
EMPTY = {"meta", "link", "input", "img", "br", "path", "use", "rect", "hr", "option"}
SILENT = ("title", "code", "script", "style", "select", "textarea")


class Unmarked(HTMLParser):
    """Chinese words of a page that stand in no element marked as Chinese."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY:
            self.open.append((tag, str(dict(attrs).get("lang", "")).startswith("zh")))

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag not in EMPTY:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        said = any(marked or tag in SILENT for tag, marked in self.open)
        if CHINESE.search(data) and not said:
            self.found.append(data.strip())


def test_names_on_english_pages_are_marked_as_chinese() -> None:
    centre, other = open_register("青禾社区服务中心", "东光社区服务中心")
    certificate = awarded(centre)
    officer = officer_of(centre.body)
    survey = begin_survey(officer, centre, plan(sample=SamplePlan((), (Quota("p1", "一号楼", 20, 300),))))
    closed = begin_survey(officer, other, plan(opens=2))
    last = today() + timedelta(days=7)
    notice = Notice.objects.create(
        body=centre.body, round=certificate.case.round, number="公示〔2026〕1 号", contact="办公室",
        created_by=officer.person, published_on=today(), first_end=last, ends_on=last,
        published_at=certificate.state_since,
    )  # fmt: skip
    item = NoticeItem.objects.create(
        notice=notice, case=certificate.case, stars=3, centre_name=centre.name, region=centre.region
    )
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    unmarked = {}
    for address in (
        "/", "/?q=青禾", "/region/510104/", f"/centres/{centre.pk}/", f"/compare/?c={centre.pk}&c={other.pk}",
        f"/v/?q={certificate.number}", f"/v/{certificate.token}?lang=en", f"/badge/{certificate.token}/",
        f"/complaint/?centre={centre.pk}", f"/s/{survey.token}/", f"/s/{survey.token}/kiosk/",
        f"/s/{survey.token}/thanks/", f"/s/{closed.token}/", "/notice/", notice.get_absolute_url(),
        reverse("public:notice-place", args=[notice.pk, item.pk]), "/open-data/", "/api/",
 "/personal-data/",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
        unmarked[address] = Unmarked(answer.content.decode()).found
    assert {address: found for address, found in unmarked.items() if found} == {}


def test_a_name_is_marked_where_the_page_speaks_another_language() -> None:
    with translation.override("en"):
        assert own_language("青禾 <b>") == '<span lang="zh-CN">青禾 &lt;b&gt;</span>'
        assert own_language(mark_safe("<b>青禾</b>")) == '<span lang="zh-CN"><b>青禾</b></span>'
        assert own_language("Demo Center") == "Demo Center"
    assert own_language("青禾") == "青禾"
    assert own_language("YS001") == "YS001"
    assert own_language("Demo Dongguang Center") == '<span lang="en">Demo Dongguang Center</span>'

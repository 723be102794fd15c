"""A case goes up the chain, is returned, corrected and accepted; two officers at once; a stranger."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from factories import Scene, officer_of, recommender_of, save, submitted_scene
from stories.applicants import pdf, sign_in
from stories.conftest import FaultsOf, Guard
from web.desks import chain_scene, client_of, copies
from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.models import CaseEvent, Recommendation, RoleGrant
from xingping.rating.services.saving import Edit
from xingping.rating.services.submitting import submit

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_second_factor(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []


def become(context: BrowserContext, server: LiveServer, actor: Actor) -> None:
    """Sign the browser in as somebody else."""
    context.clear_cookies()
    sign_in(context, server, actor.person)


def recommend(page: Page, server: LiveServer, scene: Scene, opinion: str) -> None:
    """A unit opens its queue, reads the case and recommends it."""
    page.goto(f"{server.url}/recommend/")
    page.get_by_role("link", name="办理 1 件").click()
    page.get_by_role("link", name=scene.case.centre.name).first.click()
    page.get_by_role("link", name="同意推荐").click()
    page.get_by_label("推荐意见").fill(opinion)
    page.locator("input[type=file]").set_input_files(
        {"name": "意见.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    page.get_by_role("button", name="同意推荐并上报").click()
    expect(page.get_by_text("并上报。")).to_be_visible()


def test_a_case_is_recommended_returned_corrected_and_accepted(
    page: Page, context: BrowserContext, live_server: LiveServer
) -> None:
    scene = chain_scene("street", "county")
    for actor, opinion in ((scene.street, "街道同意推荐"), (scene.county, "区里同意推荐")):
        become(context, live_server, actor)
        recommend(page, live_server, scene, opinion)
    assert scene.fresh().state == State.RECOMMENDED

    become(context, live_server, scene.officer)
    page.goto(f"{live_server.url}/office/?state=todo")
    page.get_by_role("link", name=scene.case.centre.name).click()
    expect(page.get_by_text("区里同意推荐").first).to_be_visible()
    page.get_by_role("link", name="退回补正").click()
    page.get_by_text("规划建设").click()
    page.get_by_text("无障碍设施设置情况").click()
    page.locator("[name=reason-3]").fill("请补坡道照片")
    page.get_by_role("button", name="退回补正").click()
    expect(page.get_by_text("写明了 1 处补正要求")).to_be_visible()
    assert scene.fresh().open_serials == ["3"]

    save(scene, {"statements.3": Edit(None, "坡道照片已补")}, sequence=5)
    submit(scene.applicant, scene.case.pk)
    page.reload()
    expect(page.get_by_text("坡道照片已补")).to_be_visible()
    page.get_by_role("link", name="受理", exact=True).click()
    page.get_by_role("button", name="确认受理").click()
    expect(page.get_by_text("已受理").first).to_be_visible()
    assert scene.fresh().state == State.ACCEPTED
    assert Recommendation.objects.filter(standing=True).count() == 2


def test_two_officers_decide_at_once_and_one_decision_stands(
    page: Page, context: BrowserContext, live_server: LiveServer, browser: Browser, guard: Guard
) -> None:
    scene = submitted_scene()
    become(context, live_server, scene.officer)
    other = browser.new_context(locale="zh-CN")
    sign_in(other, live_server, officer_of(scene.body).person)
    second = other.new_page()
    address = f"{live_server.url}/office/cases/{scene.case.number}"
    page.goto(f"{address}/accept/")
    second.goto(f"{address}/refuse/")
    second.get_by_label("不予受理的理由").fill("开放未满一年")
    page.get_by_role("button", name="确认受理").click()
    expect(page.get_by_text("申报单位已收到通知").first).to_be_visible()
    second.get_by_role("button", name="决定不予受理").click()
    expect(second.get_by_text("现在的状态是“已受理”，不能不予受理").first).to_be_visible()
    expect(second.get_by_label("不予受理的理由")).to_have_value("开放未满一年")
    other.close()
    assert CaseEvent.objects.filter(case=scene.case, action__in=["accept", "refuse"]).count() == 1


def test_a_stranger_is_refused_everywhere(
    page: Page, context: BrowserContext, live_server: LiveServer, guard: Guard
) -> None:
    scene, other = chain_scene("street"), submitted_scene()
    number, round_ = scene.case.number, scene.case.round_id
    office = [
        f"/office/cases/{number}/{place}" for place in ("", "history/", "accept/", "return/", "refuse/")
    ]
    office += [
        f"/office/rounds/{round_}/{place}" for place in ("", "edit/", "copy/", "open/", "close/", "quotas/")
    ]
    office += [f"/office/centres/{scene.case.centre_id}/", f"/cases/{number}/"]
    units = [f"/recommend/rounds/{round_}/510104026/", f"/recommend/cases/{number}/", f"/cases/{number}/"]
    for actor, addresses in ((other.officer, office), (recommender_of("510104027"), units)):
        become(context, live_server, actor)
        for address in addresses:
            answer = page.goto(live_server.url + address)
            assert answer is not None
            assert (address, answer.status) == (address, 404)
            assert scene.case.centre.name not in page.content()
    guard.errors.clear()
    assert scene.fresh().state == State.SUBMITTED


def test_the_order_is_changed_with_the_keyboard(
    page: Page, context: BrowserContext, live_server: LiveServer
) -> None:
    scene = chain_scene("street")
    cases = [scene.case, *copies(scene.case, 1)]
    client = client_of(scene.street)
    for rank, case in enumerate(cases, start=1):
        sent = {"opinion": "同意", "given_on": f"{today()}", "rank": rank}
        client.post(f"/recommend/cases/{case.number}/forward/", sent)
    become(context, live_server, scene.street)
    page.goto(f"{live_server.url}/recommend/rounds/{scene.case.round_id}/510104026/")
    page.get_by_role("button", name=f"把“{cases[1].centre.name}”上移一位").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("排序已调整。")).to_be_visible()
    assert list(Recommendation.objects.order_by("rank").values_list("case_id", flat=True)) == [
        cases[1].pk,
        cases[0].pk,
    ]


def test_pages_are_accessible_and_fit_the_screen(faults_of: FaultsOf) -> None:
    scene = chain_scene("street")
    RoleGrant.objects.create(person=scene.officer.person, role=Role.AUDITOR, body=scene.body)
    number, round_ = scene.case.number, scene.case.round_id
    office = ("", "calendar/", f"cases/{number}/", f"cases/{number}/refuse/", "rounds/", f"rounds/{round_}/",
              "rounds/new/", "centres/", f"centres/{scene.case.centre_id}/", "centres/new/")  # fmt: skip
    unit = (
        "",
        f"rounds/{round_}/510104026/",
        f"cases/{number}/",
        f"cases/{number}/forward/",
        f"cases/{number}/return/",
    )
    pages = [(scene.officer, f"/office/{place}") for place in office]
    pages += [(scene.officer, "/audit/")] + [(scene.street, f"/recommend/{place}") for place in unit]
    found = faults_of(pages)
    assert found == [], "\n".join(found)

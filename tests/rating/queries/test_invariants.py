"""Every check passes on what the services made, and names what was broken behind their back."""

import json
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from factories import Scene, submitted_scene
from xingping.rating.models import (
    AuditEntry,
    Case,
    CaseEvent,
    PinnedDocument,
    RecommendationQuota,
    SelfAssessment,
)
from xingping.rating.queries import pinned
from xingping.rating.queries.invariants import CHECKS
from xingping.rating.services.accepting import accept
from xingping.rating.services.recommending import Opinion, forward
from xingping.rating.services.returning import return_for_correction
from xingping.rating.services.sealing import seal_all
from xingping.rating.triggers import install, remove

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    for kept in (pinned.edition, pinned.guide, pinned.policy):
        kept.cache_clear()


def broken() -> dict[str, list[str]]:
    forget()
    found = {name: list(check()) for name, check in CHECKS.items()}
    return {name: messages for name, messages in found.items() if messages}


@pytest.fixture
def scene() -> Scene:
    found = submitted_scene(chain=["street"])
    forward(found.street, found.case.pk, Opinion("同意", found.case.created_at.date(), 1))
    return_for_correction(found.officer, found.case.pk, {"31": "请补充"})
    accept_scene = submitted_scene()
    accept(accept_scene.officer, accept_scene.case.pk)
    seal_all()
    return found


@pytest.mark.usefixtures("scene")
def test_everything_holds() -> None:
    assert broken() == {}


def test_a_state_written_around_the_engine_is_named(scene: Scene) -> None:
    Case.objects.filter(pk=scene.case.pk).update(state="announced")
    assert list(broken()["状态符合状态表"]) == [
        f"申报件 {scene.case.number}：状态是 announced，按经过应为 returned"
    ]


def test_a_move_outside_the_table_is_named(scene: Scene) -> None:
    CaseEvent.objects.filter(case=scene.case, action="return").update(role="applicant")
    assert "不在状态表中" in broken()["状态符合状态表"][0]


def test_a_move_that_is_not_in_the_log_is_named(scene: Scene) -> None:
    CaseEvent.objects.create(
        case=scene.case, sequence=99, action="submit", source="returned", target="submitted",
        role="applicant", at=scene.case.state_since,
    )  # fmt: skip
    assert set(broken()) == {"状态符合状态表", "每次流转都有审计记录"}


def test_missing_triggers_are_named(scene: Scene) -> None:
    remove(connection)
    assert scene.case.number
    assert len(broken()["触发器都在"]) >= 12
    install(connection)


def test_a_broken_log_is_named(scene: Scene) -> None:
    entry = AuditEntry.objects.latest("pk")
    remove(connection)
    AuditEntry.objects.filter(pk=entry.pk).update(verb="x")
    install(connection)
    assert f"审计记录 {entry.pk}" in broken()["审计日志完整"][0]
    assert scene.case.number


def test_invalid_content_is_named(scene: Scene) -> None:
    SelfAssessment.objects.filter(case=scene.case).update(scores={"31": 5050}, facts={"x": 1})
    assert len(broken()["自评内容有效"]) == 2


def test_a_locked_self_assessment_that_changed_is_named(scene: Scene) -> None:
    sheet = SelfAssessment.objects.exclude(case=scene.case).get()
    SelfAssessment.objects.filter(pk=sheet.pk).update(scores={"31": 5000})
    assert broken()["已提交的自评未变"] == [f"申报件 {sheet.case.number}：提交后的自评内容被改动过"]


def test_a_self_assessment_open_at_the_wrong_time_is_named(scene: Scene) -> None:
    sheet = SelfAssessment.objects.exclude(case=scene.case).get()
    SelfAssessment.objects.filter(pk=sheet.pk).update(locked_hash="")
    assert broken()["已提交的自评未变"] == [f"申报件 {sheet.case.number}：状态是已受理，自评未锁定"]


@pytest.mark.parametrize("kind", ["edition", "guide", "policy"])
def test_pinned_rules_that_changed_are_named(scene: Scene, kind: str) -> None:
    document = PinnedDocument.objects.filter(kind=kind).latest("stored_at")
    text = json.dumps(document.content)
    changed: dict[str, Callable[[], str]] = {
        "edition": lambda: text.replace('"validity_years": 3', '"validity_years": 4'),
        "guide": lambda: text.replace('"step": 50', '"step": 100'),
        "policy": lambda: text.replace('"appeal_days": 7', '"appeal_days": 8'),
    }
    remove(connection)
    PinnedDocument.objects.filter(pk=document.pk).update(content=json.loads(changed[kind]()))
    install(connection)
    assert list(broken()) == ["所依据的标准、细则、办法未变"]


def test_pinned_rules_that_are_gone_are_named(scene: Scene) -> None:
    Case.objects.filter(pk=scene.case.pk).update(policy_hash="0" * 64)
    (message,) = broken()["所依据的标准、细则、办法未变"]
    assert "没有存下" in message


def test_a_quota_that_is_exceeded_is_named(scene: Scene) -> None:
    RecommendationQuota.objects.create(round=scene.case.round, level="street", unit="510104026", places=0)
    assert "推荐 1 件，名额 0" in broken()["推荐不超名额"][0]

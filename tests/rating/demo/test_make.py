"""The demo: labelled everywhere, the same for the same seed, made once, going on after an interruption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import override_settings
from django.utils import timezone

from xingping.config import storage
from xingping.core.lifecycle import State
from xingping.rating.demo import cases, make_demo
from xingping.rating.models import Case, Centre, Certificate, SelfAssessment, User
from xingping.rating.queries.certificates import face_today
from xingping.rating.services.applications import create_case
from xingping.rating.services.regions import load_upper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.DEMO = True
    with override_settings(STORAGES={"default": storage.backend("", tmp_path)}):
        load_upper()
        yield


def _scores() -> list[tuple[str, dict[str, int]]]:
    sheets = SelfAssessment.objects.order_by("case__centre__code").select_related("case__centre")
    return [(sheet.case.centre.code, sheet.scores) for sheet in sheets]


def test_forty_labelled_centres_with_cases_in_the_states_of_an_ordinary_day() -> None:
    demo = make_demo()
    assert (demo.centres, demo.cases, demo.made) == (40, 42, True)
    assert all(centre.name.startswith("演示·") and centre.is_demo for centre in Centre.objects.all())
    assert all(person.is_demo and "演示" in person.name for person in User.objects.all())
    assert Counter(Case.objects.values_list("state", flat=True)) == {
        State.DRAFT: 6,
        State.SUBMITTED: 11,
        State.RECOMMENDED: 6,
        State.RETURNED: 4,
        State.ACCEPTED: 2,
        State.IN_REVIEW: 1,
        State.RECONCILING: 1,
        State.IN_PANEL: 2,
        State.IN_FEEDBACK: 1,
        State.ANNOUNCED: 6,
        State.REFUSED: 1,
        State.WITHDRAWN: 1,
    }

    today = timezone.localdate()
    faces = [face_today(one, today) for one in Certificate.objects.order_by("pk")]
    assert [face for face, _ in faces] == ["valid", "valid", "valid", "expired", "suspended", "cancelled"]
    assert [running for _, running in faces] == [False, False, True, False, False, False]

    again = make_demo()
    assert (again.centres, again.cases, again.made) == (40, 42, False)


def test_an_interrupted_demo_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def interrupted(*given: object) -> Case:
        if len(made) == 10:
            raise KeyboardInterrupt
        made.append(create_case(*given))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(cases, "create_case", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make_demo()
    monkeypatch.undo()
    before = _scores()
    assert len(before) == 10
    assert (make_demo().cases, _scores()[:10]) == (42, before)


def test_without_demo_mode_there_is_no_demo(settings: LazySettings) -> None:
    settings.DEMO = False
    with pytest.raises(RuntimeError, match="demo mode"):
        make_demo()
    assert Case.objects.count() == 0

"""The demo: labelled everywhere, the same for the same seed, made once, going on after an interruption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db.models import Count
from django.test import override_settings
from django.utils import timezone

from xingping.config import storage
from xingping.core.lifecycle import State
from xingping.rating.demo import cases, make, make_demo
from xingping.rating.models import (
    Announcement,
    Appeal,
    Assessor,
    AssignmentRun,
    CancellationAppeal,
    Case,
    Centre,
    CentreProfile,
    Certificate,
    ClaimRefusal,
    Conflict,
    FieldPackage,
    ImprovementTask,
    Letter,
    LetterKind,
    Notice,
    Objection,
    OpenDataRelease,
    PanelMeeting,
    SelfAssessment,
    SitePhoto,
    TaskState,
    Team,
    User,
    Visit,
    VisitClosing,
)
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


def _shows_profiles_and_a_day_of_open_data() -> None:
    profiles = CentreProfile.objects.exclude(services=[])
    assert profiles.count() == 24
    assert all("演示" in one.public_hours for one in profiles)
    assert OpenDataRelease.objects.count() == 1


def _ends_the_meetings_that_decided_everything() -> None:
    open_ones = PanelMeeting.objects.filter(closed_at=None)
    assert open_ones.get().items.filter(done_at=None).count() == 2
    assert PanelMeeting.objects.exclude(closed_at=None).count() == 2


def _shows_tasks_that_go_on_and_errors_of_fact_with_an_answer() -> None:
    carried = ImprovementTask.objects.exclude(carried_from=None)
    assert carried.filter(plan__case__purpose="rereview").exists()
    assert carried.count() == ImprovementTask.objects.filter(state=TaskState.CARRIED).count()
    assert ClaimRefusal.objects.get().feedback.error_count == 2


def _shows_a_register_teams_a_recusal_and_visits() -> None:
    assert Assessor.objects.filter(left_on=None).count() == 11
    run = AssignmentRun.objects.get()
    assert (len(run.teams), run.unmet) == (2, [])
    announced = Team.objects.exclude(announced_at=None).filter(case__state=State.ACCEPTED).get()
    assert Conflict.objects.get(kind="recusal").case_id == announced.case_id
    assert announced.members.filter(lead=True).count() == 1
    ahead = Visit.objects.get(first_meeting_at=None)
    assert (ahead.case_id, ahead.starts_at > timezone.now()) == (announced.case_id, True)
    assert VisitClosing.objects.filter(standing=True).count() == 2
    assert SitePhoto.objects.count() == 10
    assert FieldPackage.objects.filter(receipt__complete=True).count() == 4


def test_labelled_centres_with_cases_in_the_states_of_an_ordinary_day() -> None:
    demo = make_demo()
    assert (demo.centres, demo.cases, demo.made) == (52, 54, True)
    assert all(centre.name.startswith("演示·") and centre.is_demo for centre in Centre.objects.all())
    assert all(person.is_demo and "演示" in person.name for person in User.objects.all())
    assert Counter(Case.objects.values_list("state", flat=True)) == {
        State.DRAFT: 6,
        State.SUBMITTED: 10,
        State.RECOMMENDED: 6,
        State.RETURNED: 4,
        State.ACCEPTED: 2,
        State.IN_REVIEW: 1,
        State.RECONCILING: 1,
        State.IN_PANEL: 2,
        State.IN_FEEDBACK: 3,
        State.IN_NOTICE: 5,
        State.UNDER_APPEAL: 1,
        State.NOT_AWARDED: 1,
        State.ANNOUNCED: 10,
        State.REFUSED: 1,
        State.WITHDRAWN: 1,
    }

    today = timezone.localdate()
    earlier = Certificate.objects.filter(case__round__name="演示·往年批次").order_by("pk")
    faces = [face_today(one, today) for one in earlier]
    assert [face for face, _ in faces] == ["valid", "valid", "valid", "expired", "suspended", "cancelled"]
    assert [running for _, running in faces] == [False, False, True, False, False, False]

    notices = list(Notice.objects.order_by("pk").annotate(cases=Count("items")))
    assert [one.cases for one in notices] == [1, 4, 5, 1]
    assert [one.ends_on is not None and one.ends_on >= today for one in notices] == [True, False, True, True]
    assert sorted(Objection.objects.values_list("state", flat=True)) == ["filed", "handled", "rejected"]
    announcement = Announcement.objects.get()
    assert announcement.items.exclude(awarded_at=None).count() == 4
    assert announcement.finished_at is not None
    heard = Appeal.objects.exclude(decided_at=None).select_related("before", "after").get()
    assert heard.after is not None
    assert (heard.before.stars, heard.after.stars) == (3, 4)
    assert Letter.objects.filter(kind=LetterKind.NOT_AWARDED).count() == 1

    latest = Certificate.objects.filter(case__round__name__endswith="年度第二批").order_by("pk")
    assert Counter(face_today(one, today)[0] for one in latest) == {"valid": 3, "replaced": 1, "cancelled": 1}
    assert CancellationAppeal.objects.get().decided_at is None

    _shows_a_register_teams_a_recusal_and_visits()
    _ends_the_meetings_that_decided_everything()
    _shows_tasks_that_go_on_and_errors_of_fact_with_an_answer()
    _shows_profiles_and_a_day_of_open_data()
    again = make_demo()
    assert (again.centres, again.cases, again.made) == (52, 54, False)


def test_an_interrupted_demo_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    for later in ("lead_certificates", "lead_awards", "demo_portal", "demo_webhook"):
        monkeypatch.setattr(make, later, lambda *_given: None)
    made = []

    def interrupted(*given: object) -> Case:
        if len(made) == 10:
            raise KeyboardInterrupt
        made.append(create_case(*given))  # type: ignore[arg-type]
        return made[-1]

    with monkeypatch.context() as stopped:
        stopped.setattr(cases, "create_case", interrupted)
        with pytest.raises(KeyboardInterrupt):
            make_demo()
    before = _scores()
    assert len(before) == 10
    assert (make_demo().cases, _scores()[:10]) == (35, before), "one case of each centre of the first round"


def test_without_demo_mode_there_is_no_demo(settings: LazySettings) -> None:
    settings.DEMO = False
    with pytest.raises(RuntimeError, match="demo mode"):
        make_demo()
    assert Case.objects.count() == 0

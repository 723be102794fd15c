"""Cases led into review, reconciliation, panel and feedback for tests, by the services themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories import PersonFactory, Scene, submitted_scene
from xingping.core.assessor_sheet import covered_serials
from xingping.core.catalogue import find_edition
from xingping.core.roles import Role
from xingping.core.voting import Ballot
from xingping.rating.actor import Actor, actor_of
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError
from xingping.rating.models import Assessor, Case, PanelMeeting, RatingBody, RoleGrant, Sheet, User
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.accepting import accept
from xingping.rating.services.assessors import register_assessor
from xingping.rating.services.deciding import decide
from xingping.rating.services.panel import call_meeting, cast_ballot, close_vote, open_vote, put_on_agenda
from xingping.rating.services.reviewing import start_review, to_panel
from xingping.rating.services.saving import Edit, SaveAnswer
from xingping.rating.services.scoring import lock_sheet, own_sheet, save_sheet
from xingping.rating.services.team import add_member, announce_team

HOMES = ("510502001001", "510703001001", "511102001001", "511302001001", "511402001001")
"""Counties of the same province, away from the case's."""
SERIALS = find_edition().serials
FULL = {one.serial: one.points for one in find_edition().indicators}


@dataclass
class Review:
    """A case with its team; `assessors` in the order in which they joined, the first leads."""

    scene: Scene
    assessors: list[Actor]
    records: list[Assessor]
    panel: list[Actor] = field(default_factory=list)
    meeting: PanelMeeting | None = None

    @property
    def case_id(self) -> int:
        """The case's key."""
        return self.scene.case.pk

    @property
    def officer(self) -> Actor:
        """The officer in charge."""
        return self.scene.officer

    def fresh(self) -> Case:
        """The case as it is in the database now."""
        return self.scene.fresh()

    def sheet(self, number: int) -> Sheet:
        """The sheet of one of the assessors."""
        return own_sheet(self.assessors[number], self.fresh())


def make_assessor(officer: Actor, body: RatingBody, number: int = 0, **values: Any) -> tuple[Actor, Assessor]:
    """Somebody in the register, free and trained."""
    person: User = PersonFactory()
    RoleGrant.objects.create(person=person, role=Role.ASSESSOR, body=body)
    record = register_assessor(officer, body, person, assessor_values(number, **values))
    return actor_of(person), record


def assessor_values(number: int = 0, **values: Any) -> dict[str, Any]:
    """What is written about an assessor."""
    return {
        "profession": ("社会工作", "财务", "建筑")[number % 3],
        "employer": f"演示第{number}研究所",
        "region": HOMES[number % len(HOMES)],
        "trained_until": today() + timedelta(days=300),
        **values,
    }


def accepted_scene(**policy: Any) -> Scene:
    """An accepted case."""
    scene = submitted_scene(**policy)
    accept(scene.officer, scene.case.pk)
    return scene


def teamed(count: int = 3, groups: Sequence[Sequence[str] | None] = (), **policy: Any) -> Review:
    """An accepted case with its team, announced."""
    scene = accepted_scene(**policy)
    made = [make_assessor(scene.officer, scene.body, number) for number in range(count)]
    review = Review(scene, [actor for actor, _ in made], [record for _, record in made])
    for number, record in enumerate(review.records):
        own = groups[number] if number < len(groups) else None
        add_member(scene.officer, scene.case.pk, record.pk, lead=number == 0, groups=own)
    announce_team(scene.officer, scene.case.pk)
    return review


def in_review(count: int = 3, groups: Sequence[Sequence[str] | None] = (), **policy: Any) -> Review:
    """A case in review."""
    review = teamed(count, groups, **policy)
    start_review(review.officer, review.case_id)
    return review


def put(
    review: Review, number: int, fields: Mapping[str, Edit], *, device: str = "d", sequence: int = 1
) -> SaveAnswer:
    """Save some fields of one assessor's sheet."""
    return save_sheet(
        review.assessors[number], review.case_id, device=device, sequence=sequence, fields=fields
    )


def fill_and_lock(review: Review, number: int, less: Mapping[str, int] | None = None) -> Sheet:
    """Full points but for `less` {serial: hundredths taken off}, with a reason; then lock."""
    less = less or {}
    sheet = review.sheet(number)
    serials = covered_serials(rules_of(review.fresh()).guide, sheet.groups)
    fields = {f"scores.{serial}": Edit(None, FULL[serial] - less.get(serial, 0)) for serial in serials}
    fields |= {
        f"statements.{serial}": Edit(None, f"现场看到缺少材料（{serial}）")
        for serial in less
        if serial in serials
    }
    put(review, number, fields)
    return lock_sheet(review.assessors[number], review.case_id, review.sheet(number).version)


def all_locked(*less: Mapping[str, int], **policy: Any) -> Review:
    """A case in review whose sheets are all locked."""
    review = in_review(**policy)
    for number in range(len(review.assessors)):
        fill_and_lock(review, number, less[number] if number < len(less) else None)
    return review


def before_panel(*less: Mapping[str, int], members: int = 5, **policy: Any) -> Review:
    """A case on the agenda of a meeting."""
    review = all_locked(*less, **policy)
    to_panel(review.officer, review.case_id)
    return with_meeting(review, members)


def with_meeting(review: Review, members: int = 5) -> Review:
    """Call a meeting and put the case on its agenda."""
    people: list[User] = [PersonFactory() for _ in range(members)]
    for person in people:
        RoleGrant.objects.create(person=person, role=Role.PANEL, body=review.scene.body)
    round_id = review.scene.case.round_id
    meeting = call_meeting(review.officer, round_id, timezone.now(), "演示会议室", people, people[0])
    put_on_agenda(review.officer, meeting.pk, review.case_id)
    review.panel, review.meeting = [actor_of(person) for person in people], meeting
    return review


def vote(review: Review, *choices: Ballot) -> None:
    """Open the vote, let members vote in order, and close it."""
    open_vote(review.officer, review.case_id)
    for member, choice in zip(review.panel, choices, strict=False):
        cast_ballot(member, review.case_id, choice)
    close_vote(review.officer, review.case_id)


def decided(*less: Mapping[str, int], stars: int = 5, **policy: Any) -> Review:
    """A case in feedback."""
    review = before_panel(*less, **policy)
    vote(review, *[Ballot.FOR] * 4)
    decide(review.officer, review.case_id, stars=stars)
    return review


def code_of(act: Callable[[], object]) -> str:
    """The code with which something is refused; "" where it is done."""
    try:
        act()
    except RefusedError as error:
        return error.refusal.code
    return ""

"""Drawing blind labels and making the sheets of a team, so that neither order nor ids tell who is who."""

from __future__ import annotations

from secrets import SystemRandom

from xingping.core.blind_labels import draw_labels, letters
from xingping.core.lifecycle import State
from xingping.rating.models import Case, Sheet, TeamMember
from xingping.rating.queries.pinned import rules_of


def relabel(case: Case) -> None:
    """While a case is in review: draw everybody's labels anew and make the sheets that are missing.

    Before the review there are no labels. Call it under the lock of the case; nobody has seen a label
    before every sheet is locked, so that drawing again takes nothing from anybody.
    """
    if case.state != State.IN_REVIEW:
        return
    chance = SystemRandom()
    members = list(TeamMember.objects.filter(team__case=case, ended_at=None))
    groups = [group.id for group in rules_of(case).guide.groups]
    drawn = draw_labels(groups, {one.pk: frozenset(one.groups) for one in members}, chance)
    taken = set(TeamMember.objects.filter(team__case=case).exclude(label="").values_list("label", flat=True))
    count = len(members) + len(taken)
    free = [letter for letter in letters(count) if letter not in taken]
    chance.shuffle(free)
    for member in members:
        member.label = member.label or free.pop()
        member.labels = drawn[member.pk]
        member.save(update_fields=["label", "labels"])
    _make_sheets(case, members)


def _make_sheets(case: Case, members: list[TeamMember]) -> None:
    """Sheets in the order of their labels, which chance has drawn: their ids tell nothing."""
    made = set(Sheet.objects.filter(case=case).values_list("label", flat=True))
    for member in sorted(members, key=lambda one: one.label):
        if member.label not in made:
            Sheet.objects.create(case=case, label=member.label, groups=member.groups)

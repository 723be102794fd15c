"""Two servers for the model of offline sync: the rules alone in memory, and the service with its database."""

from __future__ import annotations

import json
from typing import Any

from field_model import Away
from reviewing import Review
from xingping.core.assessor_sheet import ASSESSOR_SECTIONS
from xingping.rating.errors import RefusedError
from xingping.rating.models import Sheet, TeamMember
from xingping.rating.services.saving import Edit, SaveAnswer, merge
from xingping.rating.services.scoring import own_sheet, save_sheet, sheet_content


class RulesInMemory:
    """`saving.merge` and the rule of sequences on a sheet that is never written: quick."""

    def __init__(self) -> None:
        self.sheet = Sheet(label="A", groups=[])
        self.closed = False

    def save(self, device: str, sequence: int, fields: dict[str, Edit]) -> SaveAnswer:
        """As `scoring.save_sheet`, in its order."""
        if self.closed:
            raise Away
        if sequence <= self.sheet.devices.get(device, 0):
            return SaveAnswer(self.sheet.version, stale=True, content=self.content())
        answer, changes = merge(self.sheet, fields, lambda _name, _value: None)
        self.sheet.devices[device] = sequence
        for name, (_, value) in changes.items():
            section, _, key = name.partition(".")
            values: dict[str, Any] = getattr(self.sheet, section)
            if value is None:
                values.pop(key, None)
            else:
                values[key] = value
        self.sheet.version += bool(changes)
        return answer

    def content(self) -> dict[str, dict[str, Any]]:
        """The sheet now."""
        return {section: getattr(self.sheet, section) for section in ASSESSOR_SECTIONS}

    def lock(self) -> None:
        """No more saves."""
        self.closed = True

    def leave(self) -> None:
        """No more saves."""
        self.closed = True


class Service:
    """The service itself, on a case in review; the caller rolls back what a sequence wrote."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.sheet_id = review.sheet(0).pk

    def save(self, device: str, sequence: int, fields: dict[str, Edit]) -> SaveAnswer:
        """One save."""
        try:
            return save_sheet(
                self.review.assessors[0], self.review.case_id, device=device, sequence=sequence, fields=fields
            )
        except RefusedError as error:
            raise Away from error

    def content(self) -> dict[str, dict[str, Any]]:
        """The sheet now."""
        return json.loads(json.dumps(sheet_content(Sheet.objects.get(pk=self.sheet_id))))  # type: ignore[no-any-return]

    def lock(self) -> None:
        """Locked as it is: a whole sheet is not what is asked about here."""
        from django.utils import timezone

        own_sheet(self.review.assessors[0], self.review.fresh())
        Sheet.objects.filter(pk=self.sheet_id).update(locked_at=timezone.now(), content_hash="0" * 64)

    def leave(self) -> None:
        """The first assessor is no longer a member."""
        from django.utils import timezone

        members = TeamMember.objects.filter(team__case=self.review.case_id)
        members.filter(assessor__person=self.review.assessors[0].person).update(
            ended_at=timezone.now(), end_reason="申请回避"
        )

"""What addresses about assessors, teams and assignments are filled with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from factories import Scene, days_ago
from reviewing import make_assessor
from xingping.rating.files import keep_bytes
from xingping.rating.models import AssignmentRun, Conflict, ConflictKind, Standing, Visit, VisitClosing
from xingping.rating.services.assessor_import import start_assessor_import
from xingping.rating.services.conflicts import record_tie


def team_values(scene: Scene, secret: str) -> dict[str, Any]:
    """An assessor with a tie and a recusal asked for, a file that waits, and a run that assigned nothing."""
    _, assessor = make_assessor(scene.officer, scene.body, employer="演示第一研究所")
    tie = record_tie(
        scene.officer, assessor.pk, scene.case.centre, secret, kind=ConflictKind.ADVISER, ended_on=days_ago(9)
    )
    recusal = Conflict.objects.create(
        assessor=assessor, centre=scene.case.centre, case=scene.case, kind=ConflictKind.RECUSAL,
        standing=Standing.ASKED, reason=secret, by=scene.applicant.person,
    )  # fmt: skip
    header = "账号或邮箱,专业,工作单位,常住地代码"
    row = f"{assessor.person.username},社会工作,演示第二研究所,510502000000"
    file = start_assessor_import(scene.officer, scene.body, f"{secret}.csv", f"{header}\n{row}\n".encode())
    run = AssignmentRun.objects.create(
        round=scene.case.round, seed=1, input_hash="0" * 64, by=scene.officer.person, teams=[],
        unmet=[[scene.case.pk, secret]],
        problem={"cases": [], "candidates": [], "demand": [[], 3, 2, 2, 1], "conflicts": [], "pinned": []},
    )  # fmt: skip
    return {
        "closing_key": _closing(scene, secret),
        "side": "team",
        "assessor_id": assessor.pk,
        "assessor_import_id": file.pk,
        "conflict_id": tie.pk,
        "recusal_id": recusal.pk,
        "run_id": run.pk,
    }


def _closing(scene: Scene, secret: str) -> UUID:
    """A visit that was held, and how a phone closed it."""
    now, drawn = timezone.now(), keep_bytes(secret.encode(), "image/png")
    drawn.preview = {"preview": drawn.sha256}
    drawn.save(update_fields=["preview"])
    visit = Visit.objects.create(
        case=scene.case, starts_at=now, ends_at=now + timedelta(hours=3), place=secret,
        first_meeting_at=now, last_meeting_at=now, record=secret,
    )  # fmt: skip
    made = VisitClosing.objects.create(
        key=uuid4(), visit=visit, talk=secret, opened_at=now.isoformat(), closed_at=now.isoformat(),
        team_signer="演示组长", team_signature=drawn, centre_signer="演示主任",
        centre_signature=drawn, content_hash="0" * 64,
    )  # fmt: skip
    return made.pk

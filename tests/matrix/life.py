"""What addresses about plans, re-checks and changed stars are filled with."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from factories import Scene
from xingping.core.drawing import population_hash, seed_hash
from xingping.core.roles import Role
from xingping.rating.actor import SYSTEM
from xingping.rating.models import Certificate, Recheck, RecheckDraw, ResultBundle
from xingping.rating.services.audit import record


def life_values(scene: Scene) -> dict[str, Any]:
    """A task that nobody has yet, for the world's result is not told; a draw, with its own round's list.

    The case has a result bundle that its letter brought; the audit log has not been sealed since.
    """
    entry = record(SYSTEM, Role.SYSTEM, "bundle.publish", scene.case, after={"bundle": "cd" * 32})
    ResultBundle.objects.create(case=scene.case, content={}, digest="cd" * 32, entry=entry)
    seed, officer = "ab" * 32, scene.officer.person
    draw = RecheckDraw.objects.create(
        round=scene.case.round, body=scene.body, number=1, percent=10, population=[],
        population_hash=population_hash([]), seed=seed, seed_hash=seed_hash(seed),
        prepared_by=officer, prepared_at=timezone.now(), drawn_by=officer, drawn_at=timezone.now(),
    )  # fmt: skip
    return {"task_number": 1, "draw_id": draw.pk}


def recheck_values(certificate_id: int, draw_id: int) -> dict[str, int]:
    """A re-check of the world's certificate that nobody has told yet."""
    certificate = Certificate.objects.get(pk=certificate_id)
    recheck = Recheck.objects.create(
        draw_id=draw_id, certificate=certificate, body_id=certificate.body_id, position=1
    )
    return {"recheck_id": recheck.pk}

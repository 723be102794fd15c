"""What addresses about opinions of organisations and reports of the media are filled with."""

from __future__ import annotations

from typing import Any

from factories import Scene
from xingping.core.opinion import QUESTIONS, KnownBy, OrganisationKind, Words
from xingping.rating.models import OpinionInvitation
from xingping.rating.services.giving_opinion import give_opinion
from xingping.rating.services.opinions import Asked, invite_organisations

ORGANISATION, MAIL, SAID = "金丝雀联合会", "canary-union@mail.example", "金丝雀的话"


def voice_values(scene: Scene, secret: str) -> dict[str, Any]:
    """An organisation that has answered about the case."""
    return {"opinion_id": _heard(scene, Asked(f"{secret}联合会", OrganisationKind.SOCIAL), secret).pk}


def heard_from(scene: Scene) -> OpinionInvitation:
    """An organisation whose name, address and words are found nowhere else."""
    return _heard(scene, Asked(ORGANISATION, OrganisationKind.SOCIAL, MAIL), SAID)


def _heard(scene: Scene, asked: Asked, text: str) -> OpinionInvitation:
    link = invite_organisations(scene.officer, scene.case.pk, [asked])[0]
    answers = {question.id: 4 for question in QUESTIONS}
    give_opinion(link.token, Words(OrganisationKind.SOCIAL, KnownBy.MEMBER, answers, text), "m" * 32)
    return link.invitation

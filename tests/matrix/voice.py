"""What addresses about opinions of organisations and reports of the media are filled with."""

from __future__ import annotations

from typing import Any

from factories import Scene, days_ago
from xingping.core.opinion import QUESTIONS, KnownBy, OrganisationKind, Words
from xingping.rating.files import keep_bytes
from xingping.rating.models import MediaReport, OpinionInvitation
from xingping.rating.services.giving_opinion import give_opinion
from xingping.rating.services.opinions import Asked, invite_organisations

ORGANISATION, MAIL, SAID = "金丝雀联合会", "canary-union@mail.example", "金丝雀的话"


def voice_values(scene: Scene, secret: str) -> dict[str, Any]:
    """An organisation that has answered about the case, and a report about its centre with a screenshot."""
    centre = scene.case.centre
    report = MediaReport.objects.create(
        centre=centre, body=centre.body, region=centre.region, level="city", medium="online",
        title=f"{secret}的新鲜事", outlet="演示日报", published_on=days_ago(9), confirmed=True,
        screenshot=keep_bytes(secret.encode(), "image/png"), screenshot_name="a.png",
        created_by=scene.applicant.person,
    )  # fmt: skip
    asked = Asked(f"{secret}联合会", OrganisationKind.SOCIAL)
    return {"opinion_id": _heard(scene, asked, secret).pk, "report_id": report.pk, "part": "screenshot"}


def heard_from(scene: Scene) -> OpinionInvitation:
    """An organisation whose name, address and words are found nowhere else."""
    return _heard(scene, Asked(ORGANISATION, OrganisationKind.SOCIAL, MAIL), SAID)


def _heard(scene: Scene, asked: Asked, text: str) -> OpinionInvitation:
    link = invite_organisations(scene.officer, scene.case.pk, [asked])[0]
    answers = {question.id: 4 for question in QUESTIONS}
    give_opinion(link.token, Words(OrganisationKind.SOCIAL, KnownBy.MEMBER, answers, text), "m" * 32)
    return link.invitation

"""An address for events in the demo, stopped, with a log that shows each way in which a telling ends."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_urlsafe

from django.db import transaction
from django.utils import timezone

from xingping.core.roles import Role
from xingping.core.webhook import ATTEMPTS, DELAYS, Event
from xingping.rating.actor import Actor
from xingping.rating.models import DeliveryState, RatingBody, Webhook, WebhookDelivery, WebhookState
from xingping.rating.secrets import encrypt
from xingping.rating.services.audit import record

NAME, ADDRESS = "演示·市民政业务系统", "https://hooks.example/xingping"
TOLD: tuple[tuple[Event, int, dict[str, str], tuple[int, ...]], ...] = (
    (Event.CASE_STATE, 9, {"number": "演示-000003", "from": "submitted", "to": "accepted"}, (204,)),
    (Event.CERTIFICATE_ISSUED, 6, {"number": "演示-证书-0001", "stars": "4"}, (503, 204)),
    (Event.NOTICE_PUBLISHED, 4, {"number": "演示评公示〔2026〕1 号"}, (204,)),
    (Event.CASE_STATE, 2, {"number": "演示-000005", "from": "accepted", "to": "in_review"}, (0,) * ATTEMPTS),
)
"""Event, days ago, what was told, the answer to each attempt (0: none)."""


@transaction.atomic
def demo_webhook(body: RatingBody, officer: Actor) -> None:
    """Make it once; nothing is sent, and nothing will be until somebody starts it."""
    if Webhook.objects.filter(body=body).exists():
        return
    events = [Event.CASE_STATE.value, Event.CERTIFICATE_ISSUED.value, Event.NOTICE_PUBLISHED.value]
    made = Webhook.objects.create(
        body=body, name=NAME, address=ADDRESS, events=events, secret=encrypt(token_urlsafe(32)),
        state=WebhookState.PAUSED, created_by=officer.person,
    )  # fmt: skip
    record(officer, Role.OFFICER, "webhook.create", made, after={"name": NAME, "address": ADDRESS})
    for event, days, content, answers in TOLD:
        _told(made, event, days, content, answers)


def _told(
    webhook: Webhook, event: Event, days: int, content: dict[str, str], answers: tuple[int, ...]
) -> None:
    moment = timezone.now() - timedelta(days=days)
    attempts = []
    for status, wait in zip(answers, (0, *DELAYS), strict=False):
        moment += timedelta(seconds=wait)
        attempts.append(
            {
                "at": moment.isoformat(timespec="seconds"),
                "status": status,
                "milliseconds": 180 if status else 10_000,
                "error": "" if status else "没有应答",
            }
        )
    state = DeliveryState.DELIVERED if answers[-1] == 204 else DeliveryState.GIVEN_UP
    made = WebhookDelivery.objects.create(
        webhook=webhook, event=event.value, content=content, state=state, attempts=attempts, ended_at=moment
    )
    WebhookDelivery.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=days))

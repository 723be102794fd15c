"""Events for a body's own systems, noted in the transaction of what happened, sent once it committed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from xingping.core.webhook import Event
from xingping.rating.audit_content import plain
from xingping.rating.models import Webhook, WebhookDelivery, WebhookState
from xingping.rating.services.jobs import start_job

KIND = "webhook"


def queue_event(body_id: int, event: Event, content: Mapping[str, Any]) -> None:
    """Note an event for every address of a body that asks for it; the jobs commit with it or not at all.

    `content` holds numbers, states and dates, nothing about persons. Raises RuntimeError outside a
    transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event belongs into the transaction of what happened")
    active = Webhook.objects.filter(body=body_id, state=WebhookState.ACTIVE)
    event_id = uuid4()
    for webhook in active:
        if event.value in webhook.events:
            queue_delivery(webhook, event, content, event_id)


def queue_delivery(
    webhook: Webhook, event: Event, content: Mapping[str, Any], event_id: UUID
) -> WebhookDelivery:
    """Note one telling and start its first attempt."""
    delivery = WebhookDelivery.objects.create(
        webhook=webhook, event_id=event_id, event=event, content=plain(content)
    )
    start_attempt(delivery, 1)
    return delivery


def start_attempt(delivery: WebhookDelivery, number: int, due_at: datetime | None = None) -> None:
    """Start an attempt as a job; the same attempt is started once."""
    start_job(
        KIND,
        title=f"事件通知 {delivery.event}",
        arguments={"delivery": delivery.pk, "attempt": number},
        key=f"webhook:{delivery.pk}:{number}",
        due_at=due_at,
    )

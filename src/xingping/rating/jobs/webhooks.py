"""Attempts to tell a body's own systems of an event; each is one job, the next one is started later."""

from __future__ import annotations

import json
import time
from datetime import time as clock
from datetime import timedelta
from typing import Any

from xingping.proof.webhook_signature import signatures
from xingping.rating.jobs.registry import JSON, job, periodic
from xingping.rating.jobs.run import Run
from xingping.rating.models import DeliveryState, WebhookDelivery, WebhookState
from xingping.rating.outgoing import UnreachableError, post
from xingping.rating.services.outbox import KIND
from xingping.rating.services.webhook_secrets import clear_delivery_log, forget_old_secrets, secrets_in_use
from xingping.rating.services.webhooks import note_attempt

AGENT = "Xingping/1"


@periodic("forget former secrets of webhooks", every=timedelta(minutes=10))
def forget_secrets() -> None:
    """A former secret is kept for no longer than it signs."""
    forget_old_secrets()


@periodic("clear the log of webhooks", at=clock(3, 40))
def clear_log() -> None:
    """What was told long ago is erased."""
    clear_delivery_log()


@job(KIND)
def attempt(run: Run) -> JSON:
    """Post one event once. After a crash it may be posted again: receivers know it by the event's id."""
    delivery_id, number = _number(run, "delivery"), _number(run, "attempt")
    delivery = WebhookDelivery.objects.select_related("webhook__body").get(pk=delivery_id)
    if delivery.state != DeliveryState.WAITING or len(delivery.attempts) != number - 1:
        return None
    stopped = delivery.webhook.state != WebhookState.ACTIVE
    status, milliseconds, error = (0, 0, "已停用") if stopped else _post(delivery)
    note_attempt(delivery_id, number, status, milliseconds, error)
    return None


def content_of(delivery: WebhookDelivery) -> dict[str, Any]:
    """What is posted, as JSON."""
    return {
        "event_id": str(delivery.event_id),
        "event": delivery.event,
        "body": delivery.webhook.body.code,
        "at": delivery.created_at.isoformat(timespec="seconds"),
        "data": delivery.content,
    }


def _post(delivery: WebhookDelivery) -> tuple[int, int, str]:
    body = json.dumps(content_of(delivery), ensure_ascii=False, sort_keys=True).encode()
    timestamp, started = int(time.time()), time.monotonic()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": AGENT,
        "Xingping-Event": delivery.event,
        "Xingping-Event-Id": str(delivery.event_id),
        "Xingping-Timestamp": str(timestamp),
        "Xingping-Signature": signatures(secrets_in_use(delivery.webhook), timestamp, body),
    }
    try:
        status, error = post(delivery.webhook.address, body, headers), ""
    except UnreachableError as failed:
        status, error = 0, str(failed)
    return status, int((time.monotonic() - started) * 1000), error


def _number(run: Run, name: str) -> int:
    given = run.arguments[name]
    return given if isinstance(given, int) else 0

"""What addresses about tokens and events are filled with."""

from __future__ import annotations

from typing import Any

from django.test.utils import override_settings
from django.utils import timezone

from factories import Scene
from xingping.core.webhook import Event
from xingping.rating.models import Notice, WebhookDelivery
from xingping.rating.services.api_tokens import create_token
from xingping.rating.services.webhooks import WebhookValues, create_webhook


def published_values(scene: Scene, secret: str) -> dict[str, Any]:
    """A token of the officer, an address for events, and an event that it was told."""
    token, _secret = create_token(scene.officer, secret, ["cases:read"], 30)
    with override_settings(WEBHOOK_NETWORKS=["127.0.0.0/8"]):
        values = WebhookValues(secret, "http://127.0.0.1:9/", [Event.CASE_STATE])
        webhook, _secret = create_webhook(scene.officer, scene.body, values)
    told = {"number": secret, "centre": "C1"}
    delivery = WebhookDelivery.objects.create(
        webhook=webhook, event=Event.CASE_STATE, content=told, state="given_up", ended_at=timezone.now(),
        attempts=[{"at": "2026-01-01T00:00:00+00:00", "status": 0, "milliseconds": 1, "error": "没有应答"}],
    )  # fmt: skip
    return {
        "token_id": token.pk,
        "webhook_id": webhook.pk,
        "delivery_id": delivery.pk,
        "paper": "notice",
        "paper_id": Notice.objects.get(items__case=scene.case).pk,
    }

"""A body's addresses for events, and the log of what they were told. Visibility first."""

from __future__ import annotations

from django.db.models import QuerySet

from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Webhook, WebhookDelivery
from xingping.rating.queries.visibility import visible_webhooks


def webhook_for(actor: Actor, webhook_id: int) -> Webhook:
    """An address that a person may see. Raises RefusedError: `not_found`."""
    found = visible_webhooks(actor).select_related("body", "created_by").filter(pk=webhook_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def delivery_for(actor: Actor, delivery_id: int) -> WebhookDelivery:
    """An entry of the log. Raises RefusedError: `not_found`."""
    rows = WebhookDelivery.objects.filter(webhook__in=visible_webhooks(actor).values("pk"))
    found = rows.select_related("webhook__body").filter(pk=delivery_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def deliveries_of(webhook: Webhook) -> QuerySet[WebhookDelivery]:
    """What an address was told, newest first."""
    return WebhookDelivery.objects.filter(webhook=webhook)

"""Secrets of addresses for events: renewed with an overlap, so that no notification is lost on the way."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from xingping.core.roles import Role
from xingping.core.webhook import LOG_DAYS, OVERLAP_HOURS
from xingping.rating.actor import SYSTEM, Actor
from xingping.rating.models import Webhook, WebhookDelivery
from xingping.rating.secrets import decrypt, encrypt
from xingping.rating.services.audit import record, utc_text
from xingping.rating.services.webhooks import locked_webhook

FIELDS = ("secret", "old_secret", "old_until", "version")


def renew_secret(actor: Actor, webhook_id: int) -> tuple[Webhook, str]:
    """Another secret, told this once. The former one signs beside it for `OVERLAP_HOURS`, an older one not.

    Raises RefusedError: `not_found`, `not_allowed`.
    """
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        webhook, role = locked_webhook(actor, webhook_id)
        webhook.old_secret, webhook.secret = webhook.secret, encrypt(secret)
        webhook.old_until = timezone.now() + timedelta(hours=OVERLAP_HOURS)
        webhook.version += 1
        webhook.save(update_fields=FIELDS)
        record(actor, role, "webhook.secret", webhook, after={"old_until": utc_text(webhook.old_until)})
    return webhook, secret


def drop_old_secret(actor: Actor, webhook_id: int) -> Webhook:
    """Let the former secret sign nothing more, at once: it has become known, or the receiver is ready.

    Raises RefusedError: `not_found`, `not_allowed`.
    """
    with transaction.atomic():
        webhook, role = locked_webhook(actor, webhook_id)
        if webhook.old_secret:
            _drop(webhook)
            record(actor, role, "webhook.drop_secret", webhook)
    return webhook


def secrets_in_use(webhook: Webhook) -> list[str]:
    """The secrets that sign now, in clear, the present one first."""
    overlaps = webhook.old_until is not None and timezone.now() < webhook.old_until
    return [decrypt(one) for one in (webhook.secret, webhook.old_secret if overlaps else "") if one]


def forget_old_secrets() -> int:
    """Empty former secrets whose overlap is over; returns how many. Safe to repeat."""
    over = list(Webhook.objects.filter(old_until__lte=timezone.now()).values_list("pk", flat=True))
    for pk in over:
        with transaction.atomic():
            webhook = Webhook.objects.select_for_update().get(pk=pk)
            if webhook.old_until is not None and webhook.old_until <= timezone.now():
                _drop(webhook)
                record(SYSTEM, Role.SYSTEM, "webhook.drop_secret", webhook)
    return len(over)


def clear_delivery_log() -> int:
    """Erase what ended longer ago than `LOG_DAYS`, one audit entry for each address. Safe to repeat."""
    before = timezone.now() - timedelta(days=LOG_DAYS)
    old = WebhookDelivery.objects.filter(ended_at__lt=before)
    erased = 0
    for pk, count in list(old.order_by().values_list("webhook").annotate(Count("pk"))):
        with transaction.atomic():
            webhook = Webhook.objects.select_for_update().get(pk=pk)
            old.filter(webhook=webhook).delete()
            record(SYSTEM, Role.SYSTEM, "webhook.clear_log", webhook, after={"deliveries": count})
            erased += count
    return erased


def _drop(webhook: Webhook) -> None:
    webhook.old_secret, webhook.old_until = "", None
    webhook.version += 1
    webhook.save(update_fields=FIELDS)

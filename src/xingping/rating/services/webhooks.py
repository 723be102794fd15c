"""Addresses to which a body's events are sent: made, changed, stopped, tried; and how attempts end."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.core.webhook import CHOSEN, MOST_GIVEN_UP, Event, delay_after
from xingping.rating.actor import SYSTEM, Actor
from xingping.rating.errors import refuse
from xingping.rating.models import DeliveryState, RatingBody, Webhook, WebhookDelivery, WebhookState
from xingping.rating.outgoing import address_fault
from xingping.rating.permissions import require
from xingping.rating.queries.officers import keepers_of
from xingping.rating.queries.webhooks import delivery_for
from xingping.rating.secrets import encrypt
from xingping.rating.services.audit import changed_fields, record
from xingping.rating.services.messages import send_message
from xingping.rating.services.outbox import queue_delivery, start_attempt
from xingping.rating.verbs import Verb

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_ERROR = 60, 500, 200
MOST_WEBHOOKS = 20


@dataclass(frozen=True, slots=True)
class WebhookValues:
    """What is said about an address."""

    name: str
    address: str
    events: Collection[str]


def create_webhook(actor: Actor, body: RatingBody, values: WebhookValues) -> tuple[Webhook, str]:
    """A new address, and the secret of its signatures, which is told this once.

    Raises RefusedError: `not_found`, `not_allowed`, `invalid`, `webhook_address_taken`.
    """
    webhook = Webhook(body=body, created_by=actor.person)
    require(actor, Verb.CREATE, webhook)
    _set(webhook, values, address_fault(values.address.strip()))
    secret = secrets.token_urlsafe(32)
    webhook.secret = encrypt(secret)
    with transaction.atomic():
        RatingBody.objects.select_for_update().get(pk=body.pk)
        role = require(actor, Verb.CREATE, webhook)
        if Webhook.objects.filter(body=body).count() >= MOST_WEBHOOKS:
            raise refuse("too_many_webhooks", most=MOST_WEBHOOKS)
        _save(webhook)
        record(actor, role, "webhook.create", webhook, after=_values_of(webhook))
    return webhook, secret


def change_webhook(actor: Actor, webhook_id: int, version: int, values: WebhookValues) -> Webhook:
    """Change an address. Raises RefusedError: as above, and `changed_meanwhile`."""
    fault = address_fault(values.address.strip())  # asks for the name's addresses: before the lock
    with transaction.atomic():
        webhook, role = locked_webhook(actor, webhook_id)
        if webhook.version != version:
            raise refuse("changed_meanwhile")
        old = _values_of(webhook)
        _set(webhook, values, fault)
        before, after = changed_fields(old, _values_of(webhook))
        if after:
            webhook.version += 1
            _save(webhook)
            record(actor, role, "webhook.change", webhook, before=before, after=after)
    return webhook


def set_running(actor: Actor, webhook_id: int, *, running: bool) -> Webhook:
    """Stop telling an address anything, or begin again. Raises RefusedError: not_found, not_allowed."""
    with transaction.atomic():
        webhook, role = locked_webhook(actor, webhook_id)
        state = WebhookState.ACTIVE if running else WebhookState.PAUSED
        if webhook.state != state:
            before = {"state": webhook.state}
            webhook.state, webhook.given_up = state, 0
            webhook.version += 1
            webhook.save(update_fields=["state", "given_up", "version"])
            record(actor, role, "webhook.change", webhook, before=before, after={"state": state})
    return webhook


def send_ping(actor: Actor, webhook_id: int) -> WebhookDelivery:
    """Tell an address something harmless, to see whether it hears. Raises `webhook_stopped`."""
    with transaction.atomic():
        webhook, role = locked_webhook(actor, webhook_id)
        if webhook.state != WebhookState.ACTIVE:
            raise refuse("webhook_stopped")
        delivery = queue_delivery(webhook, Event.PING, {"name": webhook.name}, uuid4())
        record(actor, role, "webhook.resend", webhook, after={"event": Event.PING})
    return delivery


def resend(actor: Actor, delivery_id: int) -> WebhookDelivery:
    """Tell once more what was given up or has arrived before; receivers know it by the event's id.

    Raises RefusedError: `not_found`, `not_allowed`, `webhook_stopped`, `delivery_waiting`.
    """
    webhook_id = delivery_for(actor, delivery_id).webhook_id
    with transaction.atomic():
        webhook, role = locked_webhook(actor, webhook_id)
        if webhook.state != WebhookState.ACTIVE:
            raise refuse("webhook_stopped")
        delivery = WebhookDelivery.objects.select_for_update().get(pk=delivery_id)
        if delivery.state == DeliveryState.WAITING:
            raise refuse("delivery_waiting")
        delivery.state, delivery.ended_at = DeliveryState.WAITING, None
        delivery.save(update_fields=["state", "ended_at"])
        start_attempt(delivery, len(delivery.attempts) + 1)
        record(actor, role, "webhook.resend", webhook, after={"event": delivery.event})
    return delivery


def note_attempt(delivery_id: int, number: int, status: int, milliseconds: int, error: str) -> None:
    """Write down how an attempt ended, and what follows: done, tried again later, or given up.

    Repeating it for the same attempt changes nothing.
    """
    with transaction.atomic():
        found = WebhookDelivery.objects.filter(pk=delivery_id).values_list("webhook", flat=True).get()
        webhook = Webhook.objects.select_for_update().select_related("body").get(pk=found)
        delivery = WebhookDelivery.objects.select_for_update().get(pk=delivery_id)
        if delivery.state != DeliveryState.WAITING or len(delivery.attempts) != number - 1:
            return
        now = timezone.now()
        delivery.attempts = [
            *delivery.attempts,
            {
                "at": now.isoformat(timespec="seconds"),
                "status": status,
                "milliseconds": milliseconds,
                "error": error[:LONGEST_ERROR],
            },
        ]
        if 200 <= status < 300:
            _end(delivery, webhook, DeliveryState.DELIVERED)
        elif (delay := delay_after(number)) is not None and webhook.state == WebhookState.ACTIVE:
            delivery.save(update_fields=["attempts"])
            start_attempt(delivery, number + 1, now + timedelta(seconds=delay))
        else:
            _end(delivery, webhook, DeliveryState.GIVEN_UP)


def _end(delivery: WebhookDelivery, webhook: Webhook, state: DeliveryState) -> None:
    delivery.state, delivery.ended_at = state, timezone.now()
    delivery.save(update_fields=["attempts", "state", "ended_at"])
    webhook.given_up = 0 if state == DeliveryState.DELIVERED else webhook.given_up + 1
    stopped = webhook.given_up >= MOST_GIVEN_UP and webhook.state == WebhookState.ACTIVE
    if stopped:
        webhook.state = WebhookState.FAILED
        webhook.version += 1
    webhook.save(update_fields=["given_up", "state", "version"])
    if stopped:
        _tell_stopped(webhook)


def _tell_stopped(webhook: Webhook) -> None:
    """The body is told that an address hears nothing more."""
    after = {"state": webhook.state}
    record(SYSTEM, Role.SYSTEM, "webhook.disabled", webhook, before={"state": "active"}, after=after)
    for person in keepers_of(webhook.body):
        send_message(
            person,
            subject=f"事件通知“{webhook.name}”多次没有送达，已自动停用",
            body=f"接连 {MOST_GIVEN_UP} 个事件在约八小时内都没有送达。"
            "请核对接收地址后再启用；未送达的可以逐条重发。",
            link=webhook.get_absolute_url(),
            key=f"webhook:{webhook.pk}:{webhook.version}",
        )


def locked_webhook(actor: Actor, webhook_id: int) -> tuple[Webhook, Role]:
    """An address under its lock, and the role in which a person changes it. Raises as `require` does."""
    webhook = Webhook.objects.select_for_update(of=("self",)).select_related("body").filter(pk=webhook_id)
    found = webhook.first()
    if found is None:
        raise refuse("not_found")
    return found, require(actor, Verb.CHANGE, found)


def _set(webhook: Webhook, values: WebhookValues, unreachable: Fault | None) -> None:
    webhook.name, webhook.address = values.name.strip(), values.address.strip()
    webhook.events = [event.value for event in CHOSEN if event.value in values.events]
    faults = []
    for label, text, longest in (
        ("名称", webhook.name, LONGEST_NAME),
        ("接收地址", webhook.address, LONGEST_ADDRESS),
    ):
        wrong = text_fault(text, longest)
        if not text:
            faults.append(Fault(label, "没有填写", "请填写"))
        elif wrong:
            faults.append(Fault(label, *wrong))
    if not webhook.events:
        faults.append(Fault("通知哪些事件", "没有勾选", "请至少勾选一项"))
    if unreachable and webhook.address:
        faults.append(unreachable)
    if faults:
        raise refuse("invalid", faults)


def _save(webhook: Webhook) -> None:
    try:
        with transaction.atomic():
            webhook.save()
    except IntegrityError:
        raise refuse("webhook_address_taken") from None


def _values_of(webhook: Webhook) -> dict[str, object]:
    return {"name": webhook.name, "address": webhook.address, "events": webhook.events}

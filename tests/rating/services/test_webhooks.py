"""Events to a body's own systems: with the write or not at all, signed, tried again, stopped, sent again."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.utils import timezone

from factories import Scene, officer_of, person_with, submitted_scene
from xingping.core.complaint import Category, Said
from xingping.core.roles import Role
from xingping.core.webhook import ATTEMPTS, CHOSEN, LOG_DAYS, Event
from xingping.proof.webhook_signature import is_genuine
from xingping.rating.actor import actor_of
from xingping.rating.errors import RefusedError
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import AuditEntry, Job, Message, Webhook, WebhookDelivery
from xingping.rating.queries.visibility import visible_webhooks
from xingping.rating.services.accepting import accept
from xingping.rating.services.complaining import Sent, send_complaint
from xingping.rating.services.outbox import queue_event
from xingping.rating.services.webhook_secrets import (
    clear_delivery_log,
    drop_old_secret,
    forget_old_secrets,
    renew_secret,
)
from xingping.rating.services.webhooks import (
    WebhookValues,
    change_webhook,
    create_webhook,
    note_attempt,
    resend,
    send_ping,
    set_running,
)

pytestmark = pytest.mark.django_db
ALL = [event.value for event in CHOSEN]


class Receiver(BaseHTTPRequestHandler):
    """A body's own system: keeps what it is told, answers as the test wants."""

    answers: ClassVar[list[int]] = []
    heard: ClassVar[list[tuple[dict[str, str], bytes]]] = []

    def do_POST(self) -> None:
        """Take one notification."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((dict(self.headers.items()), body))
        self.send_response(self.answers.pop(0) if self.answers else 204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[str]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    Receiver.answers, Receiver.heard = [], []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


@pytest.fixture
def scene() -> Scene:
    return submitted_scene()


@pytest.fixture
def hook(scene: Scene, receiver: str) -> tuple[Webhook, str]:
    return create_webhook(scene.officer, scene.body, WebhookValues("市系统", receiver, ALL))


def work() -> None:
    """Let the attempts be made that are due now or later."""
    for job in Job.objects.filter(kind="webhook", state="waiting").order_by("pk"):
        Job.objects.filter(pk=job.pk).update(due_at=job.created_at)
        run_job(job.pk)


def test_a_step_of_a_case_is_told_signed_and_once(scene: Scene, hook: tuple[Webhook, str]) -> None:
    accept(scene.officer, scene.case.pk)
    work()
    work()
    ((headers, body),) = Receiver.heard
    told = json.loads(body)
    assert (told["event"], told["body"]) == ("case.state_changed", scene.body.code)
    assert (told["data"]["number"], told["data"]["to"]) == (scene.case.number, "accepted")
    given = headers["Xingping-Timestamp"], body, headers["Xingping-Signature"]
    assert is_genuine(hook[1], *given, time.time())
    assert not is_genuine("another", *given, time.time())
    assert not is_genuine(hook[1], *given, time.time() + 999)
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts[0]["status"]) == ("delivered", 204)
    assert headers["Xingping-Event-Id"] == str(delivery.event_id) == told["event_id"]
    names = [scene.applicant.person.name, scene.officer.person.name, scene.case.centre.contact_name or "-*-"]
    assert not [name for name in names if name in body.decode()]


def test_nothing_is_told_of_what_was_rolled_back(scene: Scene, hook: tuple[Webhook, str]) -> None:
    with transaction.atomic():
        accept(scene.officer, scene.case.pk)
        transaction.set_rollback(True)
    assert not WebhookDelivery.objects.exists()
    assert not Job.objects.filter(kind="webhook").exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(RuntimeError):
        queue_event(1, Event.PING, {})


def test_only_what_was_asked_for_is_told(scene: Scene, receiver: str) -> None:
    create_webhook(scene.officer, scene.body, WebhookValues("甲", receiver, ["complaint.filed"]))
    accept(scene.officer, scene.case.pk)
    assert not WebhookDelivery.objects.exists()
    sent = Sent(Said.COMPLAINT, Category.ATTITUDE, "窗口的王某推诿", scene.case.centre, contact="13900000000")
    complaint, receipt = send_complaint(sent, "m" * 32)
    delivery = WebhookDelivery.objects.get()
    assert delivery.content["number"] == complaint.number
    assert not [word for word in ("王某", "13900000000", receipt) if word in str(delivery.content)]


def test_it_is_tried_again_later_and_again(scene: Scene, hook: tuple[Webhook, str]) -> None:
    Receiver.answers = [500, 302, 204]
    accept(scene.officer, scene.case.pk)
    for _ in range(4):
        work()
    delivery = WebhookDelivery.objects.get()
    assert [one["status"] for one in delivery.attempts] == [500, 302, 204]
    assert delivery.state == "delivered"
    assert len({headers["Xingping-Event-Id"] for headers, _body in Receiver.heard}) == 1
    delays = [job.due_at > job.created_at for job in Job.objects.filter(kind="webhook").order_by("pk")]
    assert len(delays) == 3


def test_after_three_given_up_the_address_is_stopped_and_the_body_told(
    scene: Scene, hook: tuple[Webhook, str]
) -> None:
    for number in range(3):
        with transaction.atomic():
            queue_event(scene.body.pk, Event.NOTICE_PUBLISHED, {"number": str(number)})
        delivery = WebhookDelivery.objects.latest("pk")
        for attempt in range(1, ATTEMPTS + 1):
            note_attempt(delivery.pk, attempt, 0, 5, "没有应答")
            note_attempt(delivery.pk, attempt, 0, 5, "没有应答")
    webhook = Webhook.objects.get()
    assert (webhook.state, webhook.given_up) == ("failed", 3)
    assert {len(one.attempts) for one in WebhookDelivery.objects.all()} == {ATTEMPTS}
    assert (
        Message.objects.filter(recipient=scene.officer.person, link=webhook.get_absolute_url()).count() == 1
    )
    assert AuditEntry.objects.filter(verb="webhook.disabled").count() == 1
    for act in (lambda: send_ping(scene.officer, webhook.pk), lambda: resend(scene.officer, delivery.pk)):
        with pytest.raises(RefusedError, match="webhook_stopped"):
            act()
    set_running(scene.officer, webhook.pk, running=True)
    resend(scene.officer, delivery.pk)
    with pytest.raises(RefusedError, match="delivery_waiting"):
        resend(scene.officer, delivery.pk)
    work()
    assert (WebhookDelivery.objects.get(pk=delivery.pk).state, len(Receiver.heard)) == ("delivered", 1)


def test_a_stopped_address_hears_nothing(scene: Scene, hook: tuple[Webhook, str]) -> None:
    accept(scene.officer, scene.case.pk)
    set_running(scene.officer, hook[0].pk, running=False)
    work()
    assert Receiver.heard == []
    assert WebhookDelivery.objects.get().state == "given_up"


def signed_by(scene: Scene, hook: Webhook, *secrets: str) -> list[bool]:
    """Whether the next notification is signed with each of the secrets."""
    Receiver.heard = []
    send_ping(scene.officer, hook.pk)
    work()
    ((headers, body),) = Receiver.heard
    given = headers["Xingping-Timestamp"], body, headers["Xingping-Signature"]
    return [is_genuine(secret, *given, time.time()) for secret in secrets]


def test_the_former_secret_signs_beside_the_new_one_for_a_while(
    scene: Scene, hook: tuple[Webhook, str]
) -> None:
    webhook, first = hook
    _webhook, secret = renew_secret(scene.officer, webhook.pk)
    assert signed_by(scene, webhook, first, secret, "another") == [True, True, False]
    assert forget_old_secrets() == 0
    Webhook.objects.update(old_until=timezone.now() - timedelta(seconds=1))
    assert signed_by(scene, webhook, first, secret) == [False, True]
    assert [forget_old_secrets(), forget_old_secrets()] == [1, 0]
    assert Webhook.objects.get().old_secret == ""
    _webhook, third = renew_secret(scene.officer, webhook.pk)
    _webhook, fourth = renew_secret(scene.officer, webhook.pk)
    assert signed_by(scene, webhook, secret, third, fourth) == [False, True, True]
    for _time in range(2):
        drop_old_secret(scene.officer, webhook.pk)
    assert signed_by(scene, webhook, third, fourth) == [False, True]
    assert AuditEntry.objects.filter(verb="webhook.drop_secret").count() == 2
    assert secret not in str(list(Webhook.objects.values())) + str(list(AuditEntry.objects.values("detail")))


def test_the_log_is_erased_after_its_time(scene: Scene, hook: tuple[Webhook, str]) -> None:
    signed_by(scene, hook[0])
    kept = send_ping(scene.officer, hook[0].pk)
    assert clear_delivery_log() == 0
    WebhookDelivery.objects.update(created_at=timezone.now() - timedelta(days=LOG_DAYS + 2))
    WebhookDelivery.objects.exclude(pk=kept.pk).update(ended_at=timezone.now() - timedelta(days=LOG_DAYS + 1))
    assert [clear_delivery_log(), clear_delivery_log()] == [1, 0]
    assert WebhookDelivery.objects.get() == kept
    assert AuditEntry.objects.filter(verb="webhook.clear_log").count() == 1


def test_changes_are_checked_and_compared(scene: Scene, hook: tuple[Webhook, str], receiver: str) -> None:
    webhook = hook[0]
    values = WebhookValues("新名", receiver, ["ping", "notice.published"])
    changed = change_webhook(scene.officer, webhook.pk, webhook.version, values)
    assert (changed.name, changed.events) == ("新名", ["notice.published"])
    with pytest.raises(RefusedError, match="changed_meanwhile"):
        change_webhook(scene.officer, webhook.pk, webhook.version, values)
    for name, address, events in (
        ("", receiver, ALL), ("甲", "", ALL), ("甲", receiver, []), ("甲\0", receiver, ALL),
        ("甲", "http://10.0.0.1/", ALL), ("甲", "https://10.0.0.1/", ALL), ("甲", "javascript:x", ALL),
    ):  # fmt: skip
        with pytest.raises(RefusedError, match="invalid"):
            change_webhook(scene.officer, webhook.pk, changed.version, WebhookValues(name, address, events))
    with pytest.raises(RefusedError, match="webhook_address_taken"):
        create_webhook(scene.officer, scene.body, WebhookValues("乙", receiver, ALL))


def test_who_looks_after_the_whole_body_alone(scene: Scene, hook: tuple[Webhook, str]) -> None:
    administrator = actor_of(person_with(Role.ADMINISTRATOR, body=scene.body))
    auditor = actor_of(person_with(Role.AUDITOR, body=scene.body))
    for sees in (scene.officer, administrator, auditor):
        assert list(visible_webhooks(sees)) == [hook[0]]
    set_running(administrator, hook[0].pk, running=False)
    with pytest.raises(RefusedError, match="not_allowed"):
        set_running(auditor, hook[0].pk, running=True)
    for stranger in (officer_of(scene.body, "5101"), scene.applicant, scene.street):
        assert list(visible_webhooks(stranger)) == []
        with pytest.raises(RefusedError, match="not_found"):
            set_running(stranger, hook[0].pk, running=True)

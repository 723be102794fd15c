"""What a body lets the public see of its register, and where its own systems are told of events."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xingping.core.webhook import CHOSEN, LOG_DAYS, OVERLAP_HOURS, Event
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import DeliveryState, RatingBody, Webhook, WebhookDelivery, WebhookState
from xingping.rating.permissions import allowed
from xingping.rating.queries.visibility import visible_bodies, visible_webhooks
from xingping.rating.queries.webhooks import deliveries_of, webhook_for
from xingping.rating.services.publishing import show_register
from xingping.rating.services.webhook_secrets import drop_old_secret, renew_secret
from xingping.rating.services.webhooks import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    WebhookValues,
    change_webhook,
    create_webhook,
    resend,
    send_ping,
    set_running,
)
from xingping.rating.verbs import Verb
from xingping.web.body.reading import round_reader
from xingping.web.posted import posted
from xingping.web.refused import show_refusal
from xingping.web.tables import Column, Filter, Table, TableSpec

ACTOR = "body"
TONES = {
    WebhookState.ACTIVE: "ok",
    WebhookState.PAUSED: "",
    WebhookState.FAILED: "bad",
    DeliveryState.WAITING: "info",
    DeliveryState.DELIVERED: "ok",
    DeliveryState.GIVEN_UP: "bad",
}


class WebhookForm(forms.Form):
    """An address for events; `version` is the one that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=gettext_lazy("名称"), max_length=LONGEST_NAME, help_text=gettext_lazy("例如“市民政业务系统”。")
    )
    address = forms.CharField(
        label=gettext_lazy("接收地址"),
        max_length=LONGEST_ADDRESS,
        help_text=gettext_lazy("https 开头，由贵单位系统提供。内部网络的地址须由运维人员先放行。"),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("通知哪些事件"),
        choices=[(event.value, gettext_lazy(event.label)) for event in CHOSEN],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("通知里只有编号、状态和日期，没有个人信息和来件内容。"),
    )

    def values(self) -> WebhookValues:
        """What was filled in."""
        given = self.cleaned_data
        return WebhookValues(given["name"], given["address"], given["events"])


DELIVERIES = TableSpec(
    caption=gettext_lazy("通知记录"),
    columns=(
        Column("at", gettext_lazy("发生时间"), lambda one: one.created_at, sort=("created_at",), kind="main"),
        Column("event", gettext_lazy("事件"), lambda one: _(Event(one.event).label), sort=("event",)),
        Column("about", gettext_lazy("对象"), lambda one: one.content.get("number", "")),
        Column("state", gettext_lazy("状态"), lambda one: _(one.get_state_display()), sort=("state",)),
        Column("tries", gettext_lazy("尝试次数"), lambda one: len(one.attempts), kind="number"),
        Column("answer", gettext_lazy("最近一次"), lambda one: _answer(one)),
    ),
    default_sort="-at",
    filters=(
        Filter(
            "state",
            gettext_lazy("状态"),
            [(state.value, gettext_lazy(state.label)) for state in DeliveryState],
            lambda rows, state: rows.filter(state=state),
        ),
    ),
    export_name="deliveries",
    empty_title=gettext_lazy("还没有通知"),
    empty_text=gettext_lazy("发生所选的事件后，每次发送都记在这里。可以先试发一条。"),
)


@require_safe
def publishing(request: HttpRequest) -> HttpResponse:
    """Each body's register and addresses."""
    actor, reader = request_actor(request), round_reader(request)
    hooks = visible_webhooks(reader)
    rows = [
        {
            "body": body,
            "may_show": allowed(actor, Verb.CHANGE, body) is None,
            "may_add": allowed(actor, Verb.CREATE, Webhook(body=body)) is None,
            "sees_hooks": allowed(actor, Verb.VIEW, Webhook(body=body)) is None,
            "hooks": [(one, TONES[WebhookState(one.state)]) for one in hooks.filter(body=body)],
        }
        for body in visible_bodies(reader).order_by("name", "pk")[:50]
    ]
    return render(request, "body/publishing.html", {"rows": rows, "actor": ACTOR})


@require_POST
def show(request: HttpRequest, body_id: int) -> HttpResponse:
    """Open or close the body's register to the public."""
    shows = request.POST.get("shows") == "yes"
    job = show_register(request_actor(request), body_id, shows=shows)
    if job is not None:
        return redirect("job", job.pk)
    messages.success(request, _("登记名录已公开。") if shows else _("登记名录已不再公开。"))
    return redirect("body:publishing")


@require_http_methods(["GET", "HEAD", "POST"])
def new_webhook(request: HttpRequest, body_id: int) -> HttpResponse:
    """A new address; the secret stands on the answer to this one request alone."""
    body = _body(request, body_id)
    form = WebhookForm(posted(request), initial={"events": [event.value for event in CHOSEN[:4]]})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                webhook, secret = create_webhook(request_actor(request), body, form.values())
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                return _secret_page(request, webhook, secret)
    context = {"form": form, "body": body, "actor": ACTOR}
    return render(request, "body/webhook_form.html", context, status=status)


def webhook_page(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """One address with the log of what it was told."""
    actor = request_actor(request)
    webhook = webhook_for(_reader(request), webhook_id)
    table = Table(request, deliveries_of(webhook), DELIVERIES)
    newest = list(deliveries_of(webhook).exclude(state=DeliveryState.WAITING)[:10])
    context = {
        "webhook": webhook,
        "tone": TONES[WebhookState(webhook.state)],
        "events": [event.label for event in CHOSEN if event.value in webhook.events],
        "table": table,
        "again": [(one, TONES[DeliveryState(one.state)], _answer(one)) for one in newest],
        "may": allowed(actor, Verb.CHANGE, webhook) is None,
        "running": webhook.state == WebhookState.ACTIVE,
        "overlaps": webhook.old_until is not None and timezone.now() < webhook.old_until,
        "log_days": LOG_DAYS,
        "actor": ACTOR,
    }
    return table.export() or render(request, "body/webhook.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_webhook(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Change name, address or events."""
    webhook = webhook_for(_reader(request), webhook_id)
    initial = {name: getattr(webhook, name) for name in ("version", "name", "address", "events")}
    form = WebhookForm(posted(request), initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            version = form.cleaned_data["version"] or 0
            try:
                change_webhook(request_actor(request), webhook_id, version, form.values())
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("已保存。"))
                return redirect(webhook)
    context = {"form": form, "body": webhook.body, "webhook": webhook, "actor": ACTOR}
    return render(request, "body/webhook_form.html", context, status=status)


@require_POST
def webhook_act(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Stop, start, try, give another secret, or let the former one sign no more."""
    actor = request_actor(request)
    webhook = webhook_for(_reader(request), webhook_id)
    deed = request.POST.get("deed", "")
    if deed == "secret":
        return _secret_page(request, *renew_secret(actor, webhook_id))
    if deed == "drop":
        said = _("原来的密钥已停用。")
        return _tried(request, webhook, lambda: drop_old_secret(actor, webhook_id), said)
    if deed == "ping":
        return _tried(request, webhook, lambda: send_ping(actor, webhook_id), _("已试发，结果见下面的记录。"))
    if deed in ("start", "stop"):
        running = deed == "start"
        said = _("已启用。") if running else _("已停用，不再发送。")
        return _tried(request, webhook, lambda: set_running(actor, webhook_id, running=running), said)
    raise refuse("invalid")


@require_POST
def resend_delivery(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Send one event again."""
    found = WebhookDelivery.objects.filter(pk=delivery_id).values_list("webhook", flat=True).first()
    webhook = webhook_for(_reader(request), found or 0)
    said = _("已重新发送。")
    return _tried(request, webhook, lambda: resend(request_actor(request), delivery_id), said)


def _tried(request: HttpRequest, webhook: Webhook, act: Any, said: str) -> HttpResponse:  # noqa: ANN401
    try:
        act()
    except RefusedError as error:
        if error.refusal.status in (403, 404):
            raise
        messages.error(request, str(error.refusal))
    else:
        messages.success(request, said)
    return redirect(webhook)


def _reader(request: HttpRequest) -> Actor:
    return round_reader(request)


def _body(request: HttpRequest, body_id: int) -> RatingBody:
    body = visible_bodies(round_reader(request)).filter(pk=body_id).first()
    if body is None:
        raise refuse("not_found")
    refusal = allowed(request_actor(request), Verb.CREATE, Webhook(body=body))
    if refusal is not None:
        raise RefusedError(refusal)
    return body


def _secret_page(request: HttpRequest, webhook: Webhook, secret: str) -> HttpResponse:
    context = {"webhook": webhook, "secret": secret, "hours": OVERLAP_HOURS, "actor": ACTOR}
    answer = render(request, "body/webhook_secret.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _answer(delivery: WebhookDelivery) -> str:
    if not delivery.attempts:
        return ""
    last = delivery.attempts[-1]
    return str(last["error"] or f"HTTP {last['status']}") + f" · {last['milliseconds']} ms"

"""Incidents: reported, notified, heard, proposed, cancelled by a second person, or closed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xingping.rating.actor import request_actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Incident, IncidentSource, IncidentState
from xingping.rating.permissions import require, verbs_on
from xingping.rating.queries.cancellation_appeals import appeal_of, involved_in
from xingping.rating.queries.certificates import certificate_for, incident_for, visible_incidents
from xingping.rating.queries.pinned import policy as policy_of
from xingping.rating.services.certificates import Announced
from xingping.rating.services.downgrading import downgrade, propose_downgrade
from xingping.rating.services.incidents import (
    Report,
    cancel,
    close_incident,
    give_notice,
    propose_cancellation,
    report_incident,
)
from xingping.rating.verbs import Verb
from xingping.web.acting import Deed, act_page
from xingping.web.body.certificate_forms import (
    ConfirmForm,
    DowngradeForm,
    NoticeForm,
    ProposalForm,
    ReasonForm,
    ReportForm,
)
from xingping.web.body.certificate_tables import INCIDENTS
from xingping.web.body.reading import office_reader
from xingping.web.displays import star_name
from xingping.web.posted import posted
from xingping.web.tables import Table

STANDARD = ("standard", "6.1.3")


def incidents(request: HttpRequest) -> HttpResponse:
    """All incidents."""
    table = Table(request, visible_incidents(office_reader(request)), INCIDENTS)
    context = {"table": table, "tab": "incidents", "actor": "body"}
    return table.export() or render(request, "body/certificates.html", context)


def report(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Put an incident on the record."""
    found = certificate_for(office_reader(request), certificate_id)
    actor = request_actor(request)
    require(actor, Verb.INCIDENT, found)
    deed = Deed(
        _("登记事件"),
        f"{found.centre_name} · {found.number}",
        _("登记"),
        reverse("body:certificate", args=[found.pk]),
        _("已登记，请评估后决定下一步。"),
        _("登记只留下记录，不影响星级。取消须先书面告知并听取陈述，由两个人办理。"),
        STANDARD,
    )

    def act(data: dict[str, Any]) -> None:
        source = IncidentSource(data["source"])
        said = Report(source, data["description"], data["reference"], data["happened_on"], data["accident"])
        report_incident(actor, found.pk, said)

    return act_page(request, deed, ReportForm(posted(request)), act)


def incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """One incident, how far it is, and what can be done next."""
    found = incident_for(office_reader(request), incident_id)
    state = IncidentState(found.state)
    verbs = verbs_on(request_actor(request), found.certificate)
    own = found.proposed_by_id == request.user.pk
    over = found.heard_until is not None and today() > found.heard_until
    context = {
        "incident": found,
        "certificate": found.certificate,
        "steps": _steps(found),
        "may_notice": state is IncidentState.REPORTED and Verb.INCIDENT in verbs,
        "may_propose": state is IncidentState.NOTICED and Verb.PROPOSE_CANCEL in verbs,
        "waiting": state is IncidentState.NOTICED and not over and not found.statement,
        "may_downgrade": _may_downgrade(found),
        "may_cancel": state is IncidentState.PROPOSED and Verb.CANCEL in verbs and not own,
        "own_proposal": state is IncidentState.PROPOSED and own,
        "appeal": appeal_of(found),
        "involved": request.user.pk in involved_in(found),
        "may_close": state is not IncidentState.CLOSED and Verb.INCIDENT in verbs,
        "actor": "body",
    }
    return render(request, "body/incident.html", context)


def _may_downgrade(found: Incident) -> bool:
    """Whether the policy that the certificate comes from lets it be lowered at all."""
    certificate = found.certificate
    return certificate.stars > 1 and policy_of(certificate.case.policy_hash).downgrade_allowed


def step(request: HttpRequest, incident_id: int, step: str) -> HttpResponse:
    """One step: notice, propose, cancel, propose a lower star, lower it, close."""
    found = incident_for(office_reader(request), incident_id)
    steps = {
        "notice": _notice,
        "propose": _propose,
        "cancel": _cancel,
        "propose-downgrade": _propose_downgrade,
        "downgrade": _downgrade,
        "close": _close,
    }
    if step not in steps:
        raise refuse("not_found")
    return steps[step](request, found)


def _notice(request: HttpRequest, found: Incident) -> HttpResponse:
    actor = request_actor(request)
    require(actor, Verb.INCIDENT, found.certificate)
    deed = _deed(
        found, _("书面告知"), _("发出告知"), _("已告知申报单位。"),
        _("申报单位会收到下面的内容，从次日起有办法规定的工作日陈述申辩；期满或陈述之后才能提出取消。"),
    )  # fmt: skip
    form = NoticeForm(posted(request))
    return act_page(request, deed, form, lambda data: give_notice(actor, found.pk, data["reason"]))


def _propose(request: HttpRequest, found: Incident) -> HttpResponse:
    actor = request_actor(request)
    require(actor, Verb.PROPOSE_CANCEL, found.certificate)
    deed = _deed(
        found, _("提出取消星级"), _("提出"), _("已提出，请另一位同事复核。"),
        _("提出后由另一位同事复核；复核前星级不变。"), standard=True,
    )  # fmt: skip

    def act(data: dict[str, Any]) -> None:
        document = Announced(data["document_number"], data["document_on"])
        propose_cancellation(actor, found.pk, data["reason"], document)

    return act_page(request, deed, ProposalForm(posted(request), initial={"reason": found.reason}), act)


def _cancel(request: HttpRequest, found: Incident) -> HttpResponse:
    actor = request_actor(request)
    require(actor, Verb.CANCEL, found.certificate)
    deed = _deed(
        found, _("复核并取消星级"), _("取消星级"), _("星级已取消，公众核验页已经更新，标志牌待交回。"),
        _("取消后只有申诉成立才能恢复。公众核验页立即显示“已取消”和理由；申报单位收到通知，须按期交回标志牌。"),
        standard=True,
    )  # fmt: skip
    return act_page(request, deed, ConfirmForm(posted(request)), lambda _data: cancel(actor, found.pk))


def _propose_downgrade(request: HttpRequest, found: Incident) -> HttpResponse:
    actor = request_actor(request)
    require(actor, Verb.PROPOSE_CANCEL, found.certificate)
    deed = _deed(
        found, _("提出降低星级"), _("提出"), _("已提出，请另一位同事复核。"),
        _("本批次办法允许降星。提出后由另一位同事复核；复核前星级不变。"),
    )  # fmt: skip

    def act(data: dict[str, Any]) -> None:
        document = Announced(data["document_number"], data["document_on"])
        propose_downgrade(actor, found.pk, int(data["stars"]), data["reason"], document)

    form = DowngradeForm(found.certificate.stars, posted(request), initial={"reason": found.reason})
    return act_page(request, deed, form, act)


def _downgrade(request: HttpRequest, found: Incident) -> HttpResponse:
    actor = request_actor(request)
    require(actor, Verb.CANCEL, found.certificate)
    said = _(
        "降为%(stars)s，立即换发新编号的证书，有效期不变；原证书的公众核验页显示“已换发新证书”和理由，"
        "原标志牌须交回。"
    ) % {"stars": star_name(found.proposed_stars)}
    deed = _deed(found, _("复核并降低星级"), _("降低星级"), _("星级已降低，新证书已颁发。"), said)
    form = ConfirmForm(posted(request))
    return act_page(request, replace(deed, danger=True), form, lambda _data: downgrade(actor, found.pk))


def _close(request: HttpRequest, found: Incident) -> HttpResponse:
    actor = request_actor(request)
    require(actor, Verb.INCIDENT, found.certificate)
    deed = _deed(
        found, _("办结，不采取措施"), _("办结"), _("已办结。"), _("写明核查的结论；星级不变。"),
    )  # fmt: skip
    form = ReasonForm(posted(request))
    return act_page(request, deed, form, lambda data: close_incident(actor, found.pk, data["reason"]))


def _deed(
    found: Incident, title: str, button: str, done: str, consequence: str, *, standard: bool = False
) -> Deed:
    certificate = found.certificate
    about = f"{certificate.centre_name} · {certificate.number}"
    back = reverse("body:incident", args=[found.pk])
    rule = STANDARD if standard else ("body", "")
    return Deed(title, about, button, back, done, consequence, rule, danger=standard)


def _steps(found: Incident) -> list[dict[str, str]]:
    order = list(IncidentState)
    names = {
        IncidentState.REPORTED: _("登记"),
        IncidentState.NOTICED: _("书面告知与陈述"),
        IncidentState.PROPOSED: _("提出取消或降星"),
        IncidentState.CLOSED: _("办结"),
    }
    place = order.index(IncidentState(found.state)) + (found.state == IncidentState.CLOSED)
    return [
        {"label": names[one], "state": "done" if number < place else "now" if number == place else ""}
        for number, one in enumerate(order)
    ]

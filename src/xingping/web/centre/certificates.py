"""The centre's certificate: what it says, its dates, its file; being heard; re-review by one click."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.entry_rules import upgrade_from
from xingping.core.roles import Role
from xingping.rating.actor import Actor, request_actor
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Certificate, Incident, IncidentState
from xingping.rating.models.certificate import LIVING
from xingping.rating.permissions import require
from xingping.rating.queries.cancellation_appeals import appeal_of, appeal_runs, may_appeal
from xingping.rating.queries.certificates import certificate_for, face_today, window_opens
from xingping.rating.queries.pinned import policy as policy_of
from xingping.rating.queries.rereview import rereview_running, rereviews_of, upgrade_running
from xingping.rating.queries.visibility import visible_certificates
from xingping.rating.services.applications import MOST_STARS
from xingping.rating.services.incidents import state_case
from xingping.rating.services.renewing import open_round_for, start_rereview
from xingping.rating.verbs import Verb
from xingping.web.acting import Deed, act_page
from xingping.web.body.certificates import certificate_file
from xingping.web.body.reading import reader_as
from xingping.web.bundles import bundle_answer
from xingping.web.centre.own import ACTOR
from xingping.web.posted import posted


def certificates(request: HttpRequest) -> HttpResponse:
    """All certificates of the own centres, the living one first."""
    rows = visible_certificates(_own(request)).select_related("body")
    shown = [
        {
            "certificate": one,
            "face": face_today(one, today())[0],
            "opens": window_opens(one),
            "living": one.state in LIVING,
            "under_appeal": _under_appeal(one),
        }
        for one in rows.order_by("-awarded_on", "-pk")
    ]
    return render(request, "centre/certificates.html", {"certificates": shown, "actor": ACTOR})


def certificate(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """One certificate of the own centre, with what is to be done and by when."""
    found = certificate_for(_own(request), certificate_id)
    face, running = face_today(found, today())
    opens = window_opens(found)
    rereview = rereviews_of(found.case_id).exclude(state__in=("withdrawn", "terminated", "refused")).first()
    living = found.state in LIVING
    context = {
        "certificate": found,
        "face": face,
        "running": running,
        "under_appeal": _under_appeal(found),
        "opens": opens,
        "in_window": living and today() >= opens,
        "late": today() > found.last_day_to_apply,
        "rereview": rereview,
        "round": open_round_for(found, today()) if living else None,
        "upgrade": _upgrade(found) if living and today() < opens else None,
        "upgrading": upgrade_running(found.case_id),
        "old_rereview": rereview_running(found.replaces.case_id) if found.replaces else None,
        "plaques": found.plaques.order_by("-number"),
        "incidents": [_incident(one) for one in _told(found)],
        "actor": ACTOR,
    }
    return render(request, "centre/certificate.html", context)


def _under_appeal(found: Certificate) -> bool:
    return found.state == CertificateState.CANCELLED and appeal_runs(found.pk)


def _upgrade(found: Certificate) -> dict[str, Any] | None:
    """Where a higher star may be applied for before expiry: the round, and from when; None where nowhere."""
    round_ = open_round_for(found, today())
    if round_ is None or found.stars >= MOST_STARS or today() > found.last_day:
        return None
    first = upgrade_from(policy_of(round_.policy_hash), found.awarded_on)
    return {"round": round_, "first": first, "now": today() >= first} if first else None


@require_safe
def certificate_pdf(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The certificate to be printed."""
    return certificate_file(request, certificate_for(_own(request), certificate_id))


@require_safe
def bundle(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The result bundle of the own case, for `xingping verify`."""
    found = certificate_for(_own(request), certificate_id)
    return bundle_answer(found)


@require_POST
def renew(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Start the re-review, filled with the old data."""
    found = certificate_for(_own(request), certificate_id)
    try:
        case = start_rereview(request_actor(request), found.pk)
    except RefusedError as error:
        messages.error(request, str(error.refusal))
        return redirect("centre:certificate", found.pk)
    messages.success(request, _("复核申报已建立，原来的内容已带入。请更新过期的数据和材料，再提交。"))
    return redirect("centre:case", case.number)


class StatementForm(forms.Form):
    """What the centre says for itself."""

    statement = forms.CharField(
        label=gettext_lazy("陈述和申辩"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("写明事实、理由和已经采取的整改。提交后评定机构会一并考虑。"),
    )


def statement(request: HttpRequest, certificate_id: int, incident_id: int) -> HttpResponse:
    """Be heard before a star is cancelled."""
    found = certificate_for(_own(request), certificate_id)
    incident = _told(found).filter(pk=incident_id).first()
    if incident is None:
        raise refuse("not_found")
    actor = request_actor(request)
    require(actor, Verb.STATE, found)
    deed = Deed(
        _("陈述申辩"), f"{found.centre_name} · {found.number}", _("提交"),
        reverse("centre:certificate", args=[found.pk]), _("已提交，评定机构会一并考虑。"),
        _("评定机构的告知：%(reason)s") % {"reason": incident.reason}, actor=ACTOR,
    )  # fmt: skip

    def act(data: dict[str, Any]) -> None:
        state_case(actor, incident.pk, data["statement"])

    return act_page(request, deed, StatementForm(posted(request)), act)


def _own(request: HttpRequest) -> Actor:
    return reader_as(request, Role.APPLICANT)


def _told(found: Certificate) -> Any:  # noqa: ANN401
    """Incidents of which the centre has been told in writing."""
    told = Incident.objects.filter(certificate=found, noticed_on__isnull=False)
    return told.select_related("certificate__case")


def _incident(one: Incident) -> dict[str, Any]:
    open_ = one.state == IncidentState.NOTICED and one.heard_until is not None and today() <= one.heard_until
    return {"incident": one, "may_state": open_, "may_appeal": may_appeal(one), "appeal": appeal_of(one)}

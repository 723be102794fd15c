"""The officer's certificates: the register, one certificate with its history, its files, its suspension."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.plaque_lifecycle import PLAQUE_TRANSITIONS, STANDING, PlaqueState
from xingping.documents.plaque import plaque_pdf
from xingping.rating.actor import request_actor
from xingping.rating.calendar import today
from xingping.rating.models import Certificate, PlaqueEvent
from xingping.rating.permissions import require, verbs_on
from xingping.rating.queries.cancellation_appeals import appeal_runs
from xingping.rating.queries.certificates import (
    certificate_for,
    due_for_rereview,
    face_today,
    plaque_for,
    plaque_text,
    visible_plaques,
    window_opens,
)
from xingping.rating.queries.pinned import edition as pinned_edition
from xingping.rating.queries.printing import printed_certificate
from xingping.rating.queries.rereview import rereviews_of
from xingping.rating.queries.visibility import visible_certificates
from xingping.rating.services.certificates import Announced
from xingping.rating.services.incidents import resume, suspend
from xingping.rating.verbs import Verb
from xingping.web.acting import Deed, act_page
from xingping.web.body.certificate_forms import ReasonForm, SuspendForm
from xingping.web.body.certificate_tables import CERTIFICATES, DUE, PLAQUES
from xingping.web.body.reading import office_reader
from xingping.web.bundles import bundle_answer
from xingping.web.posted import posted
from xingping.web.tables import Table

PDF = "application/pdf"


def certificates(request: HttpRequest) -> HttpResponse:
    """The register."""
    table = Table(request, visible_certificates(office_reader(request)), CERTIFICATES)
    return table.export() or render(request, "body/certificates.html", _listed(table, "certificates"))


def due(request: HttpRequest) -> HttpResponse:
    """Certificates in their re-review window, and those past it: who has applied, who has not."""
    rows = due_for_rereview(visible_certificates(office_reader(request)), today())
    table = Table(request, rows.select_related("centre"), DUE)
    return table.export() or render(request, "body/certificates.html", _listed(table, "due"))


def plaques(request: HttpRequest) -> HttpResponse:
    """The register of plaques; narrowed to 待制作 and exported it is the production list."""
    rows = visible_plaques(office_reader(request)).select_related("certificate__centre")
    table = Table(request, rows, PLAQUES)
    return table.export() or render(request, "body/certificates.html", _listed(table, "plaques"))


def certificate(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """One certificate: what it says, what happened to it, its plaques and incidents, what can be done."""
    found = certificate_for(office_reader(request), certificate_id)
    actor = request_actor(request)
    face, running = face_today(found, today())
    verbs = verbs_on(actor, found)
    plaques = found.plaques.order_by("number")
    context = {
        "certificate": found,
        "face": face,
        "running": running,
        "under_appeal": found.state == CertificateState.CANCELLED and appeal_runs(found.pk),
        "opens": window_opens(found),
        "rereviews": rereviews_of(found.case_id),
        "events": found.events.select_related("by").order_by("-sequence"),
        "plaques": [_plaque(one, Verb.PLAQUE in verbs) for one in plaques],
        "plaque_stands": any(one.state in STANDING for one in plaques),
        "incidents": found.incidents.all(),
        "may": {verb.value for verb in verbs},
        "actor": "body",
    }
    return render(request, "body/certificate.html", context)


@require_safe
def certificate_pdf(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The certificate to be printed: `?paper=A3`, `?bilingual=1`."""
    found = certificate_for(office_reader(request), certificate_id)
    return certificate_file(request, found)


def certificate_file(request: HttpRequest, found: Certificate) -> HttpResponse:
    """The PDF of a certificate that has been checked to be in sight."""
    made = printed_certificate(
        found,
        large=request.GET.get("paper") == "A3",
        bilingual=request.GET.get("bilingual") == "1",
    )
    return pdf_answer(made, f"{found.number}.pdf")


@require_safe
def certificate_bundle(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The result bundle, for auditors and officers always."""
    return bundle_answer(certificate_for(office_reader(request), certificate_id))


@require_safe
def plaque_artwork(request: HttpRequest, plaque_id: int) -> HttpResponse:
    """The plaque's artwork for the print shop."""
    plaque = plaque_for(office_reader(request), plaque_id)
    made = plaque_pdf(plaque_text(plaque), pinned_edition(plaque.certificate.edition_hash))
    return pdf_answer(made, f"{plaque.serial}.pdf")


def pause(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Suspend the star mark, or end the suspension."""
    found = certificate_for(office_reader(request), certificate_id)
    actor, back = request_actor(request), reverse("body:certificate", args=[found.pk])
    require(actor, Verb.SUSPEND, found)
    about = f"{found.centre_name} · {found.number}"
    if found.state == CertificateState.SUSPENDED:
        deed = Deed(
            _("恢复使用星级标志"), about, _("恢复"), back, _("已恢复，公众核验页已经更新。"),
            _("恢复后，公众核验页立即显示有效。"),
        )  # fmt: skip
        return act_page(
            request, deed, ReasonForm(posted(request)), lambda data: resume(actor, found.pk, data["reason"])
        )
    deed = Deed(
        _("暂停使用星级标志"), about, _("暂停"), back, _("已暂停，公众核验页已经更新。"),
        _("暂停后，公众核验页立即显示“暂停使用星级标志”和下面的理由；申报单位会收到通知。"), danger=True,
    )  # fmt: skip

    def act(data: dict[str, Any]) -> None:
        document = Announced(data["document_number"], data["document_on"])
        suspend(actor, found.pk, data["reason"], document)

    return act_page(request, deed, SuspendForm(posted(request)), act)


def pdf_answer(made: bytes, name: str) -> HttpResponse:
    """A PDF to be kept under a name."""
    answer = HttpResponse(made, content_type=PDF)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _plaque(plaque: Any, may: bool) -> dict[str, Any]:  # noqa: ANN401
    state = PlaqueState(plaque.state)
    moves = [row.action for row in PLAQUE_TRANSITIONS if row.source is state] if may else []
    return {
        "plaque": plaque,
        "moves": moves,
        "events": PlaqueEvent.objects.filter(plaque=plaque).select_related("by").order_by("-sequence"),
    }


def _listed(table: Table, tab: str) -> dict[str, Any]:
    return {"table": table, "tab": tab, "actor": "body"}

"""Moves of a plaque: made, handed over, lost, replaced, returned, announced void; and what proves them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xingping.core.plaque_lifecycle import PlaqueAction, PlaqueState, next_plaque_state
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Blob, PlaqueEvent
from xingping.rating.permissions import require
from xingping.rating.queries.certificates import certificate_for, plaque_for
from xingping.rating.services.plaques import PlaqueMove, move_plaque, order_again
from xingping.rating.services.scans import keep_scan
from xingping.rating.verbs import Verb
from xingping.web.acting import Deed, act_page
from xingping.web.body.certificate_forms import PlaqueForm
from xingping.web.body.reading import office_reader
from xingping.web.posted import posted_files
from xingping.web.stored_files import served

MEGABYTES = 20
"""Largest picture of a signature or plaque."""


def move(request: HttpRequest, plaque_id: int, move: str) -> HttpResponse:
    """One move of a plaque."""
    plaque = plaque_for(office_reader(request), plaque_id)
    actor = request_actor(request)
    require(actor, Verb.PLAQUE, plaque.certificate)
    if move not in list(PlaqueAction):
        raise refuse("not_found")
    action = PlaqueAction(move)
    row = next_plaque_state(PlaqueState(plaque.state), action)
    if row is None:
        raise refuse("wrong_state", state=plaque.get_state_display(), action=action.label)
    back = f"{reverse('body:certificate', args=[plaque.certificate_id])}#plaques"
    deed = Deed(
        _("标志牌：%(action)s") % {"action": action.label},
        f"{plaque.certificate.centre_name} · {plaque.serial}",
        action.label,
        back,
        _("已登记：%(action)s。") % {"action": action.label},
        danger=action is PlaqueAction.VOID,
    )

    def act(data: dict[str, Any]) -> None:
        move_plaque(actor, plaque.pk, action, _said(data))

    return act_page(request, deed, PlaqueForm(row, *posted_files(request)), act)


@require_POST
def again(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Order a plaque for a certificate that has none."""
    found = certificate_for(office_reader(request), certificate_id)
    try:
        plaque = order_again(request_actor(request), found.pk)
    except RefusedError as error:
        messages.error(request, str(error.refusal))
    else:
        messages.success(request, _("已下达制作 %(serial)s。") % {"serial": plaque.serial})
    return redirect("body:certificate", found.pk)


@require_safe
def proof(request: HttpRequest, event_id: int, picture: str) -> HttpResponseBase:
    """The signature or photo of a move, as a download."""
    event = PlaqueEvent.objects.filter(pk=event_id).select_related("signature", "photo").first()
    if event is None or picture not in ("signature", "photo"):
        raise refuse("not_found")
    plaque_for(office_reader(request), event.plaque_id)
    blob: Blob | None = getattr(event, picture)
    if blob is None:
        raise refuse("not_found")
    return served(request, blob, f"{picture}-{event.pk}")


def _said(data: dict[str, Any]) -> PlaqueMove:
    return PlaqueMove(
        data["happened_on"],
        receiver=data.get("receiver", ""),
        reason=data.get("reason", ""),
        announcement_number=data.get("announcement_number", ""),
        signature=_kept(data.get("signature"), _("签名图片")),
        photo=_kept(data.get("photo"), _("照片")),
    )


def _kept(given: Any, place: str) -> Blob | None:  # noqa: ANN401
    return keep_scan(given, MEGABYTES, place)[0] if given else None

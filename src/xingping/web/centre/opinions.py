"""What a centre sees of the opinions of organisations: it proposes whom to ask, and reads counts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xingping.core.opinion import FEWEST_TOLD
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.permissions import allowed
from xingping.rating.queries.opinions import told_centre
from xingping.rating.services.opinions import propose_organisations
from xingping.rating.verbs import Verb
from xingping.web.centre.own import ACTOR, own_case
from xingping.web.organisations_form import OrganisationsForm
from xingping.web.posted import posted
from xingping.web.refused import show_refusal


@require_http_methods(["GET", "HEAD", "POST"])
def opinions(request: HttpRequest, number: str) -> HttpResponse:
    """Counts, and the form that proposes. What was proposed is not listed: it would tell who was asked."""
    case, form, status = own_case(request, number), OrganisationsForm(posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                propose_organisations(request_actor(request), case.pk, form.asked)
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("名单已送评定机构，由它决定邀请哪些单位。"))
                return redirect("centre:opinions", number)
    context = {
        "case": case,
        "form": form,
        "told": told_centre(case),
        "fewest": FEWEST_TOLD,
        "proposes": allowed(request_actor(request), Verb.PROPOSE, case) is None,
        "actor": ACTOR,
    }
    return render(request, "centre/opinions.html", context, status=status)

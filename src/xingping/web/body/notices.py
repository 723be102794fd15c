"""Notices for officers: prepared, looked at as the public will see them, published, made longer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xingping.core.objection import OPEN_OBJECTIONS
from xingping.core.validity import notice_window
from xingping.rating.actor import request_actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.models import Notice, Objection, Round
from xingping.rating.permissions import allowed
from xingping.rating.queries.awards import notice_file, proposable_cases, with_places
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.place_names import place
from xingping.rating.queries.visibility import visible_cases, visible_notices
from xingping.rating.services.notices import (
    Heading,
    drop_notice,
    extend_notice,
    prepare_notice,
    publish_notice,
)
from xingping.rating.verbs import Verb
from xingping.web.award_tables import OFFICE_NOTICES, notice_items, state_tag, with_objections
from xingping.web.body.award_forms import ExtendForm, NoticeForm
from xingping.web.body.award_reading import acted, chosen_cases, office_notice, tried, waiting_rounds
from xingping.web.body.reading import office_reader, office_round
from xingping.web.posted import posted
from xingping.web.tables import Table


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Every notice of the body, drafts too."""
    table = Table(request, with_places(visible_notices(office_reader(request))), OFFICE_NOTICES)
    context = {"table": table, "rounds": waiting_rounds(request, proposable_cases), "actor": "body"}
    return table.export() or render(request, "body/notices.html", context)


def new_notice(request: HttpRequest, round_id: int) -> HttpResponse:
    """Choose cases of a round and prepare their notice."""
    return _edited(request, office_round(request, round_id), None)


def edit_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Change a notice that is not published."""
    notice = office_notice(request, notice_id)
    if notice.published_on:
        return redirect("body:notice", notice.pk)
    return _edited(request, notice.round, notice)


def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice: as a draft the preview, else its state, its list, what is objected."""
    found = office_notice(request, notice_id)
    context = _context(request, found, ExtendForm())
    return context["table"].export() or render(request, "body/notice.html", context)


@require_safe
def preview_file(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The notice as PDF, before and after publication."""
    response = HttpResponse(notice_file(office_notice(request, notice_id)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="notice-{notice_id}.pdf"'
    return response


@require_POST
def publish(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Publish a prepared notice."""
    found = office_notice(request, notice_id)
    form = NoticeForm({"key": request.POST.get("key", ""), "number": "-", "contact": "-"})
    acted(
        request, form, lambda actor, data: publish_notice(actor, found.pk, key=data["key"]), _("公示已发布。")
    )
    return redirect("body:notice", found.pk)


@require_POST
def drop(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Delete a draft."""
    found = office_notice(request, notice_id)
    drop_notice(request_actor(request), found.pk)
    messages.success(request, _("草稿已删除。"))
    return redirect("body:notices")


@require_POST
def extend(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Make a running notice longer."""
    found = office_notice(request, notice_id)
    form = ExtendForm(request.POST)
    done, status = tried(
        form,
        lambda: extend_notice(
            request_actor(request), found.pk, form.cleaned_data["until"], form.cleaned_data["reason"]
        ),
    )
    if done:
        messages.success(request, _("公示期已延长，名单中的申报单位收到通知。"))
        return redirect("body:notice", found.pk)
    return render(request, "body/notice.html", _context(request, found, form), status=status)


def _edited(request: HttpRequest, round_: Round, draft: Notice | None) -> HttpResponse:
    reader = office_reader(request)
    initial = (
        {"number": draft.number, "contact": draft.contact} if draft else {"contact": round_.body.contact}
    )
    form = NoticeForm(posted(request), initial=initial)
    listed = set(draft.items.values_list("case_id", flat=True)) if draft else set()
    cases = visible_cases(reader).filter(round=round_)
    waiting = proposable_cases(cases).values_list("pk", flat=True)
    keys = [*waiting, *listed]
    chosen = set(chosen_cases(request)) if request.method == "POST" else listed or set(keys)
    made: list[Notice] = []
    status = 200
    if request.method == "POST":
        done, status = tried(
            form,
            lambda: made.append(
                prepare_notice(
                    request_actor(request),
                    round_.pk,
                    Heading(form.cleaned_data["number"], form.cleaned_data["contact"]),
                    sorted(chosen),
                    draft.pk if draft else None,
                )
            ),
        )
        if done:
            return redirect("body:notice", made[0].pk)
    context = {
        "form": form,
        "round": round_,
        "notice": draft,
        "rows": _rows(cases.filter(pk__in=keys), chosen),
        "actor": "body",
    }
    return render(request, "body/notice_form.html", context, status=status)


def _rows(cases: Any, chosen: set[int]) -> list[dict[str, Any]]:  # noqa: ANN401 (an annotated query)
    decided = cases.filter(decisions__superseded_at=None).select_related("centre").annotate(place=place())
    found = decided.values_list("pk", "number", "centre__name", "place", "decisions__stars").order_by(
        "region", "pk"
    )
    return [
        {"pk": pk, "number": number, "name": name, "place": where, "stars": stars, "chosen": pk in chosen}
        for pk, number, name, where, stars in found
    ]


def _context(request: HttpRequest, found: Notice, form: ExtendForm) -> dict[str, Any]:
    actor = request_actor(request)
    items = with_objections(found.items.select_related("case").annotate(place=place()))
    table = Table(request, items, notice_items(found, office=True))
    policy = pinned_policy(found.round.policy_hash)
    window = notice_window(today(), policy.notice_days, policy.notice_working_days, WORKING_DAY)
    objections = Objection.objects.filter(item__notice=found)
    return {
        "notice": found,
        "state": state_tag(found),
        "table": table,
        "policy": policy,
        "window": window,
        "form": form,
        "extensions": found.extensions.select_related("by"),
        "objections": objections.count(),
        "open_objections": objections.filter(state__in=OPEN_OBJECTIONS).count(),
        "may_change": allowed(actor, Verb.CHANGE, found) is None,
        "running": found.ends_on is not None and today() <= found.ends_on,
        "key": NoticeForm().initial["key"],
        "actor": "body",
    }

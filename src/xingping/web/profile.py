"""What residents read about a centre, written by the centre itself or by the rating body's officers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from xingping.core.services_offered import CLAUSE, PRIORITY_GROUPS, SERVICES
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import CentreProfile
from xingping.rating.permissions import require
from xingping.rating.queries.public_centres import public_centres
from xingping.rating.queries.visibility import visible_centres
from xingping.rating.services.profiles import PROFILE_FIELDS, change_profile
from xingping.rating.verbs import Verb
from xingping.web.public.profile_words import group_name, service_name
from xingping.web.refused import show_refusal


class ProfileForm(forms.ModelForm[CentreProfile]):
    """Everything that a centre tells residents about itself."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    services = forms.MultipleChoiceField(
        label=gettext_lazy("提供的服务"), required=False, widget=forms.CheckboxSelectMultiple
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("优先服务的人群"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        """Texts of the profile."""

        model = CentreProfile
        fields = PROFILE_FIELDS
        widgets = {  # noqa: RUF012
            "about": forms.Textarea(attrs={"rows": 3}),
            "reply": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {  # noqa: RUF012
            "public_hours": gettext_lazy("例如：周一至周日 8:30–18:00，节假日另行通知。"),
            "public_phone": gettext_lazy("向居民公开的座机；个人手机号请不要填。"),
            "reply": gettext_lazy("有评定结果后显示在结果旁边，评定机构不作修改。请不要写个人信息。"),
        }

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        choices = {
            "services": [(one, service_name(one)) for one in SERVICES],
            "groups": [(one, group_name(one)) for one in PRIORITY_GROUPS],
        }
        for name, known in choices.items():
            self.fields[name].choices = known  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, centre_id: int) -> HttpResponse:
    """Change what residents read; nothing typed is lost where it is refused."""
    actor = request_actor(request)
    centre = visible_centres(actor).filter(pk=centre_id).first()
    if centre is None:
        raise Http404
    require(actor, Verb.CHANGE, centre)
    known = CentreProfile.objects.filter(centre=centre).first() or CentreProfile(centre=centre)
    form = ProfileForm(request.POST or None, instance=known, initial={"version": known.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = {name: form.cleaned_data[name] for name in PROFILE_FIELDS}
            try:
                change_profile(actor, centre.pk, form.cleaned_data["version"], values)
            except RefusedError as error:
                show_refusal(form, error)
            else:
                messages.success(request, _("公开信息已保存。"))
                return redirect("centre-profile", centre.pk)
    context = {
        "centre": centre,
        "form": form,
        "clause": CLAUSE,
        "public": public_centres().filter(pk=centre.pk).exists(),
    }
    return render(request, "profile.html", context, status=status)

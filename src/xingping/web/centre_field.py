"""A centre in a form, by its code or its exact name: no list is offered, so that nothing can be browsed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from xingping.rating.models import Centre


class CentreField(forms.CharField):
    """Cleans to the one centre of `centres` with that code or name; "" is None."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        options.setdefault("label", _("中心（站）"))
        options.setdefault("max_length", 120)
        options.setdefault("help_text", _("填写中心（站）的编号或完整名称。"))
        super().__init__(**options)
        self.centres: QuerySet[Centre] = Centre.objects.none()

    def clean(self, value: Any) -> Any:  # noqa: ANN401
        """The centre meant; an error where there is none, or more than one of that name."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        centres = self.centres.select_related("body")
        found = list(centres.filter(code=text)[:2]) or list(centres.filter(name=text)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(_("有多个同名的中心（站），请填写编号。"))
        raise forms.ValidationError(_("没有找到“%(text)s”，请核对编号或名称。") % {"text": text})

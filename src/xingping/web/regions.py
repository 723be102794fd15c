"""Choosing a region: the address that the picker asks, and the field of a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from xingping.rating.models import Level, Region
from xingping.rating.models.region import padded
from xingping.rating.queries.regions import find_regions, path_of, paths_of, region_at

MOST = 30
LONGEST = 60


@require_GET
@cache_control(public=True, max_age=300)
def regions(request: HttpRequest) -> JsonResponse:
    """Regions for `q` (name, code, pinyin, initials) inside `within`, down to level `to`; public data."""
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST]
    within = request.GET.get("within", "")
    if within and not (within.isascii() and within.isdigit()):
        return JsonResponse({"regions": []})
    found = find_regions(text, within=within, levels=_levels(request.GET.get("to", "")), limit=MOST)
    paths = paths_of([region.prefix for region in found])
    parents = set(
        Region.objects.filter(parent__in=[region.prefix for region in found])
        .values_list("parent_id", flat=True)
        .distinct()
    )
    return JsonResponse({"regions": [_shown(region, paths, region.prefix in parents) for region in found]})


class RegionField(forms.CharField):
    """A region by code or name; scripts turn it into a picker. Cleans to a prefix or a 12-digit code.

    `levels` are those that may be chosen; `as_code` gives 12 digits instead of the prefix.
    """

    def __init__(
        self,
        *,
        levels: Sequence[Level] = tuple(Level),
        as_code: bool = False,
        **options: Any,  # noqa: ANN401
    ) -> None:
        self.levels, self.as_code = tuple(levels), as_code
        options.setdefault(
            "help_text", _("输入名称、拼音、首字母或代码查找，例如：锦江、jinjiang、jjq、510104。")
        )
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the picker's script needs."""
        return {
            **super().widget_attrs(widget),
            "data-region-picker": reverse_lazy("regions"),
            "data-to": str(max(self.levels).value),
            "data-nothing": _("没有找到，请换一个词，或输入代码。"),
            "data-found": _("找到 %d 个，用上下键选择"),
            "data-below": _("选下一级"),
            "data-clear": _("清除"),
            "autocomplete": "off",
        }

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """The field with the path of its present value for the picker to show."""
        bound = super().get_bound_field(form, field_name)
        value = bound.value()
        if value:
            self.widget.attrs["data-path"] = path_of(str(value)) if str(value).isdigit() else str(value)
        return bound

    def clean(self, value: Any) -> str:  # noqa: ANN401
        """The region's prefix or code; "" where none is required and none given."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return ""
        region = region_at(text) or _only(find_regions(text, limit=2), text)
        if region is None:
            raise ValidationError(
                _("没有找到“%(text)s”，或有多个同名地区，请从列表中选择或输入代码。") % {"text": text}
            )
        if region.level not in self.levels:
            names = "、".join(str(level.label) for level in self.levels)
            raise ValidationError(_("请选择%(levels)s的地区。") % {"levels": names})
        return padded(region.prefix) if self.as_code else region.prefix


def _only(found: Sequence[Region], text: str) -> Region | None:
    """The one region found; of several the one called exactly so, if it is the only one."""
    exact = [region for region in found if region.name == text]
    if len(found) == 1:
        return found[0]
    return exact[0] if len(exact) == 1 else None


def _levels(to: str) -> tuple[Level, ...]:
    return tuple(level for level in Level if level <= int(to)) if to in {"1", "2", "3", "4", "5"} else ()


def _shown(region: Region, paths: dict[str, str], has_below: bool) -> dict[str, Any]:
    return {
        "prefix": region.prefix,
        "code": region.code,
        "name": region.name,
        "path": paths[region.prefix],
        "level": region.level,
        "levelName": str(Level(region.level).label),
        "below": has_below,
    }

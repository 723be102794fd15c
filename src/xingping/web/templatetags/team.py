"""Template tags of the pages about teams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def group_names(groups: Sequence[str], names: Mapping[str, str]) -> str:
    """Names of indicator groups by their ids; none means all."""
    return "、".join(names.get(one, one) for one in groups) or _("全部")

"""Administrative regions: the 12-digit codes of the statistics bureau."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

CODE_LENGTH = 12
PREFIX_LENGTHS = (2, 4, 6, 9, 12)
SEARCH_KIND = "region"
"""Under which regions are filed in the table of grams."""


class Level(models.IntegerChoices):
    """The five levels; the n-th has a prefix of `PREFIX_LENGTHS[n - 1]` digits."""

    PROVINCE = 1, _("省级")
    CITY = 2, _("地级")
    COUNTY = 3, _("县级")
    STREET = 4, _("乡级")
    COMMUNITY = 5, _("村级")


class Region(models.Model):
    """One region. Its key is the significant prefix of its code, so that belonging is a prefix.

    Three cities without counties (东莞, 中山, 儋州) share one zero-padded code between city and
    county: `4419` and `441900` both pad to 441900000000, so the padded code is not a key.
    """

    prefix = models.CharField(_("区划代码前缀"), max_length=12, primary_key=True)
    code = models.CharField(_("区划代码"), max_length=12, db_index=True)
    name = models.CharField(_("名称"), max_length=80)
    level = models.PositiveSmallIntegerField(_("级别"), choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    pinyin = models.CharField(_("拼音"), max_length=200)
    initials = models.CharField(_("拼音首字母"), max_length=60)
    sort_key = models.CharField(_("排序键"), max_length=300)

    class Meta:
        verbose_name = _("行政区划")
        ordering = ("prefix",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "level"], name="region_code_once_a_level"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="region_level_known"),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINCE, parent__isnull=True)
                | (Q(level__gt=Level.PROVINCE) & Q(parent__isnull=False) & ~Q(parent=F("prefix"))),
                name="region_below_its_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def padded(prefix: str) -> str:
    """The 12-digit code of a prefix: `4419` -> `441900000000`."""
    return prefix.ljust(CODE_LENGTH, "0")


def level_of(prefix: str) -> Level:
    """The level that a prefix's length means; raises ValueError for any other length."""
    return Level(PREFIX_LENGTHS.index(len(prefix)) + 1)

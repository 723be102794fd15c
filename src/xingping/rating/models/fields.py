"""Columns that several models share."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

PREFIX_PATTERN = r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$"
REGION_PREFIX = RegexValidator(PREFIX_PATTERN, "区划代码前缀是 2、4、6、9 或 12 位数字")
REGION = RegexValidator(r"^[0-9]{12}$", "行政区划代码是 12 位数字，例如 110101001001")


def region_field() -> models.CharField[str, str]:
    """A 12-digit administrative code; belonging to a region is a prefix."""
    return models.CharField("行政区划代码", max_length=12, db_index=True, validators=[REGION])


def region_check(owner: str) -> models.CheckConstraint:
    """The last guard on a region column."""
    return models.CheckConstraint(
        condition=Q(region__regex=r"^[0-9]{12}$"), name=f"{owner}_region_twelve_digits"
    )


def prefix_field() -> models.CharField[str, str]:
    """The significant digits of a region's code: 2, 4, 6, 9 or 12."""
    return models.CharField("区划代码前缀", max_length=12, blank=True, validators=[REGION_PREFIX])


def prefix_check(owner: str, column: str, *, empty: bool = False) -> models.CheckConstraint:
    """The last guard on a column of region prefixes."""
    allowed = Q(**{f"{column}__regex": PREFIX_PATTERN})
    if empty:
        allowed |= Q(**{column: ""})
    return models.CheckConstraint(condition=allowed, name=f"{owner}_{column}_prefix")


def hash_field(**options: object) -> models.CharField[str, str]:
    """A SHA-256 in hex."""
    return models.CharField(max_length=64, **options)  # type: ignore[arg-type]

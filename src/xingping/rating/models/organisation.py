"""Rating bodies and the centres they keep in their register."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xingping.rating.models.fields import prefix_check, prefix_field, region_check, region_field


class RatingBody(models.Model):
    """评定机构: the body that rates centres of its region."""

    code = models.CharField("机构代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=120)
    region_prefix = prefix_field()
    """Where it rates; empty: everywhere."""
    contact = models.CharField("联系方式", max_length=200, blank=True)
    shows_register = models.BooleanField("向公众列出全部登记的中心（站）", default=False)
    """All or none: that a centre is listed must tell nothing about an application."""
    is_demo = models.BooleanField("演示", default=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        """Constraints."""

        constraints = (prefix_check("body", "region_prefix", empty=True),)

    def __str__(self) -> str:
        return self.name


class CentreForm(models.TextChoices):
    """中心还是站."""

    CENTRE = "centre", "服务中心"
    STATION = "station", "服务站"


class CentreKind(models.TextChoices):
    """What the centre serves: an urban community or a village; decides thresholds of the edition."""

    URBAN = "urban", "城市社区"
    RURAL = "rural", "农村（村）"


class Centre(models.Model):
    """城乡社区服务中心（站）. The name is kept raw; `name_key` and `name_pinyin` find and sort it."""

    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="centres")
    code = models.CharField("中心编号", max_length=32)
    name = models.CharField("名称", max_length=120)
    name_key = models.CharField(max_length=160, db_index=True, editable=False)
    name_pinyin = models.CharField(max_length=400, editable=False)
    form = models.CharField("形式", max_length=8, choices=CentreForm.choices, default=CentreForm.CENTRE)
    kind = models.CharField("类型", max_length=8, choices=CentreKind.choices)
    region = region_field()
    address = models.CharField("地址", max_length=200, blank=True)
    communities = models.CharField("服务的社区（村）", max_length=400, blank=True)
    contact_name = models.CharField("联系人", max_length=80, blank=True)
    contact_phone = models.CharField("联系电话", max_length=40, blank=True)
    opening_hours = models.CharField("开放时间", max_length=200, blank=True)
    latitude = models.DecimalField("纬度", max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    is_demo = models.BooleanField("演示", default=False)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Constraints and the indexes of the register."""

        constraints = (
            models.UniqueConstraint(fields=("body", "code"), name="centre_code_once_per_body"),
            models.CheckConstraint(condition=Q(form__in=CentreForm.values), name="centre_form_known"),
            models.CheckConstraint(condition=Q(kind__in=CentreKind.values), name="centre_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="centre_has_name"),
            region_check("centre"),
        )
        indexes = (models.Index(fields=("body", "region", "name_pinyin"), name="centre_register"),)

    def __str__(self) -> str:
        return self.name


class CentreChange(models.Model):
    """One change of a centre's record: {field: [before, after]}."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField()
    changes = models.JSONField()
    reason = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One change per version."""

        constraints = (
            models.UniqueConstraint(fields=("centre", "version"), name="centre_change_once_per_version"),
        )
        ordering = ("centre", "version")


class CentreFact(models.Model):
    """A fact of the guide about a centre, with the date on which it was true; the newest date counts."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="facts")
    name = models.CharField(max_length=64)
    value = models.CharField(max_length=64)
    """A decimal in ASCII digits, or the id of a choice."""
    true_on = models.DateField("截至日期")
    by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One standing value per fact and date."""

        constraints = (
            models.UniqueConstraint(
                fields=("centre", "name", "true_on"),
                condition=Q(replaced_at=None),
                name="centre_fact_once_per_date",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at=None) | Q(replaced_at__gte=F("recorded_at")),
                name="centre_fact_replaced_after",
            ),
        )

"""Certificates and plaques: what an announcement awards, and everything that happens to it afterwards."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from xingping.core.certificate_lifecycle import CertificateAction, CertificateState
from xingping.core.plaque_lifecycle import STANDING, PlaqueAction, PlaqueState
from xingping.core.roles import Role
from xingping.rating.models.case import Case
from xingping.rating.models.evidence import Blob
from xingping.rating.models.fields import hash_field, region_check, region_field
from xingping.rating.models.organisation import Centre, RatingBody

LIVING = (CertificateState.VALID, CertificateState.SUSPENDED, CertificateState.EXPIRED)
"""States of the one certificate that a centre has; a new award replaces it."""
HEX_128 = r"^[0-9a-f]{32}$"
"""128 bits in hex."""
ISSUE = "issue"
"""Action of a certificate's first event; the others are those of `core.certificate_lifecycle`."""


class CertificateCounter(models.Model):
    """The last serial given by a body in a year and county; locked while a number is given."""

    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="certificate_counters")
    year = models.PositiveSmallIntegerField()
    county = models.CharField("区（县）代码", max_length=6)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        """One counter a body, year and county."""

        constraints = (
            models.UniqueConstraint(fields=("body", "year", "county"), name="certificate_counter_once"),
        )


class Origin(models.TextChoices):
    """What a certificate comes from."""

    AWARD = "award", "评定公告"
    CHANGE = "change", "星级变更"


class Certificate(models.Model):
    """星级评定证书. `state` is assigned in `services.certificates` only.

    What it says is fixed at its award; whether it has expired follows from `last_day`, so that the
    state may still read valid after it.
    """

    number = models.CharField("证书编号", max_length=64, unique=True)
    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="certificates")
    year = models.PositiveSmallIntegerField()
    county = models.CharField(max_length=6)
    serial = models.PositiveIntegerField()
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="certificates")
    centre_name = models.CharField("中心（站）", max_length=120)
    """As it was at the award, raw."""
    region = region_field()
    case = models.ForeignKey(Case, models.PROTECT, related_name="certificates")
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.AWARD)
    changed_from = models.PositiveSmallIntegerField("变更前星级", default=0)
    """Stars before a downgrade or an upgrade before expiry; 0: neither."""
    change_reason = models.TextField("变更理由", blank=True)
    """Why the star was lowered, as the public page says it."""
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    stars = models.PositiveSmallIntegerField("星级")
    awarded_on = models.DateField("授予日期")
    last_day = models.DateField("有效期至")
    applies_until = models.DateField("复核申请延至", null=True, blank=True)
    """Last day on which re-review is applied for in time, where a cancellation that was quashed moved it
    beyond the last valid day (`core.validity.last_day_to_apply`)."""
    token = models.CharField("核验码", max_length=32, unique=True)
    """128 random bits in hex: the address of its verification page."""
    state = models.CharField(
        max_length=10,
        default=CertificateState.VALID,
        choices=[(one.value, one.label) for one in CertificateState],
    )
    state_since = models.DateTimeField()
    state_reason = models.TextField("公开的理由", blank=True)
    """Why it is suspended or cancelled, as the public page says it."""
    version = models.PositiveIntegerField(default=1)
    edition_code = models.CharField(max_length=40)
    edition_hash = hash_field()
    published = models.JSONField("公开的得分", default=dict)
    """What the case's policy publishes: {"total": text, "subtotals": [[name, points, max]]} or {}."""
    announcement_number = models.CharField("公告文号", max_length=80)
    announced_on = models.DateField("公告日期")
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        """Numbers without doubles, one award a case, one living certificate a centre."""

        constraints = (
            models.UniqueConstraint(
                fields=("body", "year", "county", "serial"), name="certificate_serial_once"
            ),
            models.UniqueConstraint(
                fields=("case",), condition=Q(origin="award"), name="certificate_once_per_award"
            ),
            models.UniqueConstraint(
                fields=("centre",), condition=Q(state__in=LIVING), name="certificate_one_living_per_centre"
            ),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="certificate_stars_one_to_five"),
            models.CheckConstraint(
                condition=Q(changed_from__lte=5) & (~Q(origin="change") | ~Q(change_reason="")),
                name="certificate_changed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gt=F("awarded_on")), name="certificate_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(applies_until=None) | Q(applies_until__gt=F("last_day")),
                name="certificate_applies_beyond_last_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(CertificateState)), name="certificate_state_known"
            ),
            models.CheckConstraint(condition=Q(serial__gt=0), name="certificate_serial_from_one"),
            models.CheckConstraint(condition=Q(token__regex=HEX_128), name="certificate_token_128_bits"),
            models.CheckConstraint(
                condition=~Q(state__in=(CertificateState.SUSPENDED, CertificateState.CANCELLED))
                | ~Q(state_reason=""),
                name="certificate_stopped_with_reason",
            ),
            region_check("certificate"),
        )
        indexes = (
            models.Index(fields=("body", "state", "last_day"), name="certificate_calendar"),
            models.Index(fields=("body", "region"), name="certificate_body_region"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The public verification page."""
        return f"/v/{self.token}"

    @property
    def last_day_to_apply(self) -> date:
        """Last day on which an application for re-review counts as in time."""
        return self.applies_until or self.last_day


class CertificateEvent(models.Model):
    """One thing that happened to a certificate, in order."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    action = models.CharField(
        max_length=10, choices=[(ISSUE, "颁发"), *((one.value, one.label) for one in CertificateAction)]
    )
    source = models.CharField(max_length=10, blank=True)
    target = models.CharField(max_length=10)
    role = models.CharField(max_length=16, choices=[(role.value, role.label) for role in Role])
    by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    reason = models.TextField("理由", blank=True)
    document_number = models.CharField("文件文号", max_length=80, blank=True)
    document_on = models.DateField("文件日期", null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        """In order of the certificate's versions, without doubles."""

        constraints = (
            models.UniqueConstraint(fields=("certificate", "sequence"), name="certificate_event_once"),
        )
        ordering = ("certificate", "sequence")


class Plaque(models.Model):
    """星级标志牌. `state` is assigned in `services.plaques` only."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="plaques")
    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="plaques")
    region = region_field()
    number = models.PositiveSmallIntegerField()
    """1 for the first plaque of a certificate, 2 for the one that takes its place, ..."""
    serial = models.CharField("标志牌编号", max_length=80, unique=True)
    state = models.CharField(
        max_length=12,
        default=PlaqueState.ORDERED,
        choices=[(one.value, one.label) for one in PlaqueState],
    )
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    return_due = models.DateField("交回期限", null=True, blank=True, db_index=True)
    """Set when the certificate is cancelled, expired or replaced; empty once it is back or void."""

    class Meta:
        """One standing plaque a certificate."""

        constraints = (
            models.UniqueConstraint(fields=("certificate", "number"), name="plaque_number_once"),
            models.UniqueConstraint(
                fields=("certificate",),
                condition=Q(state__in=sorted(STANDING)),
                name="plaque_one_standing_per_certificate",
            ),
            models.CheckConstraint(condition=Q(state__in=list(PlaqueState)), name="plaque_state_known"),
            region_check("plaque"),
        )
        indexes = (models.Index(fields=("body", "state", "region"), name="plaque_register"),)

    def __str__(self) -> str:
        return self.serial


class PlaqueEvent(models.Model):
    """One thing that happened to a plaque, in order, with what proves it."""

    plaque = models.ForeignKey(Plaque, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=12, choices=[(one.value, one.label) for one in PlaqueAction])
    source = models.CharField(max_length=12, blank=True)
    target = models.CharField(max_length=12)
    by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    happened_on = models.DateField("日期")
    receiver = models.CharField("签收人", max_length=80, blank=True)
    reason = models.TextField("说明", blank=True)
    announcement_number = models.CharField("公告文号", max_length=80, blank=True)
    signature = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="+")
    photo = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """In order of the plaque's versions, without doubles."""

        constraints = (models.UniqueConstraint(fields=("plaque", "sequence"), name="plaque_event_once"),)
        ordering = ("plaque", "sequence")


class IssuerKey(models.Model):
    """A key with which a body signs credentials and bundles; listed for ever at the issuer's address."""

    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="issuer_keys")
    public = models.CharField("公钥", max_length=120, unique=True)
    """Multikey text."""
    secret = models.TextField("私钥（加密）")
    """Encrypted under the keys of the settings; empty once it is destroyed."""
    begins = models.DateTimeField("启用")
    expires = models.DateTimeField("停用", null=True, blank=True)
    revoked = models.DateTimeField("作废", null=True, blank=True)

    class Meta:
        """One key at a time signs."""

        constraints = (
            models.UniqueConstraint(
                fields=("body",),
                condition=Q(expires=None, revoked=None),
                name="issuer_key_one_in_use_per_body",
            ),
        )
        ordering = ("body", "begins")

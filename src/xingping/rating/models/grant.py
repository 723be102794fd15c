"""Roles: what is granted to whom, about what, from when until when; and invitations to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xingping.core.roles import GRANTABLE, Role
from xingping.rating.models.fields import hash_field, prefix_check, prefix_field

ROLE_CHOICES = [(role.value, role.label) for role in GRANTABLE]
OF_A_CENTRE = (Role.APPLICANT, Role.STAKEHOLDER)
OF_A_REGION = (Role.RECOMMENDER, Role.SUPERVISOR)
OF_A_BODY = (Role.ASSESSOR, Role.OFFICER, Role.PANEL)
"""What each role must at least be about; auditors and administrators may be of the whole site."""


def scope_rules(prefix: str) -> list[models.CheckConstraint]:
    """What a role needs to be about: a centre, a region or a body; the last guard in the database."""
    known = [role.value for role in GRANTABLE]
    return [
        models.CheckConstraint(condition=Q(role__in=known), name=f"{prefix}_role_known"),
        models.CheckConstraint(
            condition=~Q(role__in=[*OF_A_CENTRE]) | Q(centre__isnull=False), name=f"{prefix}_needs_centre"
        ),
        models.CheckConstraint(
            condition=~Q(role__in=[*OF_A_BODY]) | Q(body__isnull=False), name=f"{prefix}_needs_body"
        ),
        models.CheckConstraint(
            condition=~Q(role__in=[*OF_A_REGION]) | ~Q(region_prefix=""), name=f"{prefix}_needs_region"
        ),
        prefix_check(prefix, "region_prefix", empty=True),
    ]


class Scope(models.Model):
    """A role and what it is about. An empty body, region or centre does not narrow the role."""

    role = models.CharField(_("角色"), max_length=20, choices=ROLE_CHOICES)
    body = models.ForeignKey(
        "rating.RatingBody",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("评定机构"),
        related_name="+",
    )
    region_prefix = prefix_field()
    centre = models.ForeignKey(
        "rating.Centre", models.PROTECT, null=True, blank=True, verbose_name=_("申报单位"), related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def role_name(self) -> str:
        """The role in words."""
        return str(Role(self.role).label)


class RoleGrant(Scope):
    """A role given to a person from `start` until `end` (exclusive); ended, never deleted."""

    person = models.ForeignKey(
        "rating.User", models.PROTECT, related_name="role_grants", verbose_name=_("人员")
    )
    start = models.DateTimeField(_("起始"), default=timezone.now, db_default=Now())
    end = models.DateTimeField(_("终止"), null=True, blank=True)
    granted_by = models.ForeignKey(
        "rating.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("授予人")
    )
    ended_by = models.ForeignKey(
        "rating.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("终止人")
    )
    reason = models.CharField(_("事由"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField(_("记录时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("角色授予")
        ordering = ("person", "start", "id")
        indexes: ClassVar = [models.Index(fields=["role", "body"], name="rolegrant_role_body")]
        constraints: ClassVar = [
            *scope_rules("rolegrant"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="rolegrant_end_after_start"
            ),
        ]


class Invitation(Scope):
    """A single-use link that opens an account with one role; only the token's hash is kept."""

    token_hash = hash_field(unique=True)
    name = models.CharField(_("姓名"), max_length=80, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    grant_end = models.DateTimeField(_("角色终止"), null=True, blank=True)
    reason = models.CharField(_("事由"), max_length=300, blank=True, default="")
    invited_by = models.ForeignKey(
        "rating.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("邀请人")
    )
    created_at = models.DateTimeField(_("邀请时间"), auto_now_add=True)
    expires_at = models.DateTimeField(_("失效时间"))
    accepted_at = models.DateTimeField(_("接受时间"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        "rating.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("接受人")
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("邀请")
        ordering = ("-created_at", "-id")
        constraints: ClassVar = [
            *scope_rules("invitation"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
            ),
        ]

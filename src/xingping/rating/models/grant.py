"""Roles: what is granted to whom, about what, from when until when; and invitations to them."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

REGION_PREFIX = RegexValidator(
    r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$", _("区划代码须为 2、4、6、9 或 12 位数字。")
)


class Role(models.TextChoices):
    """Who takes part in a rating (workflow, "Who takes part"); the public needs no role."""

    APPLICANT = "applicant", _("申报单位")
    RECOMMENDER = "recommender", _("推荐单位")
    ASSESSOR = "assessor", _("评定专家")
    OFFICER = "officer", _("评定机构工作人员")
    PANEL = "panel", _("评定委员")
    STAKEHOLDER = "stakeholder", _("社会组织、驻区单位")
    AUDITOR = "auditor", _("审计人员")
    ADMINISTRATOR = "administrator", _("系统管理员")


def scope_rules(prefix: str) -> list[models.CheckConstraint]:
    """What a role needs to be about: a centre, a region or a body; the last guard in the database."""
    centre_roles = [Role.APPLICANT, Role.STAKEHOLDER]
    body_roles = [Role.ASSESSOR, Role.OFFICER, Role.PANEL]
    return [
        models.CheckConstraint(condition=Q(role__in=Role.values), name=f"{prefix}_role_known"),
        models.CheckConstraint(
            condition=~Q(role__in=centre_roles) | Q(centre__isnull=False), name=f"{prefix}_needs_centre"
        ),
        models.CheckConstraint(
            condition=~Q(role__in=body_roles) | Q(body__isnull=False), name=f"{prefix}_needs_body"
        ),
        models.CheckConstraint(
            condition=~Q(role=Role.RECOMMENDER) | ~Q(region_prefix=""), name=f"{prefix}_needs_region"
        ),
    ]


class Scope(models.Model):
    """A role and what it is about. An empty body, region or centre does not narrow the role."""

    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    body = models.ForeignKey(
        "rating.RatingBody",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("评定机构"),
        related_name="+",
    )
    region_prefix = models.CharField(
        _("区划代码"), max_length=12, blank=True, default="", validators=[REGION_PREFIX]
    )
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

    token_hash = models.CharField(max_length=64, unique=True)
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

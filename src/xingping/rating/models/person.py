"""People who sign in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person with an account; what the person may do comes from role grants alone."""

    first_name = None  # type: ignore[assignment]  # one name, as people here have it
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("姓名"), max_length=80, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    is_demo = models.BooleanField(_("演示账号"), default=False)
    erased_at = models.DateTimeField(_("注销时间"), null=True, blank=True)
    """When the person had the account erased: what is left is a number that the log goes on naming."""

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_any_case",
                violation_error_message=_("此用户名已有人使用，请换一个。"),
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_email_any_case",
                violation_error_message=_("此电子邮箱已用于另一个账号，请换一个。"),
            ),
        ]

    def get_full_name(self) -> str:
        """The name that people read; the sign-in name where none was given."""
        return self.name or self.username

    def get_short_name(self) -> str:
        """The same name: Chinese names are not shortened."""
        return self.get_full_name()

    def __str__(self) -> str:
        return self.get_full_name()

"""People who sign in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person with an account; what the person may do comes from role grants alone."""

    name = models.CharField("姓名", max_length=80, blank=True)

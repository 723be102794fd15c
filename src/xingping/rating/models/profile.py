"""What a centre tells the public about itself, and what it replies to its result."""

from __future__ import annotations

from django.db import models

from xingping.rating.models.organisation import Centre


class CentreProfile(models.Model):
    """Services, priority, opening times and contact for residents; written by `services.profiles`."""

    centre = models.OneToOneField(Centre, models.CASCADE, primary_key=True, related_name="profile")
    services = models.JSONField("提供的服务", default=list)
    """Ids of `core.services_offered.SERVICES`."""
    groups = models.JSONField("优先服务的人群", default=list)
    """Ids of `core.services_offered.PRIORITY_GROUPS`."""
    public_hours = models.CharField("开放时间", max_length=200, blank=True)
    public_phone = models.CharField("服务电话", max_length=40, blank=True)
    access = models.CharField("无障碍设施与交通", max_length=200, blank=True)
    about = models.CharField("简介", max_length=600, blank=True)
    reply = models.CharField("对评定结果的说明", max_length=600, blank=True)
    """The right of reply: shown beside the published result, in the centre's own words."""
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

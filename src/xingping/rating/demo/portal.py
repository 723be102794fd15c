"""What the public pages of the demo show: profiles of centres, a day of open data. All of it is made up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

from xingping.rating.actor import Actor
from xingping.rating.models import Centre, CentreProfile, OpenDataRelease
from xingping.rating.services.open_data import publish_open_data
from xingping.rating.services.profiles import change_profile

WITH_PROFILE = 24
"""Centres that tell residents about themselves: those with a certificate, and a few others."""
HOURS = (
    "演示：周一至周日 8:30–18:00，周三延长至 20:00",
    "演示：周一至周五 8:30–12:00、13:30–17:30，周六上午开放",
    "演示：每天 8:30–17:30，法定节假日有人值班",
)
SERVICES = (
    ["employment", "social_security", "social_relief", "elderly_care", "health", "legal"],
    ["social_security", "social_relief", "elderly_care", "safety", "migrants", "legal"],
    ["employment", "social_security", "elderly_care", "farming_technology", "epidemic_prevention",
     "farm_produce"],
)  # fmt: skip
GROUPS = (
    ["elderly", "disabled", "low_income"],
    ["elderly", "minors"],
    ["elderly", "left_behind", "entitled"],
)
ACCESS = "演示：门口有坡道和呼叫铃，公交“演示路”站步行三分钟"
ABOUT = "演示：一楼是一门式窗口和老年活动室，二楼是图书角和议事厅。"
REPLY = "演示：感谢评定组的意见，我们已经把晚间开放和上门代办列入今年的安排。"


def demo_portal(officer: Actor, centres: Sequence[Centre]) -> None:
    """Profiles where there are none yet, and today's open data where no day has any."""
    told = set(CentreProfile.objects.filter(centre__in=centres).values_list("centre", flat=True))
    awarded = set(Centre.objects.filter(certificates__isnull=False).values_list("pk", flat=True))
    first = sorted(centres, key=lambda one: (one.pk not in awarded, one.pk))[:WITH_PROFILE]
    kinds = cycle(zip(HOURS, SERVICES, GROUPS, strict=True))
    for centre, (hours, services, groups) in zip(first, kinds, strict=False):
        if centre.pk in told:
            continue
        values = {
            "services": services,
            "groups": groups,
            "public_hours": hours,
            "public_phone": "000-00000000",
            "access": ACCESS,
            "about": ABOUT,
            "reply": REPLY if centre.pk in awarded else "",
        }
        change_profile(officer, centre.pk, 0, values)
    if not OpenDataRelease.objects.exists():
        publish_open_data()

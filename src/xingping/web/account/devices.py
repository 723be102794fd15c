"""A device by its browser's own description, so that people know it again."""

from __future__ import annotations

from django.utils.translation import gettext as _

SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("QQBrowser", "QQ 浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_name(user_agent: str) -> str:
    """`Windows · Edge`; what cannot be told is said to be unknown."""
    system = next((name for mark, name in SYSTEMS if mark in user_agent), _("未知系统"))
    browser = next((name for mark, name in BROWSERS if mark in user_agent), _("未知浏览器"))
    return f"{system} · {browser}"

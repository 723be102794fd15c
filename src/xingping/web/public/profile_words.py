"""Names of the services and groups of clause 3.1 in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xingping.core.catalogue import find_edition
from xingping.core.services_offered import PRIORITY_GROUPS, SERVICES

NAMES = (
    gettext_noop("劳动就业"), gettext_noop("社会保障"), gettext_noop("社会救助"), gettext_noop("社区养老"),
    gettext_noop("医疗卫生"), gettext_noop("计划生育"), gettext_noop("文体教育"), gettext_noop("社区安全"),
    gettext_noop("法律服务"), gettext_noop("流动人口管理"), gettext_noop("农技推广"),
    gettext_noop("动植物疫病防治"), gettext_noop("农产品质量监督"), gettext_noop("老年人"),
    gettext_noop("残疾人"), gettext_noop("未成年人"), gettext_noop("低保人群"), gettext_noop("优抚对象"),
    gettext_noop("农村留守人口"),
)  # fmt: skip
"""So that the catalogue of messages holds them."""


def service_name(service: str) -> str:
    """A service's name."""
    return _(SERVICES[service])


def group_name(group: str) -> str:
    """A group's name."""
    return _(PRIORITY_GROUPS[group])


def section_name(name: str, language: str | None) -> str:
    """A level-1 name in English where the edition that ships has it."""
    english = {one.name: one.name_en for one in find_edition().level1} if language == "en" else {}
    return english.get(name) or name

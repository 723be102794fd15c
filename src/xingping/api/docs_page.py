"""`/api/`: what the API can do, as a page; made from the OpenAPI description, without foreign scripts."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xingping.api.access import REQUESTS
from xingping.api.description import Topic, topics_of
from xingping.api.main import api
from xingping.api.token_auth import REQUESTS as BY_TOKEN
from xingping.core.webhook import OVERLAP_HOURS, Event

TITLES = {
    "open": _("公开数据（不用令牌）"),
    "token": _("令牌"),
    "cases": _("申报件"),
    "register": _("登记"),
    "sheets": _("评分表"),
    "uploads": _("上传"),
    "evidence": _("佐证材料"),
    "field": _("现场评估"),
}
"""Topics in words; one that is not here is shown by its tag."""
EVENTS = (
    gettext_noop("申报件状态变化"), gettext_noop("颁发证书"), gettext_noop("证书暂停、恢复、取消或被替换"),
    gettext_noop("发布公示"), gettext_noop("收到投诉或表扬（不含内容）"), gettext_noop("试发"),
)  # fmt: skip
"""So that the catalogue of messages holds the names of `core.webhook.Event`."""


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with parameters, examples and who may use it."""
    context = {
        "topics": [(topic, TITLES.get(topic.tag, topic.tag)) for topic in sorted(topics_of(api), key=_place)],
        "english": get_language() == "en",
        "events": list(Event),
        "overlap": OVERLAP_HOURS,
        "site": settings.SITE_URL,
        "open_rate": int(REQUESTS.per_minute),
        "token_rate": int(BY_TOKEN.per_minute),
    }
    return render(request, "public/api_docs.html", context)


def _place(topic: Topic) -> int:
    """The order of the titles; topics without one come last."""
    return list(TITLES).index(topic.tag) if topic.tag in TITLES else len(TITLES)

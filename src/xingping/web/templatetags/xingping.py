"""Components and displays for every page: `{% load xingping %}`. Examples: docs/site.md."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from xingping.core.points import round_down
from xingping.web import displays
from xingping.web.navigation import Group, groups_for, links_for
from xingping.web.radar import Radar

register = template.Library()

STAR_PATH = "M12 1.8l3 6.6 7.2.8-5.4 4.9 1.5 7.1L12 17.6l-6.3 3.6 1.5-7.1L1.8 9.2l7.2-.8z"


for display in (
    displays.points,
    displays.points_needed,
    displays.points_short,
    displays.hundredths,
    displays.whole_points,
    displays.rate,
    displays.rate_plain,
    displays.day,
    displays.moment,
    displays.long_day,
    displays.in_language,
    displays.own_language,
    displays.attribute,
    displays.attribute_of,
    displays.addstr,
    displays.centre_kind,
    displays.clause,
    displays.point_kind,
    displays.star_name,
):
    register.filter(display.__name__, display)


# ---- small parts ----------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """An outline icon of the sprite; decorative unless it has a label. Names: ICONS in tools/assets.py."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" {} focusable="false"><use href="{}#{}"></use></svg>',
        size,
        meaning,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
def star_shape(lit: bool = True) -> SafeString:
    """One five-pointed star as inline SVG, decorative."""
    return format_html(
        '<svg class="star-shape{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        "" if lit else " off",
        STAR_PATH,
    )


@register.simple_tag
def stars(number: int | None, size: str = "", of: int = 5) -> SafeString:
    """Stars as inline SVG, read aloud as 三星级; size: "", "small", "large"."""
    shapes = format_html_join("", "{}", ((star_shape(place < (number or 0)),) for place in range(of)))
    return format_html(
        '<span class="stars {}" role="img" aria-label="{}" data-stars="{}">{}</span>',
        size,
        displays.star_name(number),
        "" if number is None else number,
        shapes,
    )


@register.simple_tag
def tag(text: object, tone: str = "") -> SafeString:
    """A small label; tone: "", ok, warn, bad, info, gold."""
    return format_html('<span class="tag {}">{}</span>', tone, text)


@register.simple_tag
def source(kind: str, clause: str = "") -> SafeString:
    """Where a rule comes from: kind "standard" (with its clause) or "body" (本机构规定)."""
    if kind == "standard":
        words = _("标准规定 %(clause)s") % {"clause": displays.clause(clause)} if clause else _("标准规定")
    else:
        words = _("本机构规定")
    return format_html('<span class="source {}">{}</span>', kind, words.strip())


@register.simple_tag
def progress(value: object, most: object, label: str, tone: str = "") -> SafeString:
    """A bar of value out of most; tone: "" (green), gold, brand."""
    return format_html(
        '<progress class="progress {}" value="{}" max="{}" aria-label="{}">{} / {}</progress>',
        tone,
        _plain(value),
        _plain(most),
        label,
        _plain(value),
        _plain(most),
    )


def _plain(value: object) -> str:
    """A number as HTML attributes want it: no grouping, no fraction bar, no localisation."""
    return round_down(value) if isinstance(value, Fraction) else str(value)


@register.simple_tag
def radar(chart: Radar, label: str) -> SafeString:
    """A radar drawn by the server (web/radar.py)."""
    return mark_safe(render_to_string("components/radar.html", {"radar": chart, "label": label}))  # noqa: S308


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """The page's query string with parameters set, or left out where None: `{% query page=2 %}`."""
    request: HttpRequest = context["request"]
    parameters = request.GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value is not None:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}"


# ---- frame ----------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def bar_links(context: Context) -> list[dict[str, Any]]:
    """Links of the top bar that this visitor may use."""
    return links_for(context["request"])


@register.simple_tag(takes_context=True)
def side_links(context: Context, actor: str) -> list[Group]:
    """Groups of links for the navigation card of an actor's workspace."""
    return groups_for(context["request"], actor)


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """`{% breadcrumbs %}{% crumb _("标准") url %}{% crumb name %}{% endbreadcrumbs %}`."""
    return format_html('<nav class="breadcrumbs" aria-label="{}"><ol>{}</ol></nav>', _("当前位置"), content)


@register.simple_tag
def crumb(label: object, url: str = "") -> SafeString:
    """One step of the breadcrumbs; the last has no url."""
    shown = displays.own_language(label)
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, shown)
    return format_html('<li><span aria-current="page">{}</span></li>', shown)


# ---- blocks ---------------------------------------------------------------------------------------


@register.simple_block_tag
def card(content: str, title: str = "", note: str = "", level: int = 2, tone: str = "") -> SafeString:
    """A card; tone "tinted" (gold) or "plain" (no padding, for tables)."""
    head = ""
    if title:
        aside = format_html('<span class="row-end">{}</span>', note) if note else ""
        head = format_html('<div class="card-head"><h{0}>{1}</h{0}>{2}</div>', level, title, aside)
    return format_html('<section class="card {}">{}{}</section>', tone, head, content)


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """A boxed note; tone: info, ok, warn, bad."""
    shown = {"ok": "circle-check", "warn": "alert-triangle", "bad": "alert-circle"}.get(tone, "info-circle")
    head = format_html("<strong>{}</strong>", title) if title else ""
    return format_html(
        '<div class="notice {}">{}<div>{}<div class="notice-body">{}</div></div></div>',
        tone,
        icon(shown),
        head,
        content,
    )


@register.simple_block_tag
def empty(content: str, title: str, icon_name: str = "folder", level: int = 2) -> SafeString:
    """What to show where there is nothing yet; the content says the next step."""
    return format_html(
        '<div class="empty">{0}<h{1}>{2}</h{1}>{3}</div>', icon(icon_name), level, title, content
    )


@register.simple_block_tag
def working(content: str, summary: str = "") -> SafeString:
    """A computed number opened to see how."""
    return format_html(
        '<details class="working"><summary>{}</summary><div>{}</div></details>',
        summary or _("怎么算出来的"),
        content,
    )


@register.inclusion_tag("components/steps.html")
def steps(items: list[dict[str, Any]]) -> dict[str, Any]:
    """Steps of a procedure: dicts of label, state ("done", "now", "") and, if wanted, note."""
    return {"items": items}


@register.inclusion_tag("components/table.html", takes_context=True)
def table(context: Context, shown: object) -> dict[str, Any]:
    """A `web.tables.Table`: search, filters, sort, paging, export, empty state."""
    return {"table": shown, "request": context["request"]}


@register.simple_tag
def badge_stars(number: int, of: int = 5) -> SafeString:
    """Five stars for a picture that stands alone: colours in the shapes, no style sheet."""
    shapes = ((place * 28, STAR_PATH, "#c8921a" if place < number else "#e3ddd2") for place in range(of))
    return format_html_join("", '<path transform="translate({} 0)" d="{}" fill="{}"/>', shapes)

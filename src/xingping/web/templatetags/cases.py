"""Parts of pages about cases: state, deadline, evidence, scans, events: `{% load cases %}`."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from xingping.core.lifecycle import Action
from xingping.core.policy import ChainLevel
from xingping.rating.models import Case, CaseEvent, CaseFile, EvidenceVersion
from xingping.web.body import case_words

register = template.Library()
EVIDENCE_FILE, EVIDENCE_PREVIEW, CASE_FILE = "evidence-file", "evidence-picture", "case-file"
"""Names of the addresses of files; each checks the permission on every request."""
PICTURES = ("thumbnail", "preview")


@register.simple_tag
def case_state(case: Case) -> SafeString:
    """The state as a tag."""
    return case_words.state_tag(case)


@register.simple_tag
def case_due(case: Case) -> SafeString | str:
    """The working days left as a tag with the date."""
    return case_words.due_mark(case)


@register.simple_tag
def case_due_text(case: Case) -> str:
    """The deadline in a sentence."""
    return case_words.due_text(case)


@register.simple_tag
def level_name(level: str) -> str:
    """Name of a level of the chain; the rating body for ""."""
    return _(ChainLevel(level).label) if level else _("评定机构")


@register.simple_tag
def event_name(event: CaseEvent) -> str:
    """An event in words, with the level at which it happened."""
    words = _(Action(event.action).label) if event.action in list(Action) else event.action
    return f"{words}（{level_name(event.level)}）" if event.level else words


@register.simple_tag
def evidence(version: EvidenceVersion) -> SafeString:
    """An item of evidence: picture or sign, caption, date, and the way to it."""
    blob = version.blob
    context = {
        "version": version,
        "blob": blob,
        "url": version.url or (_address(EVIDENCE_FILE, version.pk) if blob else ""),
        "thumbnail": _address(EVIDENCE_PREVIEW, version.pk, PICTURES[0])
        if blob and blob.preview.get(PICTURES[0])
        else "",
        "is_pdf": bool(blob and blob.media_type == "application/pdf"),
    }
    return mark_safe(render_to_string("components/evidence.html", context))  # noqa: S308


@register.simple_tag
def case_file_link(file: CaseFile) -> SafeString:
    """A scan of the case by its file name."""
    address = _address(CASE_FILE, file.pk)
    if not address:
        return format_html("{}", file.file_name)
    return format_html('<a href="{}">{}</a>', address, file.file_name)


def _address(name: str, *given: object) -> str:
    try:
        return reverse(name, args=given)
    except NoReverseMatch:
        return ""

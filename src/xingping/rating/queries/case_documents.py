"""The papers of a case that a person may have: letters, certificate, notice, announcement, result bundle."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import (
    Announcement,
    AnnouncementItem,
    Case,
    Certificate,
    Letter,
    Notice,
    NoticeItem,
    ResultBundle,
)
from xingping.rating.permissions import allowed
from xingping.rating.queries.awards import (
    announcement_file,
    notice_file,
    public_announcements,
    public_notices,
)
from xingping.rating.queries.bundle import signed_bundle
from xingping.rating.queries.printing import printed_certificate
from xingping.rating.queries.visibility import visible_cases, visible_certificates
from xingping.rating.verbs import Verb

PDF, JSON = "application/pdf", "application/json"
LETTER, CERTIFICATE, NOTICE, ANNOUNCEMENT, BUNDLE = (
    "letter",
    "certificate",
    "notice",
    "announcement",
    "bundle",
)


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """One paper: its kind and key name it, `title` is what it says on top."""

    kind: str
    key: int
    title: str
    media_type: str = PDF


def documents_of(actor: Actor, case: Case) -> list[CaseDocument]:
    """The papers of a case that a person sees, which may have them all."""
    found = [CaseDocument(LETTER, one.pk, one.get_kind_display()) for one in _letters(actor, case)]
    if _may_have_certificates(actor, case):
        found += [
            CaseDocument(CERTIFICATE, one.pk, f"证书 {one.number}") for one in _certificates(actor, case)
        ]
    found += [CaseDocument(NOTICE, one.pk, f"公示 {one.number}") for one in _notices(case)]
    found += [CaseDocument(ANNOUNCEMENT, one.pk, f"公告 {one.number}") for one in _announcements(case)]
    if has_bundle(actor, case):
        found.append(CaseDocument(BUNDLE, case.pk, "结果包（供验算）", JSON))
    return found


def document_of(actor: Actor, case: Case, kind: str, key: int) -> tuple[CaseDocument, bytes]:
    """One of them with its content.

    Letters are opened through `services.letters`, which notes it: they are not made here.
    Raises RefusedError: `not_found`, and of the bundle what `signed_bundle` raises.
    """
    listed = next((one for one in documents_of(actor, case) if (one.kind, one.key) == (kind, key)), None)
    if listed is None or kind == LETTER:
        raise refuse("not_found")
    return listed, _CONTENT[kind](actor, case, key)


def readable_letter(actor: Actor, letter_id: int) -> Letter:
    """A letter of delivery for whoever sees its case but for recommending units and assessors.

    Raises RefusedError: `not_found`.
    """
    found = Letter.objects.select_related("case").filter(pk=letter_id).first()
    if found is None or not visible_cases(actor).filter(pk=found.case_id).exists():
        raise refuse("not_found")
    if not _reads_letters(actor, found.case):
        raise refuse("not_found")
    return found


def _letters(actor: Actor, case: Case) -> QuerySet[Letter]:
    rows = Letter.objects.filter(case=case).order_by("pk")
    return rows if _reads_letters(actor, case) else rows.none()


def _reads_letters(actor: Actor, case: Case) -> bool:
    own = any(grant.centre_id == case.centre_id for grant in actor.grants_as(Role.APPLICANT))
    return own or any(
        grant.body_id in (None, case.body_id) and case.region.startswith(grant.region_prefix)
        for role in (Role.OFFICER, Role.AUDITOR)
        for grant in actor.grants_as(role)
    )


def _may_have_certificates(actor: Actor, case: Case) -> bool:
    return any(allowed(actor, Verb.EXPORT, one) is None for one in _certificates(actor, case))


def _certificates(actor: Actor, case: Case) -> QuerySet[Certificate]:
    return visible_certificates(actor).filter(case=case).select_related("body").order_by("pk")


def _notices(case: Case) -> QuerySet[Notice]:
    listed = NoticeItem.objects.filter(case=case, ended_at=None).values("notice")
    return public_notices().filter(pk__in=listed).order_by("pk")


def _announcements(case: Case) -> QuerySet[Announcement]:
    awarded = AnnouncementItem.objects.filter(case=case, awarded_at__isnull=False).values("announcement")
    return public_announcements().filter(pk__in=awarded).order_by("pk")


def has_bundle(actor: Actor, case: Case) -> bool:
    """Whether a case has a result bundle that this person may have: who reads its letters."""
    return _reads_letters(actor, case) and ResultBundle.objects.filter(case=case).exists()


def _certificate_content(actor: Actor, case: Case, key: int) -> bytes:
    return printed_certificate(_certificates(actor, case).get(pk=key))


def _notice_content(_actor: Actor, case: Case, key: int) -> bytes:
    return notice_file(_notices(case).get(pk=key))


def _announcement_content(_actor: Actor, case: Case, key: int) -> bytes:
    return announcement_file(_announcements(case).get(pk=key))


def _bundle_content(_actor: Actor, case: Case, _key: int) -> bytes:
    return json.dumps(signed_bundle(case), ensure_ascii=False).encode()


_CONTENT: Mapping[str, Callable[[Actor, Case, int], bytes]] = {
    CERTIFICATE: _certificate_content,
    NOTICE: _notice_content,
    ANNOUNCEMENT: _announcement_content,
    BUNDLE: _bundle_content,
}

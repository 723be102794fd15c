"""归档: one sealed BagIt package per ended case, kept by policy, handed over on request with an entry."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils import timezone

from xingping.core.lifecycle import FINAL_STATES, State
from xingping.core.roles import Role
from xingping.core.validity import add_years
from xingping.documents.bagit import write_bag
from xingping.documents.upload import Inspected
from xingping.rating import files
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import ArchivePackage, Case, Certificate
from xingping.rating.permissions import allowed, require
from xingping.rating.queries.archive import package_parts
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.audit import record
from xingping.rating.services.transition import locked_case
from xingping.rating.verbs import Verb

ENDED = FINAL_STATES | {State.NOT_AWARDED}
ZIP = "application/zip"


def archive_case(actor: Actor, case_id: int) -> ArchivePackage:
    """Make the package of an ended case; one that has been made stays as it is.

    Raises RefusedError: `not_found`, `not_ended`.
    """
    case = Case.objects.select_related("centre", "body", "round").filter(pk=case_id).first()
    if case is None:
        raise refuse("not_found")
    role = require(actor, Verb.ARCHIVE, case)
    if case.state not in ENDED:
        raise refuse("not_ended")
    found = ArchivePackage.objects.filter(case=case).first()
    if found:
        return found
    keep_until = add_years(_counted_from(case), rules_of(case).policy.archive_years)
    info = {
        "Source-Organization": case.body.name,
        "External-Identifier": case.number,
        "External-Description": f"{case.centre.name}，{State(case.state).label}",
        "Bagging-Date": today().isoformat(),
        "Keep-Until": keep_until.isoformat(),
    }
    with TemporaryDirectory(prefix="xingping-") as folder:
        path = Path(folder) / "archive.zip"
        bag = write_bag(path, case.number, package_parts(case), info)
        blob = files.keep(path, Inspected(ZIP, path.stat().st_size))
    with transaction.atomic():
        locked_case(case.pk)
        package, made = ArchivePackage.objects.get_or_create(
            case=case,
            defaults={
                "body_id": case.body_id,
                "blob": blob,
                "manifest_hash": bag.manifest_hash,
                "files": bag.files,
                "keep_until": keep_until,
            },
        )
        if made:
            after = {"sha256": blob.sha256, "manifest": bag.manifest_hash, "files": bag.files}
            record(actor, role, "archive.make", package, after={**after, "keep_until": keep_until})
    return package


def hand_over_archive(actor: Actor, case: Case, purpose: str) -> ArchivePackage:
    """Hand over the package of a case, noting who asked for it and what for.

    Raises RefusedError: `not_allowed`, `not_archived`, `reasons_missing`.
    """
    role = _reader(actor, case)
    if not purpose.strip():
        raise refuse("reasons_missing")
    with transaction.atomic():
        package = ArchivePackage.objects.select_related("blob").filter(case=case).first()
        if package is None:
            raise refuse("not_archived")
        record(
            actor, role, "archive.hand_over", package, after={"sha256": package.blob_id},
            reason=purpose.strip()[:2000],
        )  # fmt: skip
    return package


def may_read_archive(actor: Actor, case: Case) -> bool:
    """Whether somebody may be handed the package: the body's officers and auditors."""
    return allowed(actor, Verb.ARCHIVE, case) is None or allowed(actor, Verb.VERIFY, case) is None


def _reader(actor: Actor, case: Case) -> Role:
    if allowed(actor, Verb.ARCHIVE, case) is None:
        return require(actor, Verb.ARCHIVE, case)
    return require(actor, Verb.VERIFY, case)


def _counted_from(case: Case) -> date:
    """The day of the announcement, else the day on which the case ended."""
    awarded = (
        Certificate.objects.filter(case=case).order_by("pk").values_list("announced_on", flat=True).first()
    )
    return awarded or timezone.localdate(case.state_since)

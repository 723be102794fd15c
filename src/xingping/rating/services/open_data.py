"""Publishing the open data of a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import IntegrityError, transaction

from xingping.core.roles import Role
from xingping.documents.open_tables import Written, data_package, write_tables
from xingping.documents.upload import Inspected
from xingping.rating.actor import SYSTEM
from xingping.rating.calendar import today
from xingping.rating.files import keep
from xingping.rating.models import Blob, OpenDataFile, OpenDataRelease
from xingping.rating.queries.open_tables import open_tables
from xingping.rating.services.audit import record


def publish_open_data(day: date | None = None) -> OpenDataRelease:
    """Write and publish the open data of a day (today); one that is published already is returned as it is.

    The files are stored before the release exists, so that no release names a file that is not there.
    """
    day = day or today()
    found = OpenDataRelease.objects.filter(day=day).first()
    if found is not None:
        return found
    tables = open_tables(day)
    with TemporaryDirectory(prefix="xingping-open-data-") as folder:
        written = write_tables(tables, Path(folder))
        blobs = [_kept(Path(folder) / one.name, one) for one in written]
    package = data_package(tables, written, day, settings.SITE_URL)
    try:
        with transaction.atomic():
            release = OpenDataRelease.objects.create(day=day, package=package)
            OpenDataFile.objects.bulk_create(
                OpenDataFile(
                    release=release, name=one.name, table=one.table, rows=one.rows,
                    media_type=one.media_type, blob=blob,
                )
                for one, blob in zip(written, blobs, strict=True)
            )  # fmt: skip
            sums = {one.name: one.sha256 for one in written}
            record(SYSTEM, Role.SYSTEM, "open_data.publish", release, after=sums)
    except IntegrityError:  # another process was quicker
        return OpenDataRelease.objects.get(day=day)
    return release


def _kept(path: Path, one: Written) -> Blob:
    return keep(path, Inspected(size=one.size, media_type=one.media_type))

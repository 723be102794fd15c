"""The archive package of a case: made once when it has ended, whole, handed over with an entry."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest

from factories import person_with, submitted_scene
from matrix.voice import MAIL, ORGANISATION, SAID, heard_from
from noticing import announced, keep_real_files, noticed, objected, outsider, past
from reviewing import code_of
from xingping.core.roles import Role
from xingping.documents.bagit import bag_fault
from xingping.rating import files
from xingping.rating.actor import actor_of
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import AuditEntry
from xingping.rating.services.archiving import archive_case, hand_over_archive, may_read_archive
from xingping.rating.services.objections import reply_objection, take_objection
from xingping.rating.services.submitting import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_the_package_of_an_awarded_case_is_whole() -> None:
    review, notice = noticed()
    objection, receipt = objected(review, contact="张三 13800000000")
    handler = outsider(review)
    take_objection(handler, objection.pk)
    reply_objection(handler, objection.pk, upheld=False, reply="不成立")
    past(notice)
    made = announced([review])
    assert made.job is not None
    run_job(made.job.pk)
    keep_real_files(review.case_id)
    package = archive_case(review.officer, review.case_id)
    assert archive_case(review.officer, review.case_id).pk == package.pk
    with files.local_copy(package.blob_id) as path:
        assert bag_fault(path) is None
        with zipfile.ZipFile(path) as bag:
            name = review.fresh().number
            content = {one.removeprefix(f"{name}/data/"): bag.read(one) for one in bag.namelist()}
    rows = list(csv.reader(io.StringIO(content["catalogue.csv"].decode("utf-8-sig"))))
    assert {row[2] for row in rows[1:]} == {one for one in content if "/" not in one or "." in one} - {
        "catalogue.csv",
        *(one for one in content if one.startswith(name)),
    }
    assert len(json.loads(content["votes/ballots.json"])) == 4
    assert json.loads(content["result/certificates.json"])[0]["stars"] == 5
    assert json.loads(content["announcement.json"])["number"].startswith("演评公告")
    everything = b"".join(content.values()).decode("utf-8", "replace")
    assert "13800000000" not in everything
    assert receipt not in everything
    assert "receipt_hash" not in everything


def test_opinions_are_in_it_without_who_gave_them() -> None:
    scene = submitted_scene()
    heard_from(scene)
    withdraw(scene.applicant, scene.case.pk, "改造")
    keep_real_files(scene.case.pk)
    with (
        files.local_copy(archive_case(scene.officer, scene.case.pk).blob_id) as path,
        zipfile.ZipFile(path) as bag,
    ):
        parts = {name.rpartition("/")[2]: bag.read(name) for name in bag.namelist()}
    [told] = json.loads(parts["opinions.json"])
    assert (told["kind"], set(told["opinion"]["answers"].values())) == ("social", {4})
    everything = b"".join(parts.values()).decode("utf-8", "replace")
    assert [word for word in (ORGANISATION, MAIL, SAID) if word in everything] == []


def test_it_is_handed_over_on_request_with_an_entry() -> None:
    scene = submitted_scene()
    assert code_of(lambda: archive_case(scene.officer, scene.case.pk)) == "not_ended"
    withdraw(scene.applicant, scene.case.pk, "改造")
    case = scene.fresh()
    assert code_of(lambda: hand_over_archive(scene.officer, case, "司法调取")) == "not_archived"
    keep_real_files(case.pk)
    archive_case(scene.officer, case.pk)
    auditor = actor_of(person_with(Role.AUDITOR, body=scene.body))
    for reader in (scene.officer, auditor):
        assert may_read_archive(reader, case)
        hand_over_archive(reader, case, "司法调取")
    assert code_of(lambda: hand_over_archive(scene.officer, case, " ")) == "reasons_missing"
    assert not may_read_archive(scene.applicant, case)
    assert code_of(lambda: hand_over_archive(scene.applicant, case, "看看")) == "not_allowed"
    assert AuditEntry.objects.filter(verb="archive.hand_over").count() == 2

"""On site: packages, photos, closings and receipts; sent twice, too late, by the wrong person, damaged."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from onsite import TAKEN_AT, Phone, closing, phone_of, place, signature
from reviewing import Review, code_of, fill_and_lock, in_review, put
from stories.applicants import photo
from xingping.core.field_receipt import ARRIVED, DAMAGED, MISSING, SUPERSEDED, value_digest
from xingping.rating import files
from xingping.rating.models import AuditEntry, FieldPackage, SitePhoto, Upload, Visit, VisitClosing
from xingping.rating.queries.field import blind_photos, field_cases, package_content, visible_photo
from xingping.rating.services.field_packages import give_receipt, own_package, take_along
from xingping.rating.services.field_photos import PhotoSaid, add_photo, remove_photo
from xingping.rating.services.field_visits import close_on_site
from xingping.rating.services.reviewing import to_panel
from xingping.rating.services.saving import Edit
from xingping.rating.services.team import remove_member
from xingping.rating.services.uploads import begin_upload
from xingping.rating.services.visits import plan_visit

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def said(phone: Phone, **changes: object) -> PhotoSaid:
    """A photo whose bytes have been sent."""
    key, digest = phone.upload(photo(size=(64, 48)))
    return replace(PhotoSaid(key, "1", digest, TAKEN_AT), **changes)  # type: ignore[arg-type]


def planned(review: Review) -> Visit:
    """A visit of tomorrow."""
    start = timezone.now() + timedelta(days=1)
    return plan_visit(review.officer, review.case_id, start, start + timedelta(hours=6), "演示中心一楼")


def test_a_package_is_taken_once_and_belongs_to_its_taker() -> None:
    phone = phone_of()
    again = take_along(phone.actor, phone.review.case_id, phone.package.pk, "phone")
    assert (again, FieldPackage.objects.count()) == (phone.package, 1)
    assert AuditEntry.objects.filter(verb="field.take").count() == 1
    other = phone.review.assessors[1]
    assert code_of(lambda: own_package(other, phone.package.pk)) == "not_found"
    assert code_of(lambda: take_along(other, phone.review.case_id, phone.package.pk, "phone")) == "key_reused"
    assert (
        code_of(lambda: take_along(phone.review.officer, phone.review.case_id, uuid4(), "x")) == "not_allowed"
    )
    assert code_of(lambda: take_along(phone.actor, phone.review.case_id, uuid4(), "手机")) == "invalid"


def test_what_is_taken_along_is_the_own_part_only() -> None:
    review = in_review(3, [["party"], None, None])
    assert [case.pk for case in field_cases(review.assessors[0])] == [review.case_id]
    content = package_content(review.assessors[0], review.fresh())
    whole = package_content(review.assessors[1], review.fresh())
    assert 0 < len(content["indicators"]) < len(whole["indicators"]) == 57
    assert {one["self_score"] for one in whole["indicators"]} == {None}  # hidden before the own score
    assert (content["lead"], whole["lead"], content["open"]) == (True, False, True)
    assert field_cases(review.officer).count() == 0


def test_a_photo_is_kept_once_with_place_and_distance() -> None:
    phone = phone_of()
    phone.review.scene.case.centre.__class__.objects.update(latitude="30.660000", longitude="104.061000")
    told = said(phone, place=place(), caption=" 门口 ")
    made = add_photo(phone.actor, phone.review.case_id, told)
    assert (made.caption, made.place["accuracy"]) == ("门口", 12)
    assert made.distance == pytest.approx(96, abs=2)
    assert add_photo(phone.actor, phone.review.case_id, told) == made
    assert (
        code_of(lambda: add_photo(phone.actor, phone.review.case_id, replace(told, serial="2")))
        == "key_reused"
    )
    assert AuditEntry.objects.filter(verb="site_photo.add").count() == SitePhoto.objects.count() == 1


def test_the_same_picture_may_be_taken_twice() -> None:
    phone = phone_of()
    one, two = phone.shoot(), phone.shoot()
    assert (one.blob_id, SitePhoto.objects.count()) == (two.blob_id, 2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sha256": "0" * 64}, "site_photo_damaged"),
        ({"serial": "999"}, "invalid"),
        ({"taken_at": "昨天"}, "invalid"),
        ({"caption": "长" * 201}, "invalid"),
        ({"caption": "\0"}, "invalid"),
        ({"place": place("99.0")}, "invalid"),
        ({"key": uuid4()}, "not_found"),
    ],
)
def test_an_unsound_photo_is_refused(changes: dict[str, object], code: str) -> None:
    phone = phone_of()
    told = said(phone, **changes)
    assert code_of(lambda: add_photo(phone.actor, phone.review.case_id, told)) == code
    assert SitePhoto.objects.count() == 0


def test_a_locked_sheet_takes_no_photo_but_knows_those_it_has() -> None:
    phone = phone_of()
    early, late = said(phone), said(phone)
    add_photo(phone.actor, phone.review.case_id, early)
    fill_and_lock(phone.review, 0)
    assert add_photo(phone.actor, phone.review.case_id, early).pk == early.key
    assert code_of(lambda: add_photo(phone.actor, phone.review.case_id, late)) == "sheet_locked_already"
    assert (
        code_of(lambda: remove_photo(phone.actor, phone.review.case_id, early.key)) == "sheet_locked_already"
    )


def test_a_photo_taken_out_does_not_come_back() -> None:
    phone = phone_of()
    told = said(phone)
    add_photo(phone.actor, phone.review.case_id, told)
    other = phone.review.assessors[1]
    assert code_of(lambda: remove_photo(other, phone.review.case_id, told.key)) == "not_found"
    for _ in range(2):
        remove_photo(phone.actor, phone.review.case_id, told.key)
    assert add_photo(phone.actor, phone.review.case_id, told).removed_at is not None
    assert code_of(lambda: visible_photo(phone.actor, told.key)) == "not_found"


def test_others_see_photos_when_all_sheets_are_locked_and_never_whose() -> None:
    review = in_review()
    made = [phone_of(review, number).shoot("2") for number in range(3)]
    assert code_of(lambda: visible_photo(review.officer, made[0].pk)) == "not_found"
    assert code_of(lambda: blind_photos(review.officer, review.fresh())) == "scores_hidden"
    assert visible_photo(review.assessors[0], made[0].pk) == made[0]
    for number in range(3):
        fill_and_lock(review, number)
        for stranger in (review.assessors[(number + 1) % 3], review.scene.applicant):
            assert code_of(partial(visible_photo, stranger, made[number].pk)) == "not_found"
    assert visible_photo(review.officer, made[0].pk) == made[0]
    shown = blind_photos(review.officer, review.fresh())
    assert sorted(one.label for one in shown) == ["A", "B", "C"]
    assert {one.day for one in shown} == {"2026-05-31"}
    assert code_of(lambda: blind_photos(review.assessors[0], review.fresh())) == "not_allowed"


def test_uploads_of_assessors_are_theirs_and_end_with_the_review() -> None:
    review = in_review()
    key = uuid4()
    begin_upload(review.assessors[0], review.fresh(), key, file_name="a.jpg", size=10)
    assert Upload.objects.get().by_id == review.assessors[0].person.pk
    assert (
        code_of(lambda: begin_upload(review.assessors[1], review.fresh(), key, file_name="a.jpg", size=10))
        == "key_reused"
    )
    assert (
        code_of(lambda: begin_upload(review.officer, review.fresh(), uuid4(), file_name="a.jpg", size=10))
        == "not_allowed"
    )
    for number in range(3):
        fill_and_lock(review, number)
    review.scene.case.__class__.objects.filter(pk=review.case_id).update(state="in_panel")
    assert (
        code_of(
            lambda: begin_upload(review.assessors[0], review.fresh(), uuid4(), file_name="a.jpg", size=10)
        )
        == "wrong_state"
    )


def test_the_receipt_proves_what_arrived() -> None:
    phone = phone_of()
    put(phone.review, 0, {"scores.1": Edit(None, 500), "scores.2": Edit(None, 100)})
    put(phone.review, 0, {"scores.2": Edit(100, 150)}, device="desk")
    shot, lost = phone.shoot(), uuid4()
    phone.photos[str(lost)] = "0" * 64
    fields = {"scores.1": value_digest(500), "scores.2": value_digest(100), "scores.3": value_digest(50)}
    receipt = give_receipt(phone.actor, phone.package.pk, 1, phone.manifest(fields))
    assert receipt.fields == {"scores.1": ARRIVED, "scores.2": SUPERSEDED, "scores.3": MISSING}
    assert (receipt.photos, receipt.complete) == ({str(shot.pk): ARRIVED, str(lost): MISSING}, False)
    phone.photos = {str(shot.pk): "1" * 64}
    assert give_receipt(phone.actor, phone.package.pk, 2, phone.manifest()).photos == {str(shot.pk): DAMAGED}
    default_storage.delete(files.content_name(shot.blob_id))
    phone.photos = {str(shot.pk): shot.blob_id}
    assert give_receipt(phone.actor, phone.package.pk, 3, phone.manifest()).photos == {str(shot.pk): MISSING}


def test_an_older_receipt_does_not_take_the_place_of_a_newer_one() -> None:
    phone = phone_of()
    phone.shoot()
    newer = give_receipt(phone.actor, phone.package.pk, 2, phone.manifest())
    phone.photos = {}
    give_receipt(phone.actor, phone.package.pk, 1, phone.manifest())
    kept = FieldPackage.objects.get()
    assert (kept.receipt_number, kept.receipt["manifest"]) == (2, newer.manifest)
    assert AuditEntry.objects.filter(verb="field.receipt").count() == 1


def test_whoever_left_the_team_gets_nothing_more() -> None:
    phone = phone_of(in_review(4), 1)
    shot = phone.shoot()
    remove_member(phone.review.officer, phone.review.case_id, phone.review.records[1].pk, "申请回避")
    for act in (
        lambda: give_receipt(phone.actor, phone.package.pk, 1, phone.manifest()),
        lambda: own_package(phone.actor, phone.package.pk),
        lambda: add_photo(phone.actor, phone.review.case_id, PhotoSaid(shot.pk, "1", shot.blob_id, TAKEN_AT)),
        lambda: visible_photo(phone.actor, shot.pk),
    ):
        assert code_of(act) == "not_found"


def test_the_visit_is_closed_on_site_with_both_signatures() -> None:
    phone = phone_of()
    visit = planned(phone.review)
    told = closing()
    made = close_on_site(phone.actor, phone.review.case_id, told)
    visit.refresh_from_db()
    assert (made.standing, visit.record) == (True, "【座谈】\n与居民代表八人座谈\n\n【查阅】\n查阅台账三册")
    assert (len(visit.attendance), visit.last_meeting_at is None) == (2, False)
    assert close_on_site(phone.actor, phone.review.case_id, told) == made
    changed = replace(told, talk="另一份")
    assert code_of(lambda: close_on_site(phone.actor, phone.review.case_id, changed)) == "key_reused"
    receipt = give_receipt(phone.actor, phone.package.pk, 1, phone.manifest(closing=made.content_hash))
    assert (receipt.closing, receipt.complete) == (ARRIVED, True)


def test_a_closing_sent_again_after_the_review_is_the_same() -> None:
    phone = phone_of()
    planned(phone.review)
    told = closing()
    made = close_on_site(phone.actor, phone.review.case_id, told)
    for number in range(3):
        fill_and_lock(phone.review, number)
    to_panel(phone.review.officer, phone.review.case_id)
    assert close_on_site(phone.actor, phone.review.case_id, told) == made
    assert code_of(lambda: close_on_site(phone.actor, phone.review.case_id, closing())) == "wrong_state"


def test_a_second_closing_is_kept_beside_the_first() -> None:
    phone = phone_of()
    planned(phone.review)
    close_on_site(phone.actor, phone.review.case_id, closing())
    second = close_on_site(phone.actor, phone.review.case_id, closing(talk="另一部手机"))
    assert (second.standing, VisitClosing.objects.count()) == (False, 2)
    assert Visit.objects.get().record.startswith("【座谈】\n与居民代表")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"talk": "", "reading": " "}, "invalid"),
        ({"team_signer": ""}, "invalid"),
        ({"attendance": []}, "invalid"),
        ({"closed_at": "下午"}, "invalid"),
        ({"centre_signature": b"<svg/>"}, "signature_unreadable"),
        ({"centre_signature": b""}, "signature_unreadable"),
        ({"centre_signature": photo(size=(64, 48))}, "signature_unreadable"),
        ({"team_signature": signature() + b"0" * 300_000}, "signature_unreadable"),
    ],
)
def test_an_unsound_closing_changes_nothing(changes: dict[str, object], code: str) -> None:
    phone = phone_of()
    planned(phone.review)
    told = closing(**changes)
    assert code_of(lambda: close_on_site(phone.actor, phone.review.case_id, told)) == code
    assert (VisitClosing.objects.count(), Visit.objects.get().last_meeting_at) == (0, None)


def test_only_the_lead_closes_and_only_a_planned_visit() -> None:
    phone = phone_of()
    assert code_of(lambda: close_on_site(phone.actor, phone.review.case_id, closing())) == "visit_not_running"
    planned(phone.review)
    other = phone.review.assessors[1]
    assert code_of(lambda: close_on_site(other, phone.review.case_id, closing())) == "not_allowed"

"""Photos seen before: near enough, in other cases that the reader may see, and nowhere else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import BlobFactory, Scene, draft_scene
from xingping.core.guide import EvidenceMode
from xingping.rating.evidence_rules import Shown
from xingping.rating.models import Case
from xingping.rating.queries import duplicates
from xingping.rating.queries.duplicates import NEAR, _bands, by_photo, duplicates_of
from xingping.rating.services.evidence import add_evidence, remove_evidence

HASH = 0xF0E1D2C3B4A59687


def photo(scene: Scene, digest: int) -> int:
    """Show a photo; returns the item's id."""
    blob = BlobFactory(media_type="image/jpeg", perceptual_hash=f"{digest:016x}")
    shown = Shown(EvidenceMode.UPLOAD, "照片", blob, "p.jpg", not_secret=True, masked=True)
    return add_evidence(scene.applicant, scene.case.pk, uuid4(), shown, [("3", "")]).pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("bits", "found"), [(0, True), (1, True), (NEAR, True), (NEAR + 1, False), (32, False)]
)
def test_photos_that_differ_by_few_bits_are_found(bits: int, found: bool) -> None:
    scene, other = draft_scene(), draft_scene()
    photo(scene, HASH)
    photo(other, HASH ^ ((1 << bits) - 1))
    duplicates = duplicates_of(scene.case, Case.objects.all())
    assert [one.distance for one in duplicates] == ([bits] if found else [])


@pytest.mark.django_db
def test_the_own_case_removed_items_and_unseen_cases_do_not_count() -> None:
    scene, other = draft_scene(), draft_scene()
    photo(scene, HASH)
    photo(scene, HASH)
    item = photo(other, HASH)
    assert len(duplicates_of(scene.case, Case.objects.all())) == 2
    assert duplicates_of(scene.case, Case.objects.filter(body=scene.body)) == []
    remove_evidence(other.applicant, item)
    assert duplicates_of(scene.case, Case.objects.all()) == []


@pytest.mark.django_db
def test_a_photo_seen_in_many_places_is_one_entry_that_names_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "NAMED", 1)
    scene = draft_scene()
    photo(scene, HASH)
    for bits in (3, 1, 0, 2):
        photo(draft_scene(), HASH ^ ((1 << bits) - 1))
    (found,) = by_photo(duplicates_of(scene.case, Case.objects.all()))
    assert (found.nearest.distance, [one.distance for one in found.more], found.left_out) == (0, [1], 2)


@pytest.mark.django_db
def test_files_without_a_hash_are_no_photos() -> None:
    scene, other = draft_scene(), draft_scene()
    for one in (scene, other):
        shown = Shown(EvidenceMode.UPLOAD, "文件", BlobFactory(), "a.pdf", not_secret=True, masked=True)
        add_evidence(one.applicant, one.case.pk, uuid4(), shown, [("3", "")])
    assert duplicates_of(scene.case, Case.objects.all()) == []


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=NEAR))
def test_two_hashes_near_each_other_always_share_a_band(digest: int, turned: set[int]) -> None:
    other = digest
    for bit in turned:
        other ^= 1 << bit
    assert set(_bands(f"{digest:016x}")) & set(_bands(f"{other:016x}"))

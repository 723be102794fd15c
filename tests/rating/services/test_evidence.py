"""Evidence: modes, confirmations, limits, versions, links."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from factories import BlobFactory, Scene, draft_scene, submitted_scene
from refusals import refused
from xingping.core.catalogue import find_guide
from xingping.core.guide import EvidenceMode
from xingping.rating.evidence_rules import MEGABYTE, Shown
from xingping.rating.models import AuditEntry, CaseFile, CaseFileKind, EvidenceItem, EvidenceVersion
from xingping.rating.services.evidence import (
    add_evidence,
    attach_file,
    link_evidence,
    remove_evidence,
    replace_evidence,
)
from xingping.rating.services.returning import return_for_correction

pytestmark = pytest.mark.django_db
GUIDE = find_guide()


SHOWN_BY_UPLOAD = [
    one.serial
    for one in GUIDE.indicators
    if EvidenceMode.UPLOAD in {point.evidence_mode for point in one.scoring_points} and one.serial != "1"
]


def point_of(mode: EvidenceMode) -> tuple[str, str]:
    return next(
        (one.serial, point.id)
        for one in GUIDE.indicators
        for point in one.scoring_points
        if point.evidence_mode is mode
    )


def upload(**changes: Any) -> Shown:
    given = {"mode": EvidenceMode.UPLOAD, "caption": "消防通道照片", "not_secret": True, "masked": True}
    blob = {} if "blob" in changes else {"blob": BlobFactory()}
    return Shown(**{**given, **blob, **changes})


def link(url: str = "https://example.cn/a", **changes: Any) -> Shown:
    return upload(**{"mode": EvidenceMode.LINK, "blob": None, "url": url, **changes})


def on_site(**changes: Any) -> Shown:
    return Shown(EvidenceMode.ON_SITE, **{"caption": "名册现场查验", **changes})


def add(scene: Scene, shown: Shown, *targets: tuple[str, str], key: UUID | None = None) -> EvidenceItem:
    return add_evidence(scene.applicant, scene.case.pk, key or uuid4(), shown, targets or [("1", "")])


def test_an_item_is_added_and_linked_to_many() -> None:
    scene = draft_scene()
    item = add(scene, upload(file_name="a.jpg"), ("1", ""), ("31", ""))
    version = item.versions.get()
    assert (version.number, version.current, version.mode, version.caption) == (
        1,
        True,
        "upload",
        "消防通道照片",
    )
    assert sorted(item.links.values_list("serial", flat=True)) == ["1", "31"]
    entry = AuditEntry.objects.get(verb="evidence.add")
    assert entry.detail["after"]["sha256"] == version.blob_id


def test_a_repeated_upload_makes_no_second_item() -> None:
    scene, key = draft_scene(), uuid4()
    first = add(scene, upload(), key=key)
    assert add(scene, upload(), key=key).pk == first.pk
    assert EvidenceItem.objects.count() == 1


def test_the_same_file_serves_many_items() -> None:
    scene, blob = draft_scene(), BlobFactory()
    add(scene, upload(blob=blob))
    add(scene, upload(blob=blob), ("2", ""))
    assert EvidenceVersion.objects.filter(blob=blob).count() == 2


@pytest.mark.parametrize("changes", [{"not_secret": False}, {"masked": False}])
def test_nothing_is_taken_unconfirmed(changes: dict[str, bool]) -> None:
    scene = draft_scene()
    for shown in (upload(**changes), link(**changes)):
        with refused("evidence_not_confirmed"):
            add(scene, shown)
    assert not EvidenceItem.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://example.cn/a",
        "javascript:alert(1)",
        "https://",
        "https://u:p@example.cn",
        "http://[",
        "https://a b.cn",
        "https://example.cn/" + "x" * 1000,
    ],
)
def test_links_are_public_web_addresses(url: str) -> None:
    with refused("evidence_bad_link"):
        add(draft_scene(), link(url))


def test_content_fits_its_mode() -> None:
    scene = draft_scene()
    with refused("evidence_mode_not_accepted"):
        add(scene, upload(blob=None))
    with refused("evidence_mode_not_accepted"):
        add(scene, on_site(blob=BlobFactory()))
    with refused("evidence_bad_link"):
        add(scene, upload(url="https://example.cn"))


@pytest.mark.parametrize("caption", ["", "  ", "a\0", "好" * 401])
def test_a_caption_is_needed(caption: str) -> None:
    with refused("invalid"):
        add(draft_scene(), upload(caption=caption))


def test_on_site_points_take_no_uploads() -> None:
    scene, target = draft_scene(), point_of(EvidenceMode.ON_SITE)
    for shown in (upload(), link()):
        with refused("evidence_on_site_only"):
            add(scene, shown, target)
    assert add(scene, on_site(), target).links.get().point == target[1]


def test_an_on_site_look_may_stand_in_for_an_upload() -> None:
    scene = draft_scene()
    add(scene, on_site(), point_of(EvidenceMode.UPLOAD))
    add(scene, link(), point_of(EvidenceMode.UPLOAD))


@pytest.mark.parametrize("targets", [[], [("9", "")], [("1", "31.1")], [("99", "")]])
def test_targets_exist(targets: list[tuple[str, str]]) -> None:
    scene = draft_scene()
    with refused("invalid"):
        add_evidence(scene.applicant, scene.case.pk, uuid4(), upload(), targets)


def test_three_items_an_indicator_and_a_removed_one_frees_its_place() -> None:
    scene = draft_scene()
    items = [add(scene, upload()) for _ in range(GUIDE.evidence_limit)]
    with refused("evidence_limit") as caught:
        add(scene, upload())
    assert "指标 1 已有 3 件" in caught.refusal.message
    remove_evidence(scene.applicant, items[0].pk)
    remove_evidence(scene.applicant, items[0].pk)
    add(scene, upload())


def test_a_new_version_keeps_the_old() -> None:
    scene = draft_scene()
    item = add(scene, upload())
    newer = replace_evidence(scene.applicant, item.pk, 1, upload(caption="新照片"))
    assert list(item.versions.order_by("number").values_list("number", "current")) == [(1, False), (2, True)]
    assert newer.caption == "新照片"
    with refused("changed_meanwhile"):
        replace_evidence(scene.applicant, item.pk, 1, upload())


def test_a_replacement_needs_no_free_place() -> None:
    scene = draft_scene()
    items = [add(scene, upload()) for _ in range(GUIDE.evidence_limit)]
    replace_evidence(scene.applicant, items[0].pk, 1, upload())


def test_links_are_changed_as_a_whole() -> None:
    scene = draft_scene()
    item = add(scene, upload())
    link_evidence(scene.applicant, item.pk, [("2", ""), ("3", "")])
    assert sorted(item.links.values_list("serial", flat=True)) == ["2", "3"]
    with refused("evidence_on_site_only"):
        link_evidence(scene.applicant, item.pk, [point_of(EvidenceMode.ON_SITE)])
    remove_evidence(scene.applicant, item.pk)
    with refused("changed_meanwhile"):
        link_evidence(scene.applicant, item.pk, [("2", "")])


def test_files_keep_within_the_policys_bounds() -> None:
    scene = draft_scene(file_megabytes=1, case_megabytes=10)
    with refused("evidence_too_much"):
        add(scene, upload(blob=BlobFactory(size=MEGABYTE + 1)))
    for serial in SHOWN_BY_UPLOAD[:10]:
        add(scene, upload(blob=BlobFactory(size=MEGABYTE)), (serial, ""))
    with refused("evidence_too_much"):
        add(scene, upload(blob=BlobFactory(size=1)))


def test_submitted_cases_take_no_evidence() -> None:
    scene = submitted_scene()
    with refused("wrong_state"):
        add(scene, upload())


def test_a_return_opens_evidence_of_its_indicators_only() -> None:
    scene = submitted_scene()
    return_for_correction(scene.officer, scene.case.pk, {"31": "请补充"})
    add(scene, upload(), ("31", ""))
    with refused("not_opened_for_correction"):
        add(scene, upload(), ("1", ""))
    with refused("not_opened_for_correction") as caught:
        attach_file(scene.applicant, scene.case.pk, CaseFileKind.FORM, BlobFactory(), "表.pdf")
    assert "申报表" in caught.refusal.message


def test_others_find_nothing_to_change() -> None:
    scene = draft_scene()
    item = add(scene, upload())
    stranger = draft_scene().applicant
    for act in (
        lambda: add_evidence(stranger, scene.case.pk, uuid4(), upload(), [("1", "")]),
        lambda: replace_evidence(stranger, item.pk, 1, upload()),
        lambda: link_evidence(stranger, item.pk, [("2", "")]),
        lambda: remove_evidence(stranger, item.pk),
        lambda: remove_evidence(stranger, 10**9),
    ):
        with refused("not_found"):
            act()


def test_a_newer_scan_replaces_the_one_before() -> None:
    scene = draft_scene()
    first, second = BlobFactory(), BlobFactory()
    attach_file(scene.applicant, scene.case.pk, CaseFileKind.FORM, first, "1.pdf")
    again = attach_file(scene.applicant, scene.case.pk, CaseFileKind.FORM, first, "1.pdf")
    newer = attach_file(scene.applicant, scene.case.pk, CaseFileKind.FORM, second, "2.pdf")
    assert CaseFile.objects.filter(current=True).get() == newer
    assert CaseFile.objects.get(current=False) == again


def test_units_attach_their_opinion_and_nothing_else() -> None:
    scene = submitted_scene(chain=["street"])
    opinion = attach_file(scene.street, scene.case.pk, CaseFileKind.OPINION, BlobFactory(), "意见.pdf")
    assert opinion.level == "street"
    with refused("not_allowed"):
        attach_file(scene.street, scene.case.pk, CaseFileKind.FORM, BlobFactory(), "表.pdf")
    with refused("not_allowed"):
        attach_file(scene.applicant, scene.case.pk, CaseFileKind.OPINION, BlobFactory(), "意见.pdf")

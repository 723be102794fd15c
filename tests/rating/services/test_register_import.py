"""Importing the register: all faults, the preview, all or nothing, once; and the way back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from factories import REGION, BodyFactory, CentreFactory, applicant_of, officer_of
from refusals import refused
from registers import HEADER, checked, csv_of, exported, fresh, imported, row, work
from xingping.rating.actor import Actor
from xingping.rating.jobs.register_import import clear_imports
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import (
    AuditEntry,
    Centre,
    CentreChange,
    CentreFact,
    ImportState,
    JobState,
    RatingBody,
    RegisterImport,
    RoleGrant,
)
from xingping.rating.queries.audit_check import check_audit
from xingping.rating.queries.centre_search import Asked, search_centres
from xingping.rating.services.centres import change_centre, register_centre, set_facts
from xingping.rating.services.register_import import (
    LARGEST,
    answer_alike,
    confirm_import,
    give_up_import,
    own_import,
    start_import,
)
from xingping.rating.services.sealing import seal

pytestmark = pytest.mark.django_db
AREA = "综合服务设施面积（㎡）"


@pytest.fixture
def body() -> RatingBody:
    return BodyFactory()


@pytest.fixture
def officer(body: RatingBody) -> Actor:
    return officer_of(body)


def faults(import_: RegisterImport) -> list[str]:
    assert import_.state == ImportState.FAULTY
    return [f"{place}: {what}；{mend}" for place, what, mend in import_.preview["faults"]]


def test_new_centres_are_previewed_confirmed_and_entered(body: RatingBody, officer: Actor) -> None:
    import_ = checked(officer, body, csv_of([row("C1", "春熙路社区服务中心"), row("C2", "督院街党群服务站")]))
    assert import_.state == ImportState.READY
    assert [(one["line"], one["code"]) for one in import_.preview["new"]] == [(2, "C1"), (3, "C2")]
    assert not Centre.objects.exists()
    confirm_import(officer, import_.pk, import_.plan_hash)
    done = work(import_)
    assert (done.state, done.preview) == (
        ImportState.DONE,
        {"new": 2, "changed": 0, "faults": 0, "unchanged": 0, "skipped": 0},
    )
    centre = Centre.objects.get(code="C1")
    assert (centre.name, centre.form, centre.kind, centre.region) == (
        "春熙路社区服务中心", "centre", "urban", REGION,
    )  # fmt: skip
    assert [one.pk for one in search_centres(Asked("春熙路"), public=False).rows()] == [centre.pk]
    assert centre.name_pinyin.startswith("chun xi lu")


def test_every_write_has_the_audit_entry_that_it_would_have_by_hand(body: RatingBody, officer: Actor) -> None:
    by_hand = {"code": "A1", "name": "甲中心", "kind": "urban", "region": REGION, "contact_name": "张三"}
    register_centre(officer, body, by_hand)
    imported(officer, body, csv_of([row("B1", "乙庄服务站", REGION, "李四")], f"{HEADER},联系人"))
    one, other = AuditEntry.objects.filter(verb="centre.create").order_by("id")
    assert set(one.detail["after"]) == set(other.detail["after"])
    assert set(other.detail["after"]["contact_name"]) == {"commitment"}
    assert other.secrets.filter(field="after.contact_name", value="李四").exists()
    verbs = AuditEntry.objects.filter(object_type="registerimport").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "register.upload", "register.confirm", "register.import",
    ]  # fmt: skip
    while seal():
        pass
    assert (check_audit().fault, check_audit().unsealed) == (None, 0)


def test_the_preview_shows_what_changes_and_the_history_keeps_it(body: RatingBody, officer: Actor) -> None:
    centre = register_centre(
        officer,
        body,
        {"code": "C1", "name": "旧名中心", "kind": "urban", "region": REGION, "address": "一号"},
    )
    same = register_centre(officer, body, {"code": "C2", "name": "督院街", "kind": "urban", "region": REGION})
    file = csv_of([row("C1", "新名中心", REGION, ""), row("C2", "督院街", REGION, "")], f"{HEADER},地址")
    import_ = checked(officer, body, file)
    assert import_.preview["unchanged"] == 1
    (changed,) = import_.preview["changed"]
    assert changed["changes"] == [["name", "旧名中心", "新名中心"], ["address", "一号", ""]]
    confirm_import(officer, import_.pk, import_.plan_hash)
    work(import_)
    centre.refresh_from_db()
    assert (centre.name, centre.address, centre.version) == ("新名中心", "", 1)
    change = CentreChange.objects.get(centre=centre)
    assert change.changes == {"name": ["旧名中心", "新名中心"], "address": ["一号", ""]}
    assert "登记表.csv" in change.reason
    same.refresh_from_db()
    assert same.version == 0
    entry = AuditEntry.objects.get(verb="centre.change")
    assert entry.detail["after"] == {"name": "新名中心", "address": ""}
    assert search_centres(Asked("旧"), public=False).total == 0
    assert search_centres(Asked("新名"), public=False).total == 1


def test_facts_come_with_the_date_on_which_they_were_true(body: RatingBody, officer: Actor) -> None:
    centre = CentreFactory(body=body, code="C1")
    set_facts(officer, centre.pk, {"facility_area": ("300", date(2026, 1, 1))})
    lines = [f"C1,{centre.name},城市社区,{REGION},351,2026-01-01"]
    import_ = imported(officer, body, csv_of(lines, f"{HEADER},{AREA},数据截至日期"))
    assert import_.preview["changed"] == 1
    standing = CentreFact.objects.get(centre=centre, replaced_at=None)
    assert (standing.value, standing.true_on) == ("351", date(2026, 1, 1))
    assert CentreFact.objects.filter(centre=centre).count() == 2
    entry = AuditEntry.objects.filter(verb="centre.facts").latest("id")
    assert entry.detail["after"] == {"facility_area": "351 @ 2026-01-01"}


def test_everything_wrong_is_listed_by_line_and_nothing_is_imported(body: RatingBody) -> None:
    officer = officer_of(body, "510104")
    CentreFactory(body=body, code="FAR", name="远处", region="510203001001")
    lines = [
        row("C1", "好的中心"),
        row("C 2", "编号有空格"),
        row("C3", "名" * 121),
        row("C4", "别的地区", "510203001001"),
        row("C5", "位数不够", "5101"),
        row("FAR", "编号被占"),
        row("C6", "数据错", REGION, "９５", "2026-01-01"),
        row("C7", "日期错", REGION, "95", (date.today() + timedelta(days=3)).isoformat()),
        row("C8", "", REGION),
    ]
    found = faults(checked(officer, body, csv_of(lines, f"{HEADER},{AREA},数据截至日期")))
    assert [one.partition("；")[0] for one in found] == [
        "登记表.csv:3: “中心编号”应当是 1 至 32 位字母、数字或短横",
        f"登记表.csv:4: “名称”{found[1].partition('“名称”')[2].partition('；')[0]}",
        "登记表.csv:5: “行政区划代码”“510203001001”不在您的地区范围内",
        "登记表.csv:6: “行政区划代码”行政区划代码是 12 位数字，例如 110101001001",
        "登记表.csv:7: 中心编号“FAR”已用于本机构的另一个中心（站）",
        "登记表.csv:8: “综合服务设施面积”“９５”不是数",
        f"登记表.csv:9: “综合服务设施面积”截至日期 {lines[7].rpartition(',')[2]} 还没有到",
        "登记表.csv:10: 没有填“名称”",
    ]
    assert "远处" not in "".join(found)
    assert Centre.objects.count() == 1


def test_a_file_that_cannot_be_read_says_so(body: RatingBody, officer: Actor) -> None:
    assert faults(checked(officer, body, b"%PDF-1.7")) == [
        "登记表.csv:1: 这是 PDF 文件；请给出 CSV 或 XLSX 表格"
    ]


def test_the_way_out_and_back_changes_nothing(body: RatingBody, officer: Actor) -> None:
    values = {
        "code": "C1", "name": "=\uf900社区", "form": "station", "kind": "rural", "region": REGION,
        "address": "'一号", "communities": "甲、乙", "contact_name": "=1+1", "contact_phone": "+86 28",
        "opening_hours": "9:00—17:00", "latitude": "30.657302", "longitude": "-0.5",
    }  # fmt: skip
    centre = register_centre(officer, body, values)
    day = date(2026, 3, 31)
    set_facts(officer, centre.pk, {"facility_area": ("350.5", day), "media_level": ("city", day)})
    import_ = checked(officer, body, exported(body))
    assert import_.state == ImportState.READY
    assert (import_.preview["unchanged"], import_.preview["new"], import_.preview["changed"]) == (1, [], [])


def test_names_alike_in_one_street_are_asked_about(body: RatingBody, officer: Actor) -> None:
    known = register_centre(
        officer, body, {"code": "C1", "name": "春熙路社区服务中心", "kind": "urban", "region": REGION}
    )
    lines = [
        row("N1", "春熙路党群服务中心"),
        row("N2", "第一社区服务站"),
        row("N3", "第二社区服务站"),
        row("N4", "春熙路社区服务站", "510104027001"),
        row("N5", "第一社区便民服务中心"),
    ]
    import_ = checked(officer, body, csv_of(lines))
    pairs = [(one["code"], one["other_code"], one["other_line"]) for one in import_.preview["alike"]]
    assert pairs == [("N1", "C1", 0), ("N5", "N2", 3)]
    with refused("import_unresolved"):
        confirm_import(officer, import_.pk, import_.plan_hash)
    answer_alike(officer, import_.pk, {"N1": f"same:{known.pk}", "N5": "new", "N2": "skip", "XX": "new"})
    again = work(import_)
    assert again.answers == {"N1": f"same:{known.pk}", "N5": "new"}
    assert again.preview["alike"] == []
    assert [one["code"] for one in again.preview["new"]] == ["N2", "N3", "N4", "N5"]
    (changed,) = again.preview["changed"]
    assert (changed["code"], changed["changes"]) == (
        "C1",
        [["name", "春熙路社区服务中心", "春熙路党群服务中心"]],
    )
    answer_alike(officer, import_.pk, {})
    with refused("import_not_ready"):
        answer_alike(officer, import_.pk, {})


def test_a_row_can_be_left_out(body: RatingBody, officer: Actor) -> None:
    CentreFactory(body=body, name="春熙路社区服务中心")
    import_ = checked(officer, body, csv_of([row("N1", "春熙路社区服务中心")]))
    answer_alike(officer, import_.pk, {"N1": "skip"})
    again = work(import_)
    assert (again.preview["skipped"], again.preview["new"], again.preview["alike"]) == (1, [], [])


def test_a_change_after_the_preview_is_never_overwritten(body: RatingBody, officer: Actor) -> None:
    centre = CentreFactory(body=body, code="C1", name="原名")
    import_ = checked(officer, body, csv_of([row("C1", "表中的名")]))
    confirm_import(officer, import_.pk, import_.plan_hash)
    change_centre(officer, centre.pk, 0, {"name": "别人改的名"})
    again = work(import_)
    assert (again.state, again.is_stale) == (ImportState.CHECKING, True)
    again = work(again)
    assert again.state == ImportState.READY
    assert again.preview["changed"][0]["changes"] == [["name", "别人改的名", "表中的名"]]
    centre.refresh_from_db()
    assert centre.name == "别人改的名"
    with refused("import_changed"):
        confirm_import(officer, import_.pk, import_.plan_hash)


def test_confirming_twice_writes_once(body: RatingBody, officer: Actor) -> None:
    import_ = checked(officer, body, csv_of([row("C1", "甲庄")]))
    first = confirm_import(officer, import_.pk, import_.plan_hash)
    assert confirm_import(officer, import_.pk, import_.plan_hash).job_id == first.job_id
    done = work(import_)
    assert done.job_id is not None
    run_job(done.job_id)
    assert confirm_import(officer, import_.pk, import_.plan_hash).state == ImportState.DONE
    assert Centre.objects.count() == 1


def test_a_repeated_upload_is_one_import(body: RatingBody, officer: Actor) -> None:
    content = csv_of([row("C1", "甲庄")])
    one = start_import(officer, body, "a.csv", content, key="k")
    assert start_import(officer, body, "a.csv", content, key="k").pk == one.pk
    with refused("key_reused"):
        start_import(officer, body, "a.csv", content + b"\n", key="k")


def test_a_role_that_ended_meanwhile_imports_nothing(body: RatingBody, officer: Actor) -> None:
    import_ = checked(officer, body, csv_of([row("C1", "甲庄")]))
    confirm_import(officer, import_.pk, import_.plan_hash)
    RoleGrant.objects.filter(person=officer.person).update(end=timezone.now())
    stopped = work(import_)
    assert stopped.job is not None
    assert stopped.job.state == JobState.FAILED
    assert not Centre.objects.exists()


def test_an_import_that_failed_can_be_given_up_and_one_at_work_cannot(
    body: RatingBody, officer: Actor
) -> None:
    import_ = checked(officer, body, csv_of([row("C1", "甲庄")]))
    confirm_import(officer, import_.pk, import_.plan_hash)
    with refused("import_not_ready"):
        give_up_import(officer, import_.pk)
    job = fresh(import_).job
    assert job is not None
    type(job).objects.filter(pk=job.pk).update(state=JobState.FAILED)
    assert give_up_import(officer, import_.pk).state == ImportState.GIVEN_UP
    assert bytes(fresh(import_).content) == b""


def test_strangers_neither_start_nor_see_imports(body: RatingBody, officer: Actor) -> None:
    import_ = checked(officer, body, csv_of([row("C1", "甲庄")]))
    stranger = officer_of(BodyFactory(region_prefix="44"))
    for other in (stranger, officer_of(body), applicant_of(CentreFactory(body=body))):
        with refused("not_found"):
            own_import(other, import_.pk)
        with refused("not_found"):
            confirm_import(other, import_.pk, import_.plan_hash)
    with refused("not_found"):
        start_import(stranger, body, "a.csv", b"x")


def test_empty_and_too_large_files_are_refused(body: RatingBody, officer: Actor) -> None:
    with refused("import_file_empty"):
        start_import(officer, body, "a.csv", b"")
    with refused("import_file_too_large"):
        start_import(officer, body, "a.csv", b"x" * (LARGEST + 1))


def test_files_that_nobody_confirms_are_not_kept(body: RatingBody, officer: Actor) -> None:
    import_ = checked(officer, body, csv_of([row("C1", "甲庄")]))
    clear_imports()
    assert fresh(import_).state == ImportState.READY
    RegisterImport.objects.update(created_at=timezone.now() - timedelta(days=8))
    clear_imports()
    assert (fresh(import_).state, bytes(fresh(import_).content)) == (ImportState.GIVEN_UP, b"")


def test_codes_of_counties_that_do_not_exist_are_faults(
    body: RatingBody, officer: Actor, region_files: object
) -> None:
    from xingping.rating.services.regions import load_upper

    load_upper()
    wrong = faults(checked(officer, body, csv_of([row("C1", "甲庄", "519999001001")])))
    assert wrong == ["登记表.csv:2: “行政区划代码”“519999001001”不在区划代码表里；请核对前六位（县、市、区）"]

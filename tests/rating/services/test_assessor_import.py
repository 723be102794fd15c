"""The register of assessors as a file: every fault by line, a preview, all or nothing, once."""

from __future__ import annotations

import pytest

from factories import BodyFactory, PersonFactory, officer_of, person_with
from reviewing import code_of, make_assessor
from xingping.core.roles import Role
from xingping.documents.assessor_file import assessors_csv, assessors_template, assessors_xlsx, read_assessors
from xingping.rating.actor import Actor
from xingping.rating.models import Assessor, AuditEntry, RatingBody, RegisterImport, User
from xingping.rating.queries.assessor_plan import export_assessors, group_names
from xingping.rating.services.assessor_import import (
    confirm_assessor_import,
    give_up_assessor_import,
    own_assessor_import,
    start_assessor_import,
)
from xingping.rating.services.assessors import change_assessor
from xingping.rating.services.register_import import own_import

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
HOME = "510502000000"


@pytest.fixture
def body() -> RatingBody:
    found: RatingBody = BodyFactory()
    return found


@pytest.fixture
def officer(body: RatingBody) -> Actor:
    return officer_of(body)


def expert(body: RatingBody, **values: str) -> User:
    person = person_with(Role.ASSESSOR, body=body)
    User.objects.filter(pk=person.pk).update(**values)
    person.refresh_from_db()
    return person


def csv(
    *rows: str, header: str = "账号或邮箱,专业,工作单位,常住地代码,语言,可评的指标组,培训有效期"
) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def uploaded(officer: Actor, body: RatingBody, content: bytes, name: str = "专家.csv") -> RegisterImport:
    return start_assessor_import(officer, body, name, content)


def test_a_file_is_checked_shown_confirmed_and_written_once(officer: Actor, body: RatingBody) -> None:
    one, other = expert(body), expert(body, email="li@example.org")
    import_ = uploaded(
        officer,
        body,
        csv(
            f"{one.username.upper()},社会工作,第一研究所,{HOME},普通话、四川话,,2027-03-31",
            f"LI@example.org,财务,第二研究所,{HOME},,{next(iter(group_names()))},2027年3月31日",
        ),
    )
    assert (import_.state, len(import_.preview["new"])) == ("ready", 2)
    assert not Assessor.objects.exists()
    for _ in range(2):
        confirm_assessor_import(officer, import_.pk, import_.plan_hash)
    written = Assessor.objects.get(person=one)
    assert (written.languages, str(written.trained_until), written.capacity) == (
        ["普通话", "四川话"], "2027-03-31", 8,
    )  # fmt: skip
    assert Assessor.objects.get(person=other).groups == [next(iter(group_names().values()))]
    assert AuditEntry.objects.filter(verb="assessor.create").count() == 2
    done = RegisterImport.objects.get(pk=import_.pk)
    assert (done.state, bytes(done.content), done.preview["new"]) == ("done", b"", 2)


def test_every_fault_is_named_by_its_line(officer: Actor, body: RatingBody) -> None:
    one = expert(body, email="wang@example.org")
    stranger = PersonFactory()
    import_ = uploaded(
        officer,
        body,
        csv(
            f"{one.username},社会工作,第一研究所,{HOME},,不存在的组,2027-13-31",
            f"{stranger.username},财务,第二研究所,{HOME},,,",
            "nobody,财务,第二研究所,12,,,",
            f"wang@example.org,财务,第二研究所,{HOME},,,",
            ",财务,,,,,",
        ),
    )
    assert import_.state == "faulty"
    lines = [place.rpartition(":")[2] for place, _, _ in import_.preview["faults"]]
    assert lines == sorted(lines)
    assert set(lines) == {"2", "3", "4", "5", "6"}
    assert len([line for line in lines if line == "2"]) == 2
    assert code_of(lambda: confirm_assessor_import(officer, import_.pk, import_.plan_hash)) == (
        "import_not_ready"
    )
    give_up_assessor_import(officer, import_.pk)
    assert not Assessor.objects.exists()


@pytest.mark.parametrize("content", [b"\x00\x01", "一,二\n".encode(), b"PK\x03\x04broken", b"%PDF-1.4", b" "])
def test_files_that_are_none_are_refused_whole(officer: Actor, body: RatingBody, content: bytes) -> None:
    import_ = uploaded(officer, body, content)
    assert import_.state == "faulty"
    assert import_.preview["faults"]
    assert code_of(lambda: uploaded(officer, body, b"")) == "import_file_empty"


def test_what_is_exported_changes_nothing_when_imported(officer: Actor, body: RatingBody) -> None:
    make_assessor(officer, body, 0, employer="=1+1", languages=["普通话"], groups=["party"])
    make_assessor(officer, body, 1)
    rows = export_assessors(Assessor.objects.filter(body=body))
    for name, content in (("a.xlsx", assessors_xlsx(rows)), ("a.csv", assessors_csv(rows))):
        import_ = uploaded(officer, body, content, name)
        assert (import_.state, import_.preview["unchanged"], import_.preview["changed"]) == ("ready", 2, [])
    assert b"'=1+1" in assessors_csv(rows)
    file = read_assessors(assessors_template(["党建"]), "t.xlsx")
    assert file.rows == ()


def test_changed_fields_alone_are_written_and_columns_left_out_stay(officer: Actor, body: RatingBody) -> None:
    _, record = make_assessor(officer, body, 0)
    content = csv(f"{record.person.username},法律", header=["账号或邮箱,专业", "作单位*,常住地代码"][0])
    import_ = uploaded(officer, body, content)
    assert import_.state == "faulty"  # columns that are required stand in every file
    whole = f"{record.person.username},法律,{record.employer},{record.region}"
    import_ = uploaded(officer, body, csv(whole, header="账号或邮箱,专业,工作单位,常住地代码"))
    assert import_.preview["changed"][0]["changes"] == [["profession", "社会工作", "法律"]]
    change_assessor(officer, record.pk, record.version, {"capacity": 3})
    stale = confirm_assessor_import(officer, import_.pk, import_.plan_hash)
    assert (stale.is_stale, stale.state) == (True, "ready")
    confirm_assessor_import(officer, stale.pk, stale.plan_hash)
    record.refresh_from_db()
    assert (record.profession, record.capacity, record.trained_until is not None) == ("法律", 3, True)


def test_an_import_belongs_to_whoever_began_it(officer: Actor, body: RatingBody) -> None:
    import_ = uploaded(officer, body, csv(f"x,财务,第二研究所,{HOME},,,"))
    other = officer_of(body)
    assert code_of(lambda: own_assessor_import(other, import_.pk)) == "not_found"
    assert code_of(lambda: own_import(officer, import_.pk)) == "not_found"
    assert code_of(lambda: uploaded(officer_of(BodyFactory()), body, b"x")) == "not_found"
    assert code_of(lambda: confirm_assessor_import(officer, import_.pk, "0" * 64)) == "import_not_ready"

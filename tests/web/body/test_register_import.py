"""The pages of the register as a file: choose, faults, preview page by page, confirm, give up, export."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import REGION, BodyFactory, CentreFactory, applicant_of, officer_of, person_with
from registers import HEADER, csv_of, row, work
from web.desks import client_of
from xingping.core.roles import Role
from xingping.rating.actor import Actor, actor_of
from xingping.rating.models import Centre, ImportState, Job, JobState, RatingBody, RegisterImport

pytestmark = pytest.mark.django_db
START = "/office/centres/import/"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def body() -> RatingBody:
    return BodyFactory()


@pytest.fixture
def officer(body: RatingBody) -> Actor:
    return officer_of(body)


@pytest.fixture
def client(officer: Actor) -> Client:
    return client_of(officer)


def send(client: Client, body: RatingBody, content: bytes, name: str = "登记表.csv", key: str = "") -> Any:
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return client.post(START, {"body": body.pk, "file": file, "key": key})


def checked(client: Client, body: RatingBody, content: bytes, name: str = "登记表.csv") -> RegisterImport:
    assert send(client, body, content, name).status_code == 302
    return work(RegisterImport.objects.latest("pk"))


def page_of(client: Client, import_: RegisterImport, query: str = "") -> str:
    response = client.get(f"{START}{import_.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_start_offers_template_export_and_what_came_lately(client: Client, body: RatingBody) -> None:
    checked(client, body, csv_of([row("C1", "甲庄")]), "二月.csv")
    text = client.get(START).content.decode()
    assert "下载空白模板" in text
    assert f"/office/centres/register.xlsx?body={body.pk}" in text
    assert "二月.csv" in text
    assert "等待确认" in text


def test_a_form_without_file_or_body_says_what_is_missing(client: Client, body: RatingBody) -> None:
    response = client.post(START, {"body": body.pk})
    assert (response.status_code, "还没有选择文件" in response.content.decode()) == (422, True)
    response = send(client, BodyFactory(), b"x")
    assert (response.status_code, "请选择登记到哪个评定机构" in response.content.decode()) == (422, True)
    response = send(client, body, b"")
    assert (response.status_code, "文件是空的" in response.content.decode()) == (422, True)


def test_a_form_sent_twice_is_one_import(client: Client, body: RatingBody) -> None:
    content = csv_of([row("C1", "甲庄")])
    first, second = (send(client, body, content, key="a1") for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert RegisterImport.objects.count() == 1


def test_while_it_is_checked_a_bar_is_shown(client: Client, body: RatingBody) -> None:
    send(client, body, csv_of([row("C1", "甲庄")]))
    import_ = RegisterImport.objects.get()
    text = page_of(client, import_)
    assert f'data-job="/jobs/{import_.job_id}/state/"' in text
    assert "register_import.js" in text


def test_faults_are_listed_and_downloaded(client: Client, body: RatingBody) -> None:
    rows = [row(f"C{number}", "", REGION) for number in range(250)]
    import_ = checked(client, body, csv_of(rows))
    text = page_of(client, import_)
    assert "有 250 处要改，一行也没有导入" in text
    assert "登记表.csv:2" in text
    assert "还有 50 处" in text
    lines = client.get(f"{START}{import_.pk}/faults/").content.decode("utf-8-sig").split("\r\n")
    assert (len(lines), lines[249]) == (250, "登记表.csv:251: 没有填“名称”；请填写")


def test_the_preview_pages_through_everything(client: Client, body: RatingBody) -> None:
    CentreFactory(body=body, code="OLD", name="原来的名")
    rows = [row(f"C{number}", f"{chr(0x5000 + number)}庄", REGION) for number in range(60)]
    import_ = checked(client, body, csv_of([*rows, row("OLD", "后来的名")]))
    text = page_of(client, import_)
    assert "C49" in text
    assert "C50" not in text
    assert "C59" in page_of(client, import_, "?show=new&page=2")
    changed = page_of(client, import_, "?show=changed&page=x")
    assert "<del>原来的名</del>" in changed
    assert "<ins>后来的名</ins>" in changed


def test_what_would_be_emptied_is_said(client: Client, body: RatingBody) -> None:
    CentreFactory(body=body, code="C1", name="甲庄", address="一号", contact_phone="028")
    import_ = checked(client, body, csv_of([row("C1", "甲庄", REGION, "", "")], f"{HEADER},地址,联系电话"))
    assert "有 2 处原有内容会被清空" in page_of(client, import_)


def test_choices_and_facts_are_shown_in_words(client: Client, body: RatingBody) -> None:
    CentreFactory(body=body, code="C1", name="甲庄")
    line = f"C1,甲庄,农村（村）,{REGION},350,2026-01-01"
    import_ = checked(client, body, csv_of([line], f"{HEADER},综合服务设施面积（㎡）,数据截至日期"))
    text = page_of(client, import_)
    assert "<del>城市社区</del> → <ins>农村（村）</ins>" in text
    assert "综合服务设施面积：350" in text


def test_it_is_confirmed_and_the_page_says_what_was_done(client: Client, body: RatingBody) -> None:
    import_ = checked(client, body, csv_of([row("C1", "甲庄")]))
    confirmed = client.post(f"{START}{import_.pk}/confirm/", {"plan": import_.plan_hash})
    assert confirmed.headers["Location"] == f"{START}{import_.pk}/"
    work(import_)
    assert "新登记 1 个，改动 0 个，没有变化 0 个。" in page_of(client, import_)
    assert Centre.objects.get().name == "甲庄"


def test_a_preview_of_yesterday_is_not_confirmed(client: Client, body: RatingBody) -> None:
    import_ = checked(client, body, csv_of([row("C1", "甲庄")]))
    response = client.post(f"{START}{import_.pk}/confirm/", {"plan": "0" * 64}, follow=True)
    assert "预览之后内容有变动" in response.content.decode()
    assert not Centre.objects.exists()


def test_names_alike_are_answered_on_the_page(client: Client, body: RatingBody) -> None:
    known = CentreFactory(body=body, code="C1", name="东光社区服务中心")
    import_ = checked(client, body, csv_of([row("N1", "东光党群服务站"), row("N2", "东光便民服务站")]))
    text = page_of(client, import_)
    assert f'value="same:{known.pk}"' in text
    assert "与第 2 行“东光党群服务站”相近" in text
    assert "导入，全部生效" not in text
    client.post(f"{START}{import_.pk}/answer/", {"alike-N1": f"same:{known.pk}", "alike-N2": "skip"})
    work(import_)
    text = page_of(client, import_)
    assert "<dt>不导入</dt><dd>1</dd>" in text
    assert "导入，全部生效" in text


def test_giving_up_leaves_the_register_as_it_was(client: Client, body: RatingBody) -> None:
    import_ = checked(client, body, csv_of([row("C1", "甲庄")]))
    response = client.post(f"{START}{import_.pk}/give-up/", follow=True)
    assert "已放弃，登记表没有改动。" in response.content.decode()
    assert "已放弃" in page_of(client, import_)


def test_work_that_failed_says_why_and_can_be_given_up(client: Client, body: RatingBody) -> None:
    send(client, body, csv_of([row("C1", "甲庄")]))
    import_ = RegisterImport.objects.get()
    Job.objects.filter(pk=import_.job_id).update(state=JobState.FAILED, refusal="多次尝试均未完成")
    text = page_of(client, import_)
    assert "多次尝试均未完成" in text
    client.post(f"{START}{import_.pk}/give-up/")
    import_.refresh_from_db()
    assert import_.state == ImportState.GIVEN_UP


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("甲.csv\0.exe", ""),
        (f"{SCRIPT}.csv", "script&gt;.csv"),
        ("=1+1.csv", "=1+1.csv"),
        ("长" * 300 + ".csv", "长长.csv"),
    ],
)
def test_names_of_files_are_only_text(client: Client, body: RatingBody, name: str, kept: str) -> None:
    response = send(client, body, csv_of([row("C1", "")]), name)
    assert response.status_code in (302, 400, 422)
    if response.status_code == 302:
        import_ = work(RegisterImport.objects.get())
        text = page_of(client, import_)
        assert SCRIPT not in text
        assert kept in text
        assert ".." not in import_.file_name
        assert len(import_.file_name) <= 255


def test_hostile_cells_are_shown_as_text(client: Client, body: RatingBody) -> None:
    import_ = checked(client, body, csv_of([row("C1", f'"{SCRIPT}"'), row("C2", "\uf900=1+1")]))
    text = page_of(client, import_)
    assert SCRIPT not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "\uf900=1+1" in text


def test_the_template_and_both_exports(client: Client, body: RatingBody) -> None:
    CentreFactory(body=body, code="C1", name="=甲庄")
    CentreFactory(code="C2", name="别的机构")
    template = openpyxl.load_workbook(io.BytesIO(client.get(f"{START}template.xlsx").content))
    assert template.sheetnames == ["登记表", "填写说明"]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/office/centres/register.xlsx").content))["登记表"]
    assert [sheet["A2"].value, sheet["B2"].value, sheet["B2"].data_type] == ["C1", "=甲庄", "s"]
    assert sheet.max_row == 2
    answer = client.get("/office/centres/register.csv")
    assert "'=甲庄" in answer.content.decode("utf-8-sig")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_export_holds_one_body_and_only_what_the_officer_sees() -> None:
    one, other = BodyFactory(), BodyFactory()
    CentreFactory(body=one, code="NEAR", name="近处")
    CentreFactory(body=one, code="FAR", name="远处", region="510203001001")
    CentreFactory(body=other, code="OTHER", name="别的机构")
    near = client_of(officer_of(one, "5101")).get("/office/centres/register.csv").content.decode()
    assert ("近处" in near, "远处" in near) == (True, False)
    everywhere = client_of(actor_of(person_with(Role.AUDITOR)))
    text = everywhere.get(f"/office/centres/register.csv?body={other.pk}").content.decode()
    assert ("别的机构" in text, "近处" in text) == (True, False)


def test_imports_are_their_owners_alone(client: Client, body: RatingBody) -> None:
    import_ = checked(client, body, csv_of([row("C1", "甲庄")]))
    auditor = client_of(actor_of(person_with(Role.AUDITOR, body=body)))
    for path in ("", "faults/"):
        assert client_of(officer_of(body)).get(f"{START}{import_.pk}/{path}").status_code == 404
        assert auditor.get(f"{START}{import_.pk}/{path}").status_code == 403
    for path in ("confirm/", "answer/", "give-up/"):
        assert client_of(officer_of(body)).post(f"{START}{import_.pk}/{path}").status_code == 404
        assert client.get(f"{START}{import_.pk}/{path}").status_code == 405
    stranger = client_of(applicant_of(CentreFactory(body=body)))
    assert stranger.get(START).status_code in (403, 404)

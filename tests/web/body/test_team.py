"""The officer's pages about assessors and teams: register, import, team, assignment, visit."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import PersonFactory, person_with
from reviewing import (
    FULL,
    Review,
    accepted_scene,
    all_locked,
    code_of,
    fill_and_lock,
    in_review,
    make_assessor,
    teamed,
)
from web.desks import client_of
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.calendar import today
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import (
    Assessor,
    AssignmentRun,
    Conflict,
    Job,
    Message,
    RegisterImport,
    RoleGrant,
    TeamMember,
    Visit,
)
from xingping.rating.queries.doubt import one_more_offered
from xingping.rating.queries.results import result_for
from xingping.rating.services.conflicts import ask_recusal
from xingping.rating.services.reviewing import start_review

pytestmark = pytest.mark.django_db


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert (path, response.status_code) == (path, status)
    return response.content.decode()


def sent(client: Client, path: str, status: int = 302, **values: object) -> str:
    response = client.post(path, values)
    assert (path, response.status_code) == (path, status)
    return response.content.decode()


def test_an_assessor_is_entered_changed_tied_and_leaves(region_rows: None) -> None:
    scene = accepted_scene()
    client = client_of(scene.officer)
    person = PersonFactory()
    assert "专家库还是空的" in text_of(client, "/office/assessors/")
    RoleGrant.objects.create(person=person, role=Role.ASSESSOR, body=scene.body)
    values = {"person": person.pk, "profession": "社会工作", "employer": "第一研究所", "capacity": 8,
              "region": "510104", "languages": "普通话、四川话", "groups": ["party"]}  # fmt: skip
    assert (
        "请填写" in sent(client, "/office/assessors/new/", 422, **{**values, "employer": " \u3000"}) or True
    )
    sent(client, "/office/assessors/new/", **values)
    record = Assessor.objects.get(person=person)
    page = f"/office/assessors/{record.pk}/"
    text = text_of(client, page)
    assert "没有在有效期内的培训" in text
    assert "第一研究所" in text
    changed = {**values, "version": record.version, "trained_until": "2099-01-01"}
    sent(client, f"{page}edit/", **changed)
    sent(client, f"{page}edit/", 409, **changed)
    sent(client, f"{page}ties/", 422, centre="没有这个", kind="adviser", reason="顾问")
    sent(client, f"{page}ties/", centre=scene.case.centre.code, kind="adviser", reason="曾任顾问")
    conflict = Conflict.objects.get()
    assert "应当回避" in text_of(client, page)
    sent(client, f"{page}ties/{conflict.pk}/end/", ended_on=str(today()))
    assert Conflict.objects.get().ended_on == today()
    sent(client, f"{page}leave/", reason="退休")
    assert "已退出专家库" in text_of(client, page)
    sent(client, f"{page}leave/", reason="返聘")
    assert Assessor.objects.get().left_on is None
    for asked in ("?state=in&group=party&q=社会", "?state=left", "?state=free", "?state=expiring",
                  "?state=untrained", "?export=xlsx", "?sort=-load"):  # fmt: skip
        assert client.get(f"/office/assessors/{asked}").status_code == 200


def test_a_file_of_assessors_is_checked_confirmed_or_left() -> None:
    scene = accepted_scene()
    client = client_of(scene.officer)
    person = person_with(Role.ASSESSOR, body=scene.body)
    header = "账号或邮箱,专业,工作单位,常住地代码\n"

    def upload(row: str) -> RegisterImport:
        file = SimpleUploadedFile("专家.csv", (header + row).encode())
        sent(client, "/office/assessors/import/", body=scene.body.pk, file=file)
        return RegisterImport.objects.latest("pk")

    assert "还没有选择文件" in sent(client, "/office/assessors/import/", 422, body=scene.body.pk)
    faulty = upload("nobody,财务,第二研究所,510502000000")
    page = f"/office/assessors/import/{faulty.pk}/"
    assert "专家.csv:2" in text_of(client, page)
    assert "nobody" in client.get(f"{page}faults/").content.decode()
    sent(client, f"{page}give-up/")
    assert "专家库没有改动" in text_of(client, page)
    good = upload(f"{person.username},财务,第二研究所,510502000000")
    page = f"/office/assessors/import/{good.pk}/"
    assert "第二研究所" in text_of(client, page)
    sent(client, f"{page}confirm/", plan=good.plan_hash)
    assert "新登记 1 人" in text_of(client, page)
    for name in ("register.xlsx", "register.csv", "import/template.xlsx"):
        assert client.get(f"/office/assessors/{name}").status_code == 200


def test_a_team_is_put_together_announced_and_starts() -> None:
    scene = accepted_scene()
    client, page = client_of(scene.officer), f"/office/cases/{scene.case.number}/team/"
    records = [make_assessor(scene.officer, scene.body, number)[1] for number in range(4)]
    make_assessor(scene.officer, scene.body, region="510104000000")
    assert "与该中心同一区县" in text_of(client, page)
    for record in records[:3]:
        sent(client, f"{page}add/", assessor=record.pk)
    assert "没有指定组长" in text_of(client, page)
    sent(client, f"{page}lead/", assessor=records[0].pk)
    sent(client, f"{page}leave/", assessor=records[1].pk, coming=records[3].pk, reason="出差")
    sent(client, f"{page}leave/", assessor=records[2].pk, reason="")
    assert TeamMember.objects.filter(ended_at=None).count() == 3
    assert "告知申报单位名单" in text_of(client, page)
    sent(client, f"{page}announce/")
    told = Message.objects.filter(subject__contains="请您参加评审")
    assert {one.recipient_id for one in told} == {records[n].person_id for n in (0, 2, 3)}
    left = Message.objects.get(recipient=records[1].person)
    assert scene.case.number not in left.subject + left.body + left.link
    applicant = client_of(scene.applicant)
    own = f"/centre/cases/{scene.case.number}/team/"
    assert records[0].person.get_full_name() in text_of(applicant, own)
    sent(applicant, own, 422, assessor=records[1].pk, reason="不在组里")
    sent(applicant, own, assessor=records[2].pk, reason="是邻居")
    assert "还有没有决定的回避申请" in text_of(client, page)
    conflict = Conflict.objects.get()
    sent(client, f"{page}recusals/{conflict.pk}/", granted="no", reason="没有影响公正的情形")
    assert "没有影响公正的情形" in text_of(applicant, own)
    sent(client, f"{page}start/")
    assert scene.fresh().state == "in_review"
    assert "评审组" in text_of(client, f"/office/cases/{scene.case.number}/")


def test_a_granted_recusal_leaves_the_team_and_is_told() -> None:
    review = teamed(4)
    ask_recusal(review.scene.applicant, review.case_id, review.records[3].pk, "是邻居")
    conflict = Conflict.objects.get()
    page = f"/office/cases/{review.scene.case.number}/team/"
    sent(client_of(review.officer), f"{page}recusals/{conflict.pk}/", granted="yes", reason="确有关系")
    own = text_of(client_of(review.scene.applicant), f"/centre/cases/{review.scene.case.number}/team/")
    assert "确有关系" in own
    assert TeamMember.objects.filter(ended_at=None).count() == 3
    auditor = actor_of(person_with(Role.AUDITOR, body=review.scene.body))
    assert "确有关系" in text_of(client_of(auditor), page)
    assert (
        client_of(review.assessors[3]).get(f"/assessor/cases/{review.scene.case.number}/visit/").status_code
        == 404
    )


def test_a_request_that_waits_does_not_unsay_that_the_names_were_told() -> None:
    review = teamed(4)
    client, page = client_of(review.officer), f"/office/cases/{review.scene.case.number}/team/"
    ask_recusal(review.scene.applicant, review.case_id, review.records[3].pk, "是邻居")
    text = text_of(client, page)
    for words in ("还不能开始评审", "还有没有决定的回避申请", "名单已告知申报单位"):
        assert words in text
    for words in ("还不能告知名单", "有应当回避的情形"):
        assert words not in text
    Conflict.objects.update(standing="dismissed", decision="没有关系", decided_by=review.officer.person)
    start_review(review.officer, review.case_id)
    ask_recusal(review.scene.applicant, review.case_id, review.records[2].pk, "是亲戚")
    assert "评审组还有要办的事" in text_of(client, page)


def test_a_round_is_assigned_by_a_job_and_replayed() -> None:
    scene = accepted_scene()
    for number in range(5):
        make_assessor(scene.officer, scene.body, number)
    client = client_of(scene.officer)
    page = f"/office/rounds/{scene.case.round_id}/assignment/"
    assert "还没有" not in text_of(client, page)
    sent(client, page, 422, anchors="一件")
    sent(client, page, anchors=1, seed=7)
    run_job(Job.objects.get(kind="assignment").pk)
    run = AssignmentRun.objects.get()
    assert run.problem["cases"][0][2] is True
    assert "连通" in text_of(client, f"{page}{run.pk}/")
    for part in ("loads/", "unmet/", "?export=csv"):
        assert client.get(f"{page}{run.pk}/{part}").status_code == 200
    sent(client, f"{page}{run.pk}/replay/")
    run_job(Job.objects.get(kind="assignment replay").pk)
    assert "得到同样的评审组" in text_of(client, f"{page}{run.pk}/")
    sent(client, f"{page}{run.pk}/replay/")
    assert "分派记录" in text_of(client, page)
    admin = actor_of(person_with(Role.ADMINISTRATOR, body=scene.body))
    assert client_of(admin).get(page).status_code == 404


def test_a_visit_is_planned_moved_called_off_held_and_recorded() -> None:
    review = teamed()
    client, page = client_of(review.officer), f"/office/cases/{review.scene.case.number}/visit/"
    plan = {"step": "plan", "day": str(today()), "starts": "09:00", "ends": "11:00", "place": "中心"}
    assert "结束早于开始" in sent(client, page, 422, **{**plan, "ends": "08:00"})
    sent(client, page, **plan)
    sent(client, page, **{**plan, "starts": "10:00"})
    assert Visit.objects.get().version == 2
    sent(client, page, 422, step="cancel", reason="")
    sent(client, page, step="cancel", reason="大雨")
    assert "大雨" in text_of(client, page)
    sent(client, page, **plan)
    start_review(review.officer, review.case_id)
    lead = client_of(review.assessors[0])
    own = f"/assessor/cases/{review.scene.case.number}/visit/"
    sent(lead, own, step="open", team="组长\n组员", centre="主任")
    sent(client_of(review.assessors[1]), own, 403, step="close", record="经过")
    sent(lead, own, step="close", talk="与主任座谈", read="", interview="访谈两名居民", record="看了大厅")
    held = Visit.objects.get(cancelled_at=None)
    assert held.modes == [["talk", "与主任座谈"], ["interview", "访谈两名居民"]]
    for reader, path in ((client, page), (lead, own)):
        assert "访谈两名居民" in text_of(reader, path)
    assert "已完成" in text_of(
        client_of(review.scene.applicant), f"/centre/cases/{review.scene.case.number}/team/"
    )


def test_one_more_assessor_is_offered_before_anybody_sees_a_score() -> None:
    losing = [{serial: full * share // 5000 * 50 for serial, full in FULL.items()} for share in (4, 10, 16)]
    review: Review = all_locked(*losing, one_more_below=99, divergence_percent=100)
    case = review.fresh()
    assert code_of(lambda: result_for(review.officer, case)) == "scores_hidden"
    _, coming = make_assessor(review.officer, review.scene.body, 3)
    client, page = client_of(review.officer), f"/office/cases/{case.number}/team/"
    sent(client, f"{page}add/", assessor=coming.pk)
    assert TeamMember.objects.count() == 3
    assert one_more_offered(case)
    assert "可以加派一名专家" in text_of(client, page)
    result = text_of(client, f"/office/cases/{case.number}/result/")
    assert f'href="{page}#choices"' in result
    assert "各项得分" not in result
    auditor = client_of(actor_of(person_with(Role.AUDITOR, body=review.scene.body)))
    assert "到评审组选人" not in text_of(auditor, f"/office/cases/{case.number}/result/")
    sent(client, f"{page}one-more/", assessor=coming.pk)
    member = TeamMember.objects.get(assessor=coming)
    assert (member.on_doubt, bool(member.labels)) == (True, True)
    assert not one_more_offered(review.fresh())
    assert f'href="{page}#choices"' not in text_of(client, f"/office/cases/{case.number}/result/")


def test_nothing_more_is_offered_where_the_policy_does_not_say_so() -> None:
    review = in_review()
    for number in range(3):
        fill_and_lock(review, number)
    _, coming = make_assessor(review.officer, review.scene.body, 3)
    page = f"/office/cases/{review.scene.case.number}/team/"
    sent(client_of(review.officer), f"{page}one-more/", assessor=coming.pk)
    assert TeamMember.objects.count() == 3
    assert result_for(review.officer, review.fresh())

"""One world for the matrix: a body with cases, its people, and strangers to everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils import timezone

from awards import bare_certificate
from factories import (
    BlobFactory,
    CentreFactory,
    Edit,
    Scene,
    draft_scene,
    person_with,
    submitted_scene,
)
from matrix.life import life_values, recheck_values
from matrix.people import people_of
from matrix.published import published_values
from matrix.reviewed import case_in_review
from matrix.surveyed import survey_values
from matrix.teams import team_values
from matrix.voice import voice_values
from registers import checked, csv_of, row
from xingping.core.catalogue import find_edition
from xingping.core.complaint import Category, Said
from xingping.core.guide import EvidenceMode
from xingping.core.roles import Role
from xingping.national.scenario import Scenario
from xingping.rating.actor import Actor
from xingping.rating.evidence_rules import Shown
from xingping.rating.files import keep_bytes
from xingping.rating.models import (
    AgendaItem,
    Announcement,
    Appeal,
    AuditEntry,
    Case,
    CaseFile,
    Certificate,
    Complaint,
    Decision,
    IncidentSource,
    Invitation,
    Letter,
    LetterKind,
    Message,
    Notice,
    NoticeItem,
    Objection,
    PanelMeeting,
    RegisterImport,
    SavedScenario,
    User,
)
from xingping.rating.services.centre_index import index_centres
from xingping.rating.services.complaining import Sent, send_complaint
from xingping.rating.services.complaints import share, take_over
from xingping.rating.services.evidence import add_evidence
from xingping.rating.services.incidents import Report, give_notice, report_incident
from xingping.rating.services.jobs import start_job
from xingping.rating.services.notes import add_note
from xingping.rating.services.saving import save_self_assessment
from xingping.rating.services.scenarios import NewScenario, save_scenario
from xingping.rating.what_if import Plan, plan_json

SECRET = "秘密桂花社区服务中心"
"""Name of the body's own centre; strangers must never read it anywhere."""


@dataclass
class World:
    """What addresses are filled with, and who visits them."""

    scene: Scene
    draft: Scene
    review: Case
    """In review; the "reviewer" is on its team."""
    values: dict[str, Any]
    people: dict[str, User | AnonymousUser]
    actors: dict[str, Actor] = field(default_factory=dict)
    """The people with their roles, once asked for."""
    objects: dict[str, Model] = field(default_factory=dict)
    """What the parameters name, once asked for."""


def make_world() -> World:
    """A submitted case, a draft of the same body, and everybody near and far."""
    scene = submitted_scene(chain=["street", "county"])
    centre = scene.case.centre
    type(centre).objects.filter(pk=centre.pk).update(name=SECRET, name_key=SECRET)
    centre.refresh_from_db()
    index_centres([centre.pk])
    draft = draft_scene()
    key = uuid4()
    shown = Shown(
        EvidenceMode.UPLOAD, "照片", blob=BlobFactory(), file_name="a.pdf", not_secret=True, masked=True
    )
    item = add_evidence(draft.applicant, draft.case.pk, key, shown, [("1", "")])
    fields = {"statements.1": Edit(None, "临街一楼")}
    save_self_assessment(draft.applicant, draft.case.pk, device="d", sequence=1, fields=fields)
    add_note(scene.officer, scene.case.pk, f"{SECRET}已电话核实")
    review, reviewer = case_in_review(scene, f"{SECRET}三号")
    values = _values(scene, item.versions.get().pk, item.pk, key) | _certificate(scene)
    values |= recheck_values(values["certificate_id"], values["draw_id"])
    values |= {"review": {"number": review.number}, **published_values(scene, SECRET)}
    awarded = Certificate.objects.get(pk=values["certificate_id"]).centre
    people = {
        **people_of(scene, draft),
        "reviewer": reviewer,
        "awarded applicant": person_with(Role.APPLICANT, centre=awarded),
    }
    return World(scene, draft, review, values, people)


def _values(scene: Scene, version_id: int, item_id: int, key: UUID) -> dict[str, Any]:
    officer = scene.officer.person
    invitation = Invitation.objects.create(
        role=Role.APPLICANT, centre=scene.case.centre, token_hash="0" * 64, name="演示",
        expires_at=timezone.now(),
    )  # fmt: skip
    message = Message.objects.create(recipient=scene.applicant.person, subject=SECRET)
    job = start_job("mail", title=SECRET, arguments={"message": message.pk}, by=officer)
    return {
        "number": scene.case.number,
        "case_id": scene.case.pk,
        "centre_id": scene.case.centre_id,
        "round_id": scene.case.round_id,
        "unit": scene.case.region[:9],
        "entry_id": AuditEntry.objects.latest("pk").pk,
        "version_id": version_id,
        "item_id": item_id,
        "file_id": CaseFile.objects.filter(case=scene.case).latest("pk").pk,
        "key": key,
        "package": key,
        "photo": key,
        "kind": "form",
        "size": "thumbnail",
        "person_id": scene.applicant.person.pk,
        "grant_id": officer.role_grants.get().pk,
        "invitation_id": invitation.pk,
        "message_id": message.pk,
        "job_id": job.pk,
        "session_id": 1,
        "serial": "31",
        "prefix": "51",
        "day": "2026-01-01",
        "file_name": "results.csv",
        "token": "x" * 22,
        "certificate_token": "0" * 32,
        "body_id": scene.body.pk,
        "issuer_id": scene.body.pk,
        "page": 0,
        "picture": "photo",
        "move": "produce",
        "step": "notice",
        "stars": 3,
        "scenario_id": _scenario(scene).pk,
        "import_id": _import(scene).pk,
        "meeting_id": _meeting(scene).pk,
        "suffix": "pdf",
        **team_values(scene, SECRET),
        **survey_values(scene, SECRET),
        **voice_values(scene, SECRET),
        **life_values(scene),
        "source": f"round-{scene.case.round_id}",
        "provider_id": "single-sign-on",
        "uidb36": "1",
        **_award(scene),
        "complaint_id": _complaint(scene).pk,
        "what": "reply",
    }


def _certificate(scene: Scene) -> dict[str, int]:
    """A certificate of another centre of the body, for what is awarded is public; its incident is not."""
    centre = CentreFactory(body=scene.body, region=scene.case.region)
    certificate = bare_certificate(scene.case, centre=centre, centre_name=centre.name)
    plaque = certificate.plaques.get()
    report = Report(IncidentSource.INSIDE, f"{SECRET}有群众反映")
    incident = give_notice(
        scene.officer, report_incident(scene.officer, certificate.pk, report).pk, f"{SECRET}情况属实"
    )
    return {
        "certificate_id": certificate.pk,
        "plaque_id": plaque.pk,
        "event_id": plaque.events.get().pk,
        "incident_id": incident.pk,
    }


def _complaint(scene: Scene) -> Complaint:
    """A complaint about the centre, with its officer, explained by nobody yet."""
    words = Sent(Said.COMPLAINT, Category.ATTITUDE, f"{SECRET}的窗口推诿", scene.case.centre)
    complaint, _receipt = send_complaint(words, "m" * 32)
    take_over(scene.officer, complaint.pk)
    return share(scene.officer, complaint.pk, f"{SECRET}的窗口推诿")


def _award(scene: Scene) -> dict[str, int]:
    """A notice, an objection, an appeal, an announcement and a letter about the case."""
    case, officer, day = scene.case, scene.officer.person, timezone.localdate()
    about: dict[str, Any] = {"body": case.body, "round": case.round}
    notice = Notice.objects.create(
        **about, number="公示 1", contact="-", created_by=officer, published_on=day,
        first_end=day + timedelta(days=7), ends_on=day + timedelta(days=7), published_at=timezone.now(),
    )  # fmt: skip
    item = NoticeItem.objects.create(
        notice=notice, case=case, stars=3, centre_name="公示中的中心", region=case.region
    )
    blob = keep_bytes(SECRET.encode(), "text/plain")
    objection = Objection.objects.create(
        item=item, case=case, body=case.body, number=1, receipt_hash="0" * 64, reason=SECRET, due_on=day,
        blob=blob, file_name="a.txt",
    )  # fmt: skip
    decision = Decision.objects.create(
        case=case, stars=0, total="0", result={}, members=0, present=0, in_favour=0, against=0, abstained=0,
        by=officer, at=timezone.now(),
    )  # fmt: skip
    Appeal.objects.create(
        case=case, body=case.body, before=decision, reason=SECRET, filed_by=scene.applicant.person,
        filed_at=timezone.now(), due_on=day,
    )  # fmt: skip
    announcement = Announcement.objects.create(**about, number="公告 1", announced_on=day, created_by=officer)
    letter = Letter.objects.create(
        case=case, body=case.body, kind=LetterKind.NOT_AWARDED, number="函 1", blob=blob,
        delivered_at=timezone.now(),
    )  # fmt: skip
    return {
        "notice_id": notice.pk,
        "listed_id": item.pk,
        "objection_id": objection.pk,
        "announcement_id": announcement.pk,
        "letter_id": letter.pk,
    }


def _import(scene: Scene) -> RegisterImport:
    """A file of centres that waits to be confirmed."""
    content = csv_of([row("NEW1", f"{SECRET}二号", scene.case.region)])
    import_: RegisterImport = checked(scene.officer, scene.body, content)
    return import_


def _meeting(scene: Scene) -> PanelMeeting:
    """A meeting with the case on its agenda, called by the officer; it has no members yet."""
    meeting = PanelMeeting.objects.create(
        body=scene.body, round=scene.case.round, held_at=timezone.now(), place="会议室",
        recorder=scene.officer.person,
    )  # fmt: skip
    AgendaItem.objects.create(meeting=meeting, case=scene.case, position=1)
    return meeting


def _scenario(scene: Scene) -> SavedScenario:
    content = plan_json(Plan(Scenario({"31": 80})))
    return save_scenario(scene.officer, NewScenario(f"{SECRET}方案", content, find_edition()))

"""All models of the rating, one file per topic."""

from xingping.rating.models.announcement import (
    Announcement,
    AnnouncementItem,
    ArchivePackage,
    Letter,
    LetterKind,
)
from xingping.rating.models.api_token import ApiToken
from xingping.rating.models.appeal import Appeal, AppealHearer, AppealItem, Hearing
from xingping.rating.models.assessor import (
    Assessor,
    AssignmentRun,
    Conflict,
    ConflictKind,
    Standing,
)
from xingping.rating.models.audit import AuditBlock, AuditEntry, AuditSeal, AuditSecret, SealedKind
from xingping.rating.models.cancellation_appeal import CancellationAppeal
from xingping.rating.models.case import Case, CaseEvent, CasePurpose, IndicatorReturn, Note
from xingping.rating.models.centre_index import IndexedCentre, Posting
from xingping.rating.models.certificate import (
    Certificate,
    CertificateCounter,
    CertificateEvent,
    IssuerKey,
    Origin,
    Plaque,
    PlaqueEvent,
)
from xingping.rating.models.certificate_life import (
    CertificateLayout,
    Incident,
    IncidentOutcome,
    IncidentSource,
    IncidentState,
    ResultBundle,
)
from xingping.rating.models.complaint import Channel, Complaint, ComplaintEvent
from xingping.rating.models.document import DocumentKind, PinnedDocument
from xingping.rating.models.evidence import (
    Blob,
    CaseFile,
    CaseFileKind,
    EvidenceItem,
    EvidenceLink,
    EvidenceMode,
    EvidenceVersion,
)
from xingping.rating.models.field import FieldPackage, SitePhoto, VisitClosing
from xingping.rating.models.gram import Gram
from xingping.rating.models.grant import Invitation, RoleGrant
from xingping.rating.models.idempotency import IdempotencyKey
from xingping.rating.models.improvement import ImprovementPlan, ImprovementTask, TaskProgress, TaskState
from xingping.rating.models.job import Job, JobState, Schedule
from xingping.rating.models.media import MediaReport, MediaUse
from xingping.rating.models.message import Message
from xingping.rating.models.notice import (
    CentreReply,
    Notice,
    NoticeExtension,
    NoticeItem,
    Objection,
    ObjectionStep,
)
from xingping.rating.models.open_data import OpenDataFile, OpenDataRelease
from xingping.rating.models.opinion import Opinion, OpinionInvitation
from xingping.rating.models.organisation import (
    Centre,
    CentreChange,
    CentreFact,
    CentreForm,
    CentreKind,
    RatingBody,
)
from xingping.rating.models.panel import (
    AgendaItem,
    Ballot,
    ClaimRefusal,
    Correction,
    Decision,
    Feedback,
    MinutesScan,
    PanelMeeting,
    PanelMember,
    Recusal,
)
from xingping.rating.models.person import User
from xingping.rating.models.profile import CentreProfile
from xingping.rating.models.rate_count import RateCount
from xingping.rating.models.recheck import Recheck, RecheckDraw, RecheckState
from xingping.rating.models.recommendation import Outcome, Recommendation
from xingping.rating.models.region import Level, Region
from xingping.rating.models.register_import import ImportKind, ImportState, RegisterImport
from xingping.rating.models.round import RecommendationQuota, Round, RoundState
from xingping.rating.models.scenario import SavedScenario
from xingping.rating.models.sheet import SelfAssessment, Sheet, SheetChange, SheetHistory
from xingping.rating.models.survey import (
    LONGEST_TAG,
    Survey,
    SurveyAnswer,
    SurveyChannel,
    SurveyHousehold,
    SurveyTag,
    SurveyText,
)
from xingping.rating.models.team import Reconciliation, Team, TeamMember, Visit
from xingping.rating.models.upload import Upload
from xingping.rating.models.webhook import DeliveryState, Webhook, WebhookDelivery, WebhookState

__all__ = [
    "LONGEST_TAG",
    "AgendaItem",
    "Announcement",
    "AnnouncementItem",
    "ApiToken",
    "Appeal",
    "AppealHearer",
    "AppealItem",
    "ArchivePackage",
    "Assessor",
    "AssignmentRun",
    "AuditBlock",
    "AuditEntry",
    "AuditSeal",
    "AuditSecret",
    "Ballot",
    "Blob",
    "CancellationAppeal",
    "Case",
    "CaseEvent",
    "CaseFile",
    "CaseFileKind",
    "CasePurpose",
    "Centre",
    "CentreChange",
    "CentreFact",
    "CentreForm",
    "CentreKind",
    "CentreProfile",
    "CentreReply",
    "Certificate",
    "CertificateCounter",
    "CertificateEvent",
    "CertificateLayout",
    "Channel",
    "ClaimRefusal",
    "Complaint",
    "ComplaintEvent",
    "Conflict",
    "ConflictKind",
    "Correction",
    "Decision",
    "DeliveryState",
    "DocumentKind",
    "EvidenceItem",
    "EvidenceLink",
    "EvidenceMode",
    "EvidenceVersion",
    "Feedback",
    "FieldPackage",
    "Gram",
    "Hearing",
    "IdempotencyKey",
    "ImportKind",
    "ImportState",
    "ImprovementPlan",
    "ImprovementTask",
    "Incident",
    "IncidentOutcome",
    "IncidentSource",
    "IncidentState",
    "IndexedCentre",
    "IndicatorReturn",
    "Invitation",
    "IssuerKey",
    "Job",
    "JobState",
    "Letter",
    "LetterKind",
    "Level",
    "MediaReport",
    "MediaUse",
    "Message",
    "MinutesScan",
    "Note",
    "Notice",
    "NoticeExtension",
    "NoticeItem",
    "Objection",
    "ObjectionStep",
    "OpenDataFile",
    "OpenDataRelease",
    "Opinion",
    "OpinionInvitation",
    "Origin",
    "Outcome",
    "PanelMeeting",
    "PanelMember",
    "PinnedDocument",
    "Plaque",
    "PlaqueEvent",
    "Posting",
    "RateCount",
    "RatingBody",
    "Recheck",
    "RecheckDraw",
    "RecheckState",
    "Recommendation",
    "RecommendationQuota",
    "Reconciliation",
    "Recusal",
    "Region",
    "RegisterImport",
    "ResultBundle",
    "RoleGrant",
    "Round",
    "RoundState",
    "SavedScenario",
    "Schedule",
    "SealedKind",
    "SelfAssessment",
    "Sheet",
    "SheetChange",
    "SheetHistory",
    "SitePhoto",
    "Standing",
    "Survey",
    "SurveyAnswer",
    "SurveyChannel",
    "SurveyHousehold",
    "SurveyTag",
    "SurveyText",
    "TaskProgress",
    "TaskState",
    "Team",
    "TeamMember",
    "Upload",
    "User",
    "Visit",
    "VisitClosing",
    "Webhook",
    "WebhookDelivery",
    "WebhookState",
]

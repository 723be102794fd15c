"""The words of the permission table: what can be done, to what, from how near."""

from __future__ import annotations

from enum import StrEnum

from xingping.core.lifecycle import Action


class Kind(StrEnum):
    """A kind of object that permissions are about."""

    BODY = "body"
    CENTRE = "centre"
    ROUND = "round"
    CASE = "case"
    STATISTICS = "statistics"
    AUDIT = "audit"
    PEOPLE = "people"
    ASSESSOR = "assessor"
    CERTIFICATE = "certificate"
    COMPLAINT = "complaint"
    MEETING = "meeting"
    NOTICE = "notice"
    SURVEY = "survey"
    OPINION = "opinion"
    MEDIA = "media"
    WEBHOOK = "webhook"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.BODY: "评定机构",
    Kind.CENTRE: "中心（站）登记",
    Kind.ROUND: "评定批次",
    Kind.CASE: "申报件",
    Kind.STATISTICS: "统计",
    Kind.AUDIT: "审计日志",
    Kind.PEOPLE: "人员与角色",
    Kind.ASSESSOR: "专家库",
    Kind.CERTIFICATE: "证书与标志牌",
    Kind.COMPLAINT: "投诉与表扬",
    Kind.MEETING: "评定委员会会议",
    Kind.NOTICE: "公示与公告",
    Kind.SURVEY: "居民调查",
    Kind.OPINION: "社会组织、驻区单位意见",
    Kind.MEDIA: "媒体报道",
    Kind.WEBHOOK: "事件通知",
}


class Verb(StrEnum):
    """Something a person does. The actions of the lifecycle are verbs of the same name."""

    LIST = "list"
    VIEW = "view"
    HISTORY = "history"
    EXPORT = "export"
    CREATE = "create"
    CHANGE = "change"
    IMPORT = "import"
    OPEN = "open"
    CLOSE = "close"
    FILL = "fill"
    NOTE = "note"
    ASSIGN = "assign"
    RANK = "rank"
    VERIFY = "verify"
    TEAM = "team"
    VISIT = "visit"
    RECUSE = "recuse"
    SCORE = "score"
    RECONCILE = "reconcile"
    PREPARE_VOTE = "prepare_vote"
    CHAIR = "chair"
    VOTE = "vote"
    ANSWER = "answer"
    PLAQUE = "plaque"
    INCIDENT = "incident"
    SUSPEND = "suspend"
    RESUME = "resume"
    PROPOSE_CANCEL = "propose_cancel"
    CANCEL = "cancel"
    STATE = "state"
    RENEW = "renew"
    REPLY = "reply"
    SPEAK = "speak"
    ARCHIVE = "archive"
    IMPROVE = "improve"
    RECHECK = "recheck"
    REVEAL = "reveal"
    HANDLE = "handle"
    INVITE = "invite"
    PROPOSE = "propose"
    READ_RESULTS = "read_results"
    SUBMIT = Action.SUBMIT.value
    WITHDRAW = Action.WITHDRAW.value
    FORWARD = Action.FORWARD.value
    RETURN = Action.RETURN.value
    ACCEPT = Action.ACCEPT.value
    REFUSE = Action.REFUSE.value
    START_REVIEW = Action.START_REVIEW.value
    OPEN_RECONCILIATION = Action.OPEN_RECONCILIATION.value
    TO_PANEL = Action.TO_PANEL.value
    SEND_BACK = Action.SEND_BACK.value
    DECIDE = Action.DECIDE.value
    CORRECT_FACTS = Action.CORRECT_FACTS.value
    PUBLISH_NOTICE = Action.PUBLISH_NOTICE.value
    DELIVER_NOT_AWARDED = Action.DELIVER_NOT_AWARDED.value
    REOPEN = Action.REOPEN.value
    APPEAL = Action.APPEAL.value
    DECIDE_APPEAL = Action.DECIDE_APPEAL.value
    ANNOUNCE = Action.ANNOUNCE.value
    TERMINATE = Action.TERMINATE.value

    @property
    def label(self) -> str:
        """Chinese name."""
        return _VERB_LABELS.get(self) or Action(self.value).label


_VERB_LABELS = {
    Verb.LIST: "列出、查找、计数",
    Verb.VIEW: "查看",
    Verb.HISTORY: "查看办理经过",
    Verb.EXPORT: "导出",
    Verb.CREATE: "新建",
    Verb.CHANGE: "修改",
    Verb.IMPORT: "导入",
    Verb.OPEN: "开放",
    Verb.CLOSE: "截止",
    Verb.FILL: "填报自评与佐证",
    Verb.NOTE: "写内部备注",
    Verb.ASSIGN: "指定经办人",
    Verb.RANK: "调整推荐排序",
    Verb.VERIFY: "核验",
    Verb.TEAM: "组建评审组",
    Verb.VISIT: "安排与记录现场评估",
    Verb.RECUSE: "申请或声明回避",
    Verb.SCORE: "评分与锁定",
    Verb.RECONCILE: "差异会商",
    Verb.PREPARE_VOTE: "安排议程、更正与表决",
    Verb.CHAIR: "主持表决",
    Verb.VOTE: "表决",
    Verb.PLAQUE: "登记标志牌的制作、交付、报失、换发、收回、作废",
    Verb.INCIDENT: "登记与处理事件",
    Verb.SUSPEND: "暂停使用星级标志",
    Verb.RESUME: "恢复使用星级标志",
    Verb.PROPOSE_CANCEL: "提出取消或降低星级",
    Verb.CANCEL: "复核并取消或降低星级",
    Verb.STATE: "陈述申辩",
    Verb.RENEW: "申请复核",
    Verb.REPLY: "受理、答复异议",
    Verb.SPEAK: "陈述申辩、说明",
    Verb.IMPROVE: "制定和推进改进提升计划",
    Verb.RECHECK: "随机抽查",
    Verb.ARCHIVE: "归档与提供档案",
    Verb.ANSWER: "核对结果、指出事实错误；就投诉作说明",
    Verb.REVEAL: "查看来件人的原文与联系方式",
    Verb.HANDLE: "办理、答复、转办",
    Verb.INVITE: "邀请社会组织、驻区单位提意见",
    Verb.PROPOSE: "提出可以征求意见的单位",
    Verb.READ_RESULTS: "查看调查的汇总结果",
}


class Relation(StrEnum):
    """How near an object is to a person in one role."""

    OWN = "own"
    """The own centre, the case assigned, the case that lies in the own queue."""
    OWN_REGION = "own_region"
    """Of the own body and region."""
    OTHER_REGION = "other_region"
    CONFLICTED = "conflicted"
    """The person took part in another role: no acting, whatever the table gives."""

    @property
    def label(self) -> str:
        """Chinese name."""
        return _RELATION_LABELS[self]


_RELATION_LABELS = {
    Relation.OWN: "本人（本中心、交办、本级待办）",
    Relation.OWN_REGION: "本机构本地区",
    Relation.OTHER_REGION: "其他地区",
    Relation.CONFLICTED: "应回避",
}

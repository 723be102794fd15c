"""Refusals about notices, objections, appeals, announcements, endings and the archive."""

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.rating.refusals.entry import CONFLICT, FORBIDDEN, INVALID, Entry

TOO_MANY = 429
ENTRIES: dict[str, Entry] = {
    "number_taken": Entry(N_("文号“{number}”已经用过。"), N_("请核对后换一个文号。"), INVALID),
    "not_proposable": Entry(
        N_("有 {count} 个申报件现在不能列入。"), N_("请按下面的提示去掉或先办结，再试一次。"), CONFLICT
    ),
    "notice_published_already": Entry(N_("这份公示已经发布，不能再改。"), N_("需要时可以延长公示期。")),
    "notice_not_published": Entry(N_("这份公示还没有发布。"), N_("请先发布。")),
    "notice_over": Entry(
        N_("公示期已满，不再接收异议或延长。"), N_("如有新情况，请按公示上的联系方式告知。")
    ),
    "not_longer": Entry(N_("新的最后一日须晚于现在的最后一日。"), N_("请选一个更晚的日期。"), INVALID),
    "objections_too_many": Entry(
        N_("这个网络地址一小时内提出的异议太多。"),
        N_("请过一小时再试，或按公示上的联系方式书面提出。"),
        TOO_MANY,
    ),
    "receipt_unknown": Entry(
        N_("没有找到这个回执号。"), N_("请核对 32 位回执号，字母与数字都要输全。"), INVALID
    ),
    "involved": Entry(
        N_("参与过这个申报件的评定，应当回避：{name}。"), N_("请由没有参与过的同事办理。"), FORBIDDEN
    ),
    "objection_not_yours": Entry(N_("这项异议由别的同事办理。"), N_("请由受理的同事答复。"), FORBIDDEN),
    "objection_replied": Entry(N_("这项异议已经答复。"), N_("请刷新页面查看。")),
    "hearers_missing": Entry(
        N_("复查人员不足：至少 {least} 名没有参与原决定的人。"), N_("请先确定复查人员。"), INVALID
    ),
    "appeal_answers_missing": Entry(
        N_("还有 {count} 项申诉指标没有答复。"), N_("请逐项写明复查后的得分和理由。"), INVALID
    ),
    "replies_not_public": Entry(N_("本批次不公开中心（站）的说明。"), N_("可以在反馈或申诉中写明意见。")),
    "hearing_running_already": Entry(N_("已经发出书面告知。"), N_("请等陈述申辩期满后再决定。")),
    "hearing_not_running": Entry(N_("没有进行中的书面告知。"), N_("请刷新页面查看。")),
    "statement_given_already": Entry(N_("已经提交过陈述申辩。"), N_("如有补充，请联系评定机构。")),
    "announced_in_future": Entry(
        N_("公告日期须在各件公示期满之后，且不晚于今天。"), N_("请改公告日期。"), INVALID
    ),
    "not_archived": Entry(N_("这个申报件还没有归档。"), N_("请先生成归档包。")),
    "not_ended": Entry(N_("这个申报件还没有办结，不能归档。"), N_("请在公告或办结后归档。")),
}

"""Refusals about assessors, teams, sheets, reconciliation and the panel."""

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.rating.refusals.entry import FORBIDDEN, INVALID, Entry

ENTRIES: dict[str, Entry] = {
    "not_an_assessor": Entry(
        N_("“{name}”没有本机构的评定专家角色。"), N_("请先邀请或授予角色，再登记入库。"), INVALID
    ),
    "assessor_registered": Entry(N_("“{name}”已在专家库中。"), N_("请直接修改已有的登记。")),
    "assessor_in_conflict": Entry(
        N_("“{name}”与这个中心有应当回避的情形：{kinds}。"), N_("请另选一名专家。"), FORBIDDEN
    ),
    "assessor_not_available": Entry(N_("“{name}”现在不能参加评审：{why}。"), N_("请另选一名专家。")),
    "already_on_team": Entry(N_("“{name}”已在评审组中。"), N_("请刷新页面查看。")),
    "not_on_team": Entry(N_("此人不在评审组中。"), N_("请刷新页面查看。")),
    "sheet_locked_already": Entry(
        N_("评分表已经锁定，不能再改。"), N_("如确有错误，请在退回评审后更正并写明理由。")
    ),
    "team_not_announced": Entry(N_("还没有把评审组名单告知申报单位。"), N_("请先告知名单。")),
    "team_announced_already": Entry(N_("名单已经告知申报单位。"), N_("请刷新页面查看。")),
    "recusal_time_over": Entry(N_("申请回避的期限 {until} 已过。"), N_("如有新情况，请联系评定机构。")),
    "recusal_decided_already": Entry(N_("这一回避申请已有决定，或已经提出。"), N_("请刷新页面查看。")),
    "assignment_impossible": Entry(N_("无法分派：{why}。"), N_("请调整手工指定或专家库后再试。")),
    "sheet_not_complete": Entry(
        N_("评分表还不能锁定，有 {count} 处没有填好。"), N_("请按清单逐项补齐后再锁定。"), INVALID
    ),
    "not_sent_back": Entry(N_("已锁定的评分只有在退回评审后才能更正。"), N_("请联系评定机构。")),
    "nothing_to_reconcile": Entry(N_("这项指标没有待您会商的差异。"), N_("请刷新页面查看。")),
    "visit_planned_already": Entry(N_("已安排了一次现场评估。"), N_("请先修改或取消原安排。")),
    "visit_collides": Entry(
        N_("{names}在这段时间前后另有现场评估。"), N_("请改时间；确能兼顾的，勾选“仍然这样安排”。")
    ),
    "visit_not_planned": Entry(N_("没有可以取消的现场评估安排。"), N_("已经开始的不能取消，请如实记录。")),
    "assignment_changed": Entry(
        N_("分派计算期间，申报件、专家库或手工指定有了变动，没有写入。"), N_("请重新分派。")
    ),
    "all_sheets_locked": Entry(
        N_("评分表已全部锁定，不能再增加或更换专家。"), N_("办法允许加派的，请用“加派一名专家”。")
    ),
    "no_one_more_offered": Entry(
        N_("这个申报件现在不能加派专家。"),
        N_("只有评分表全部锁定、得分还没有人看过、星级把握低于办法规定的，才可以加派一名。"),
    ),
    "tie_not_open": Entry(N_("这一回避情形已有结束日期，或不能在这里结束。"), N_("请刷新页面查看。")),
    "visit_not_running": Entry(N_("现场评估还没有安排，或首次会议还没有召开。"), N_("请按顺序办理。")),
    "scores_hidden": Entry(
        N_("全部评分表锁定之前，谁也不能查看他人评分。"), N_("请等全部专家锁定。"), FORBIDDEN
    ),
    "panel_too_small": Entry(
        N_("评定委员只有 {members} 名，办法要求至少 {least} 名。"), N_("请增补评定委员。"), INVALID
    ),
    "not_a_panel_member": Entry(
        N_("“{name}”没有本机构的评定委员角色。"), N_("请先授予角色，再召集会议。"), INVALID
    ),
    "on_agenda_already": Entry(N_("这个申报件已列入会议议程。"), N_("请刷新页面查看。")),
    "not_on_agenda": Entry(N_("这个申报件还没有列入会议议程。"), N_("请先列入议程。")),
    "vote_running": Entry(N_("表决已经开始。"), N_("请在表决结束后再办理。")),
    "voted_on": Entry(
        N_("这一件已经表决，不能再登记回避。"),
        N_("请按表决结果办理；到会不足的，先安排重新表决，再登记回避。"),
    ),
    "vote_passed": Entry(N_("委员会已表决通过，不能再退回评审。"), N_("请按表决结果作出评定结论。")),
    "recusal_undecided": Entry(
        N_("申报单位的回避申请还没有决定。"), N_("请等评定机构在评审组页作出决定后再办理。")
    ),
    "other_vote_running": Entry(N_("会上另一件正在表决。"), N_("请先结束那一件的表决。")),
    "meeting_closed": Entry(N_("会议已经结束。"), N_("请另行召集会议。")),
    "meeting_running": Entry(N_("会议还没有结束。"), N_("请先结束会议，再上传签名的纪要。")),
    "votes_undecided": Entry(
        N_("还有 {count} 件表决后没有作出结论：{cases}。"), N_("请先逐件作出结论或退回评审，再结束会议。")
    ),
    "vote_not_running": Entry(N_("现在没有进行中的表决。"), N_("请等主持人宣布表决开始。")),
    "voted_already": Entry(N_("您已经投过票。"), N_("投出的票不能更改。")),
    "feedback_given_already": Entry(N_("已经对这次结果作过答复。"), N_("请等评定机构处理。")),
    "points_unchanged": Entry(N_("更正后的得分与原来相同。"), N_("请填写不同的得分。"), INVALID),
}

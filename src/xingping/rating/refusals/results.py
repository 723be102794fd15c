"""Refusals in review, panel, notice, appeal and the life of certificates."""

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.rating.refusals.entry import FORBIDDEN, INVALID, Entry

ENTRIES: dict[str, Entry] = {
    "team_not_complete": Entry(
        N_("评审组还不符合办法。"), N_("请补足专家人数，并使每项指标都有足够的专家评分。")
    ),
    "sheets_not_locked": Entry(N_("还有评分表没有锁定。"), N_("请等全部专家锁定评分表。")),
    "no_divergence": Entry(N_("没有超过界限的差异。"), N_("可以直接提交评定委员会。")),
    "divergence_open": Entry(N_("还有差异没有会商完毕。"), N_("请先完成差异会商。")),
    "vote_not_valid": Entry(N_("出席人数或票数不符合办法。"), N_("请核对到会人数；须全体委员过半数同意。")),
    "star_not_given_by_points": Entry(
        N_("得分没有达到所议的星级（第 6 章）。"), N_("请按得分所达的星级作出结论。")
    ),
    "already_sent_back": Entry(N_("这个申报件已退回过评审。"), N_("请作出评定结论。")),
    "feedback_time_over": Entry(N_("反馈期限已过。"), N_("请在公示期内提出异议或申诉。")),
    "feedback_time_running": Entry(N_("反馈期限未到，申报单位也没有确认。"), N_("请等期满或申报单位确认。")),
    "claims_open": Entry(
        N_("申报单位指出的 {count} 处事实错误还没有答复。"),
        N_("请在“结果反馈”逐处答复：采纳的退回委员会更正，不采纳的写明理由。"),
    ),
    "claims_unchanged": Entry(
        N_("申报单位指出的事实错误（指标 {serials}），得分没有更正，也没有答复。"),
        N_("请先更正得分，或在“结果反馈”写明不采纳的理由。"),
    ),
    "claims_all_refused": Entry(
        N_("指出的事实错误都已答复不采纳。"), N_("没有要更正的，期满后可以公示或送达。")
    ),
    "no_star_proposed": Entry(N_("评定结论没有拟授予星级。"), N_("请办理未获星级的结果送达。")),
    "star_proposed": Entry(N_("评定结论拟授予星级。"), N_("请办理公示。")),
    "no_objection_upheld": Entry(N_("没有成立的异议。"), N_("请先办结异议。")),
    "appeal_time_over": Entry(N_("申诉期限已过。"), N_("请联系评定机构了解其他途径。")),
    "already_appealed": Entry(N_("已经提出过申诉。"), N_("每个申报件只复查一次。")),
    "appeal_by_deciders": Entry(N_("参与原决定的人不能复查。"), N_("请由未参与的人员复查。"), FORBIDDEN),
    "notice_running": Entry(N_("公示期未满。"), N_("请等公示期满后再公告。")),
    "objections_open": Entry(N_("还有未办结的异议或申诉。"), N_("请先逐一答复。")),
    "not_heard": Entry(N_("还没有书面告知，或陈述申辩期限未满。"), N_("请先书面告知并听取陈述。")),
    "second_person_needed": Entry(N_("须由另一人复核。"), N_("请由没有提出取消的同事确认。"), FORBIDDEN),
    "document_missing": Entry(N_("没有认定文件。"), N_("请上传文件并填写日期。"), INVALID),
    "no_new_award": Entry(N_("没有新的评定公告。"), N_("请先完成复核或重新评定。")),
    "certificate_ended": Entry(N_("这张证书的状态是“{state}”，不能申请复核。"), N_("可以重新申报。")),
    "window_not_open": Entry(N_("还没到可以申请复核的日期。"), N_("{day} 起可以申请。")),
    "no_round_open": Entry(N_("现在没有正在受理的批次。"), N_("请联系评定机构开放批次；到期当天前要提交。")),
    "no_bundle": Entry(N_("还没有结果包。"), N_("结果公告或送达之后才有。")),
    "bundle_not_sealed": Entry(N_("结果包还没有进入审计链。"), N_("请过一分钟再下载。")),
    "result_changed": Entry(
        N_("评分表现在得出的结果与评定结论不同。"), N_("请运行 xingping invariants 并联系运维人员。")
    ),
    "hearing_over": Entry(N_("陈述申辩的期限已过。"), N_("请直接联系评定机构。")),
    "receiver_missing": Entry(N_("没有签收人或签名。"), N_("请填写签收人，并上传签名的图片。"), INVALID),
    "proof_missing": Entry(N_("没有照片。"), N_("请上传照片作为凭证。"), INVALID),
    "announcement_missing": Entry(N_("没有公告文号。"), N_("请填写作废公告的文号。"), INVALID),
    "plaque_standing": Entry(N_("这张证书已有一块在用或待制作的标志牌。"), N_("请先登记报失或换发。")),
    "upgrade_not_higher": Entry(
        N_("中心现在的证书 {number} 已是 {stars} 星，这次提前升星没有更高。"),
        N_("请申报单位撤回提前升星的申报，现有证书不变。"),
    ),
    "certificate_not_valid": Entry(N_("这张证书现在无效。"), N_("只能为有效的证书制作、交付标志牌。")),
    "no_issuer_key": Entry(
        N_("评定机构还没有签名密钥。"), N_("请运维人员运行 xingping issuer new 生成密钥。")
    ),
    "already_awarded": Entry(N_("这个申报件已经颁发证书。"), N_("请在证书登记中查看。")),
    "still_valid": Entry(N_("还在有效期内。"), N_("最后有效日过后自动到期。")),
}

"""Refusals about complaints, surveys, opinions and personal data."""

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.rating.refusals.entry import FORBIDDEN, INVALID, NOT_FOUND, Entry

TOO_MANY = 429

ENTRIES: dict[str, Entry] = {
    "too_many": Entry(N_("提交得太频繁了。"), N_("请过 {seconds} 秒再试；您填的内容还在页面上。"), TOO_MANY),
    "not_checked": Entry(
        N_("没有通过“不是机器”的验证。"), N_("请按页面上的算式填写得数，再提交一次。"), INVALID
    ),
    "nobody_for_region": Entry(
        N_("这个地区还没有使用本系统的评定机构。"),
        N_("请拨打 12345 政务服务便民热线，或向当地民政部门反映。"),
        INVALID,
    ),
    "receipt_unknown": Entry(
        N_("没有找到这个查询码。"), N_("请核对 26 位查询码，每一位都要一致。"), NOT_FOUND
    ),
    "complaint_not_reopenable": Entry(
        N_("现在不能要求重新办理。"), N_("首次答复后 15 天内可以要求一次；之后请另行反映。")
    ),
    "complaint_not_ratable": Entry(
        N_("答复之前不能评价。"), N_("请在收到答复后再来评价，每件可以评价一次。")
    ),
    "complaint_answered": Entry(N_("这一件已经答复或转办。"), N_("请刷新页面，查看最新进展。")),
    "complaint_not_handled_by_you": Entry(
        N_("这一件现在不是您办理。"), N_("请先点“由我办理”，或请经办人办理。"), FORBIDDEN
    ),
    "complaint_erased": Entry(
        N_("原文与联系方式已按保存期限删除。"), N_("可以查看留存的隐去个人信息的文字。")
    ),
    "survey_not_open": Entry(N_("这次调查现在不能作答。"), N_("调查还没有开始，或已经结束；谢谢您。")),
    "survey_answered": Entry(
        N_("这个门牌、手机号或邀请码已经答过这次调查。"),
        N_("每人（户）答一次就够了；如果不是您答的，请告诉评定机构。"),
    ),
    "survey_code_unknown": Entry(
        N_("没有这个邀请码。"),
        N_("请照信上的 12 个字符重新填写；信丢了，或换过新的信，请用新信上的码，也可以问评定机构。"),
        INVALID,
    ),
    "survey_without_codes": Entry(
        N_("这次调查不用邀请码。"), N_("要按住户名单寄信，请建立调查时选“邀请码”。")
    ),
    "survey_ended": Entry(N_("这次调查已经结束。"), N_("请刷新页面，查看结果。")),
    "survey_not_paper": Entry(N_("这一份不是纸质问卷，不能撤回。"), N_("确有问题的，请写明理由后排除。")),
    "survey_running": Entry(
        N_("{name}已有一次正在进行的调查。"), N_("请先结束那一次，或去掉这个中心（站）。")
    ),
    "opinion_unknown": Entry(
        N_("这个链接无效。"), N_("请核对链接是否完整，或请邀请您的评定机构重新发送。"), NOT_FOUND
    ),
    "opinion_used": Entry(
        N_("这个链接已经用过，意见已经收到。"), N_("每个链接只能提交一次；要查看或收回，请凭回执码办理。")
    ),
    "opinion_link_over": Entry(N_("这个链接已经过期。"), N_("仍想提意见的，请联系邀请您的评定机构。")),
    "opinion_withdrawn": Entry(N_("这个邀请已被撤回。"), N_("如有疑问，请联系邀请您的评定机构。")),
    "opinion_closed": Entry(
        N_("评定已经进行到不再收集意见的阶段。"), N_("对服务有意见的，可以随时用“投诉、建议与表扬”反映。")
    ),
    "opinion_asked_already": Entry(
        N_("“{name}”已经邀请过。"), N_("请从名单中去掉它；链接丢失的，在它的页面上换一个新链接。"), INVALID
    ),
    "opinion_given_already": Entry(N_("这个单位已经提交了意见。"), N_("请刷新页面查看。")),
    "opinion_not_given": Entry(N_("这个单位还没有提交意见。"), N_("请刷新页面查看。")),
    "opinion_too_many": Entry(
        N_("一个申报件最多提出 {limit} 家单位。"), N_("请留下最了解中心（站）工作的单位。"), INVALID
    ),
    "media_known": Entry(
        N_("这个链接已经登记过：{title}。"), N_("同一篇报道只登记一次；转载请用转载页面自己的链接。"), INVALID
    ),
    "media_used": Entry(
        N_("这篇报道已用作佐证，不能再改或移除。"), N_("要更换的，先在自评的指标 56 中移除这份佐证。")
    ),
    "media_wrong_file": Entry(
        N_("“{name}”不是图片或 PDF。"),
        N_("请上传截图（图片）或存档（PDF、图片）；网页文件请先另存为 PDF。"),
        INVALID,
    ),
    "duties_running": Entry(
        N_("您还有没办完的职责，现在不能注销账号。"), N_("请先办结或移交下面列出的事项，再来申请。")
    ),
    "complaint_wrong_group": Entry(
        N_("不能与编号 {number} 归为一组。"), N_("请填写同一机构、不是本件、也未并入其他件的编号。"), INVALID
    ),
}

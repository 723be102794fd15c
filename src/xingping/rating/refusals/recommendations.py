"""Refusals in the chain of recommendation."""

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.rating.refusals.entry import INVALID, Entry

ENTRIES: dict[str, Entry] = {
    "opinion_missing": Entry(N_("没有填写推荐意见。"), N_("请写明意见和日期；按办法需要时上传盖章件。")),
    "quota_used_up": Entry(
        N_("本单位本批次的推荐名额 {places} 个已用完。"),
        N_("请向评定机构申请增加名额。"),
    ),
    "above_star_limit": Entry(
        N_("本级最多可推荐 {limit} 星，这个申报件拟申报 {target} 星。"), N_("请退回申报单位调整拟申报星级。")
    ),
    "rank_not_usable": Entry(
        N_("排序 {rank} 不能使用。"), N_("请填写 1 至 {places} 之间、本单位本批次还没有用过的名次。")
    ),
    "chain_not_finished": Entry(N_("推荐还没有完成，现在在{level}。"), N_("请等各级推荐单位办理完毕。")),
    "more_levels": Entry(N_("其上还有推荐层级。"), N_("请逐级上报。")),
    "last_level": Entry(N_("已是最后一级推荐。"), N_("请直接报送评定机构。")),
    "returned_by_body": Entry(N_("这个申报件由评定机构退回。"), N_("请补正后直接提交评定机构。")),
    "returned_by_chain": Entry(N_("这个申报件由推荐单位退回。"), N_("请补正后提交该推荐单位。")),
    "reasons_missing": Entry(N_("没有写明理由。"), N_("请写明理由；退回补正时请在指标上逐条写明。"), INVALID),
}

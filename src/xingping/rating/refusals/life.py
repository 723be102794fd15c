"""Refusals in the three years after an award: changes of the star, bans, re-checks, improvement."""

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.rating.refusals.entry import INVALID, Entry

ENTRIES: dict[str, Entry] = {
    "newer_certificate": Entry(
        N_("这个中心（站）已有另一张在用的证书，不能恢复原证书。"), N_("请在复查结论中写明，或先处理新证书。")
    ),
    "downgrade_not_in_policy": Entry(
        N_("颁发这张证书的批次办法不允许降星。"),
        N_("可以办结，或按 6.1.3 提出取消；办法要改，只对以后的批次有效。"),
    ),
    "not_a_lower_star": Entry(
        N_("新的星级须低于现有星级，而且证书明天仍在有效期内。"), N_("请核对星级和最后有效日。"), INVALID
    ),
    "application_banned": Entry(
        N_("{since} {cause}，按本机构规定，{last} 前（含当日）不受理申报。"), N_("请在 {ends} 起申报。")
    ),
    "star_in_force": Entry(
        N_("现有的{stars}星级有效至 {last_day}，本批次不受理提前升星。"), N_("请在 {opens} 起申请复核。")
    ),
    "upgrade_too_early": Entry(
        N_("授予还不满本批次办法规定的月数，不能提前升星。"),
        N_("请在 {first} 起申请，或在 {opens} 起申请复核。"),
    ),
    "apply_as_rereview": Entry(
        N_("现有星级已在复核期内，应当申请复核。"), N_("请在“证书与复核”中点“申请复核”，原来的内容会带入。")
    ),
    "highest_star": Entry(N_("已经是五星级，没有更高的星级。"), N_("请在 {opens} 起申请复核。")),
    "not_told_yet": Entry(N_("还没有送达的结果。"), N_("结果公示或送达之后，可以建立改进提升计划。")),
    "commitment_not_public": Entry(
        N_("结果公告之后才能公开承诺。"), N_("可以先完善任务，公告之后再公开。"), INVALID
    ),
    "task_dropped": Entry(N_("这项任务已经不再做。"), N_("需要时请新增一项任务。")),
    "task_carried": Entry(N_("这项任务已转入下一份计划。"), N_("请到新的计划里登记进展。")),
    "tasks_too_many": Entry(N_("一份计划最多 {most} 项任务。"), N_("请合并或先完成一些。"), INVALID),
    "recheck_off": Entry(
        N_("本批次办法没有设随机抽查。"), N_("需要抽查的，请在以后批次的办法里设抽查比例。")
    ),
    "recheck_nothing": Entry(N_("本批次现在没有有效的证书。"), N_("有证书之后再抽查。")),
    "recheck_waiting": Entry(N_("已经有一次准备好的抽查。"), N_("请先抽取，再准备下一次。")),
    "recheck_told": Entry(N_("这次抽查的结果已经登记。"), N_("请刷新页面查看。")),
    "recheck_drawn": Entry(N_("这次抽查已经抽取。"), N_("请刷新页面查看。")),
}

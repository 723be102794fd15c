"""Refusals about rounds, centres and applications."""

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.rating.refusals.entry import Entry

ENTRIES: dict[str, Entry] = {
    "round_not_draft": Entry(
        N_("批次已经开放，不能再改这一项。"), N_("开放后只能延长期限、增加地区、类型或名额。")
    ),
    "round_not_open": Entry(
        N_("现在不在本批次的申报期内（{opens_on} 至 {closes_on}）。"),
        N_("请在申报期内提交，或等待下一批次。"),
    ),
    "round_not_closable": Entry(N_("批次不在受理申报状态。"), N_("请刷新页面，查看批次现在的状态。")),
    "round_ended": Entry(N_("申报截止日 {closes_on} 已过，不能再开放。"), N_("请先把截止日改到今天或以后。")),
    "name_taken": Entry(N_("本机构已有同名的批次“{name}”。"), N_("请换一个名称，例如加上年份。")),
    "pinned_changed": Entry(
        N_("标准或评分细则与批次建立时不同。"), N_("请恢复当时的版本，或新建批次后重新选择。")
    ),
    "centre_code_taken": Entry(
        N_("本机构已登记编号为“{code}”的中心。"), N_("请核对编号，或直接修改已有的登记。")
    ),
    "centre_closed": Entry(
        N_("这个中心已于 {closed_on} 撤销。"), N_("撤销的中心不能申报；如有误，请联系评定机构。")
    ),
    "centre_outside_round": Entry(
        N_("这个中心不在本批次的地区或类型范围内。"), N_("请选择覆盖该中心的批次。")
    ),
    "already_applied": Entry(N_("这个中心在本批次已有申报件 {number}。"), N_("请打开已有的申报件继续填写。")),
    "not_complete": Entry(N_("申报材料还不齐全，缺 {count} 项。"), N_("请按清单逐项补齐后再提交。")),
    "not_opened_for_correction": Entry(
        N_("{place} 没有列入本次补正范围。"), N_("只能修改退回意见中列出的指标。")
    ),
    "correction_time_over": Entry(N_("补正期限 {due_on} 已过。"), N_("请联系退回的单位说明情况。")),
    "correction_time_running": Entry(
        N_("补正期限 {due_on} 未到。"), N_("期满仍未补正的，才能以此为由不予受理。")
    ),
}

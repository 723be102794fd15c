"""Refusals in the three years after an award: changes of the star, bans, re-checks, improvement."""

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.rating.refusals.entry import INVALID, Entry

ENTRIES: dict[str, Entry] = {
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
}

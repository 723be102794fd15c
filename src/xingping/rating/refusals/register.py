"""Refusals about importing the register of centres."""

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.rating.refusals.entry import INVALID, Entry

ENTRIES: dict[str, Entry] = {
    "import_file_too_large": Entry(
        N_("文件超过 {limit} MB。"), N_("请删去不需要的列，或分成几个文件。"), INVALID
    ),
    "import_file_empty": Entry(N_("文件是空的。"), N_("请选择填好的登记表。"), INVALID),
    "import_not_ready": Entry(N_("这次导入现在是“{state}”，不能办理这一步。"), N_("请刷新页面查看。")),
    "import_changed": Entry(N_("预览之后内容有变动。"), N_("请核对新的预览，再确认导入。")),
    "import_unresolved": Entry(
        N_("还有 {count} 个可能重复的中心（站）没有确认。"), N_("请逐个选择后再导入。"), INVALID
    ),
}

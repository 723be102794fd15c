"""Refusals about evidence."""

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.rating.refusals.entry import INVALID, Entry

ENTRIES: dict[str, Entry] = {
    "evidence_on_site_only": Entry(
        N_("这个评分要点只接受现场查验，不能上传或提供链接。"), N_("请选择“现场查验”。"), INVALID
    ),
    "evidence_mode_not_accepted": Entry(
        N_("这个评分要点不接受这种方式的佐证材料。"), N_("请按评分要点标明的方式提供。"), INVALID
    ),
    "evidence_not_confirmed": Entry(
        N_("没有确认不涉密、个人信息已遮盖。"), N_("请检查材料，勾选两项确认后再保存。"), INVALID
    ),
    "evidence_limit": Entry(
        N_("指标 {serial} 已有 {limit} 件佐证材料，达到上限。"), N_("请先取消关联一件，或用新版本替换。")
    ),
    "evidence_bad_link": Entry(
        N_("链接不能使用。"), N_("请填写以 http:// 或 https:// 开头、公众可以打开的网址。"), INVALID
    ),
    "evidence_too_much": Entry(
        N_("这个申报件的文件合计将超过 {limit} MB。"), N_("请删减或压缩文件；照片和视频从不强制。")
    ),
    "upload_bad_size": Entry(N_("文件大小不对。"), N_("请重新选择文件再上传。"), INVALID),
    "upload_too_large": Entry(
        N_("“{name}”超过单个文件上限 {limit} MB。"), N_("请压缩后再上传；照片和视频从不强制。"), INVALID
    ),
    "upload_too_long": Entry(N_("收到的内容比文件还长。"), N_("请取消后重新上传这个文件。"), INVALID),
    "file_refused": Entry(N_("“{name}”没有收下：{message}。"), N_("{mend}。"), INVALID),
    "calendar_unknown": Entry(
        N_("{year} 年的工作日安排还没有公布或没有装入系统。"),
        N_("请按国务院办公厅公布的放假安排更新日历文件（见运维说明）。"),
    ),
}

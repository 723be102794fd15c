"""Refusals about what comes from the assessors' phones."""

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.rating.refusals.entry import INVALID, Entry

ENTRIES: dict[str, Entry] = {
    "site_photo_damaged": Entry(
        N_("照片在路上变了，与手机上的不一致。"), N_("照片仍在手机上，会重新上传。"), INVALID
    ),
    "site_photo_no_picture": Entry(N_("这个文件不是照片。"), N_("请用手机相机拍摄。"), INVALID),
    "site_photos_too_many": Entry(
        N_("一份评分表最多 {most} 张现场照片。"), N_("请删去几张不需要的照片。"), INVALID
    ),
    "signature_unreadable": Entry(N_("签名图片不能识别。"), N_("请清除后重新签名。"), INVALID),
}

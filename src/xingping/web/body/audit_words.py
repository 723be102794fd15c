"""The log's verbs and fields in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.core.lifecycle import Action

VERBS = {
    "case.create": N_("建立申报件"),
    "case.form": N_("填写申报表"),
    "case.file": N_("上传扫描件"),
    "case.note": N_("写内部备注"),
    "case.assign": N_("指定经办人"),
    "case.deadline": N_("重新计算期限"),
    "case.rank": N_("调整推荐排序"),
    "centre.create": N_("登记中心（站）"),
    "centre.change": N_("修改登记"),
    "centre.close": N_("撤销登记"),
    "centre.facts": N_("记录数据"),
    "centre.import": N_("导入登记"),
    "evidence.add": N_("添加佐证材料"),
    "evidence.link": N_("调整佐证材料的指标"),
    "evidence.remove": N_("移除佐证材料"),
    "evidence.replace": N_("替换佐证材料"),
    "grant.give": N_("授予角色"),
    "grant.end": N_("终止角色"),
    "invitation.send": N_("发出邀请"),
    "invitation.accept": N_("接受邀请"),
    "invitation.withdraw": N_("撤回邀请"),
    "person.open": N_("开通账号"),
    "person.change": N_("修改账号"),
    "person.password_link": N_("生成重设密码链接"),
    "person.second_factor_removed": N_("解除两步验证"),
    "round.create": N_("新建批次"),
    "round.change": N_("修改批次"),
    "round.open": N_("开放批次"),
    "round.close": N_("批次截止"),
    "round.quotas": N_("设置推荐名额"),
    "scenario.save": N_("保存假设方案"),
    "scenario.remove": N_("删除假设方案"),
    "self_assessment.copy": N_("复制自评"),
    "self_assessment.sitting": N_("填报自评（一次）"),
    "upload.end": N_("上传文件"),
    **{f"case.{action.value}": action.label for action in Action},
}
"""Verb of the log -> Chinese; one that is not here is shown as it is written."""

FIELDS = {
    "state": N_("状态"),
    "level": N_("推荐层级"),
    "version": N_("版次"),
    "number": N_("编号"),
    "officer": N_("经办人"),
    "note": N_("备注"),
    "rank": N_("排序"),
    "ranks": N_("排序"),
    "from_level": N_("推荐单位层级"),
    "open_serials": N_("开放修改的指标"),
    "content": N_("自评内容哈希"),
    "sheet_version": N_("自评版次"),
    "target_stars": N_("拟申报星级"),
    "eligibility": N_("申报条件"),
    "name": N_("名称"),
    "code": N_("编号"),
    "region": N_("地区"),
    "regions": N_("地区"),
    "kind": N_("类型"),
    "kinds": N_("类型"),
    "form": N_("形式"),
    "address": N_("地址"),
    "communities": N_("服务的社区（村）"),
    "contact_name": N_("联系人"),
    "contact_phone": N_("联系电话"),
    "opening_hours": N_("开放时间"),
    "closed_on": N_("撤销日期"),
    "policy": N_("批次办法"),
    "edition_code": N_("标准编号"),
    "edition_hash": N_("标准哈希"),
    "guide_name": N_("评分细则"),
    "guide_hash": N_("细则哈希"),
    "policy_hash": N_("办法哈希"),
    "opens_on": N_("申报开始日"),
    "closes_on": N_("申报截止日"),
    "facts_on": N_("数据基准日"),
    "sha256": N_("文件哈希"),
    "role": N_("角色"),
    "username": N_("用户名"),
    "email": N_("电子邮箱"),
    "phone": N_("电话"),
}


def verb_name(verb: str) -> str:
    """A verb of the log in words."""
    return _(VERBS[verb]) if verb in VERBS else verb


def field_name(name: str) -> str:
    """A field of an entry in words."""
    return _(FIELDS[name]) if name in FIELDS else name

"""Every text of the on-site page, by name: its scripts hold none."""

from __future__ import annotations

from django.utils.translation import gettext as _


def quick_reasons() -> list[str]:
    """Reasons for deducting points that are offered on every indicator; an assessor adds own ones."""
    return [
        _("现场未见到"),
        _("记录不完整"),
        _("没有照片或签到"),
        _("超过有效期"),
        _("与申报不一致"),
        _("制度未上墙"),
        _("服务对象不知晓"),
    ]


def words() -> dict[str, str]:
    """Name -> text; {braces} are filled in on the page."""
    return {**_entrance(), **_home(), **_case(), **_indicator(), **_visit(), **_receipt()}


def _entrance() -> dict[str, str]:
    return {
        "brand": _("星评"),
        "name": _("现场评分"),
        "pin_set_title": _("设置本机口令"),
        "pin_set_text": _("没有网络时，用这个口令打开本机上的申报件。内容在本机上加密保存，只有您能打开。"),
        "pin_new": _("本机口令"),
        "pin_help": _("6 位以上数字。忘记后，本机上还没有同步的内容就打不开了。"),
        "pin_again": _("再输一次"),
        "pin_short": _("口令至少 6 位，请再设长一些。"),
        "pin_differs": _("两次输入不一样，请重新输入。"),
        "pin_set": _("设置并进入"),
        "pin_title": _("现场评分"),
        "pin_text": _("请输入本机口令。没有网络也可以打开。"),
        "pin_label": _("本机口令"),
        "pin_wrong": _("口令不对，还可以试 {left} 次；用完后须联网登录。"),
        "pin_open": _("打开"),
        "pin_forgotten": _("忘记口令"),
        "pin_forget_title": _("忘记口令，只能清除本机重新开始"),
        "pin_forget_text": _("本机上还有 {count} 项没有同步，清除后不能找回。"),
        "pin_forget": _("清除本机，重新登录"),
        "signin_title": _("请先登录"),
        "signin_first": _("第一次使用，或本机已清除：请联网登录，再把申报件带到本机。"),
        "expired": _(
            "超过 7 天没有联网，或口令错了 10 次。请联网登录后再用口令打开；本机上的内容仍在，没有丢失。"
        ),
        "signin": _("登录"),
        "elsewhere_title": _("已在另一个标签页打开"),
        "elsewhere_text": _("请回到那个标签页，或关闭它以后刷新这一页。"),
        "not_kept": _("本机存不下了"),
        "stranger": _("登录的是另一个人"),
        "signed_out": _("登录后同步 · {count} 项"),
        "refused": _("暂时不能同步"),
        "offline": _("离线 · {count} 项待同步"),
        "waiting": _("{count} 项待同步"),
        "all_sent": _("已全部同步"),
        "conflicts": _("{count} 处与别处不一致"),
    }


def _home() -> dict[str, str]:
    return {
        "here": _("本机上的申报件"),
        "none_here": _("本机上还没有申报件"),
        "none_here_text": _("出发之前，趁有网络把要看的申报件带到本机。"),
        "to_take": _("可以带走的申报件"),
        "looking": _("正在查看……"),
        "take_offline": _("现在连不上服务器。已带走的申报件照常可用。"),
        "nothing_to_take": _("现在没有交给您评审的申报件。"),
        "take": _("带到本机"),
        "take_again": _("更新本机的申报件"),
        "taking": _("正在带走佐证预览：{done} / {of}"),
        "take_failed": _("没有带完，请在网络好的地方再点一次。"),
        "visit_at": _("现场评估：{at}"),
        "visit_none": _("还没有安排现场评估"),
        "case_line": _("{number} · {address}"),
        "progress": _("已评 {done} / {total} 项"),
        "device": _("本机"),
        "device_text": _("本机只有您自己的申报件和评分，加密保存。退出登录会把它们全部清除。"),
        "leave": _("退出登录并清除本机"),
        "leave_unsent": _("还有 {count} 项没有同步"),
        "leave_unsent_text": _("现在退出，这些内容就没有了。请先联网同步。"),
        "leave_anyway": _("仍然退出并清除"),
        "gone_tag": _("不再由您评审"),
        "locked_tag": _("已锁定"),
    }


def _case() -> dict[str, str]:
    return {
        "title": _("申报件 {number}"),
        "address": _("地址"),
        "visit": _("现场评估"),
        "visit_record": _("现场记录与签名"),
        "receipt": _("同步与回执"),
        "next_unscored": _("下一项未评"),
        "look_through": _("逐项查看"),
        "unscored": _("未评"),
        "conflict_tag": _("不一致"),
        "conflicts_look": _("去选择保留哪一个"),
        "gone_title": _("这个申报件不再由您评审"),
        "gone_text": _("本机上没有同步的内容仍在“同步与回执”里，不会再发送；看过以后可以从本机移除。"),
        "locked_title": _("评分表已锁定，或评审已经结束"),
        "locked_text": _("可以查看，不能再改。"),
        "locked_late": _("有 {count} 项在锁定之后才到，没有进入评分表；双方的值都在“同步与回执”里。"),
    }


def _indicator() -> dict[str, str]:
    return {
        "indicator_line": _("指标 {serial} · {level2} · 满分 {points} · 第 {place} / {total} 项"),
        "requirement": _("标准要求"),
        "said": _("申报单位说明"),
        "said_with_score": _("申报单位说明 · 自评 {points} 分"),
        "said_nothing": _("没有填写说明。"),
        "evidence": _("佐证材料 {count} 件"),
        "on_site": _("现场查验"),
        "photos": _("现场照片"),
        "take_photo": _("拍照"),
        "photo_failed": _("这张照片读不出来，请重新拍摄。"),
        "photo_at": _("现场拍摄 {at}"),
        "photo_far": _("距中心 {metres} m"),
        "photo_placed": _("已记下地点"),
        "photo_no_place": _("没有地点"),
        "photo_alt": _("指标 {serial} 的现场照片"),
        "photo_remove": _("删去这张照片"),
        "photo_on_server": _("已在服务器上，经回执核对"),
        "photo_refused": _("这张照片没有收下"),
        "true": _("属实"),
        "false": _("不属实"),
        "only": _("仅有"),
        "only_button": _("仅有…"),
        "only_text": _("仅有{text}"),
        "only_label": _("仅有什么：{text}"),
        "only_hint": _("如：通知"),
        "claimed": _("申报：做到"),
        "not_claimed": _("申报：未做到"),
        "score": _("评分"),
        "all_scores": _("显示全部分值"),
        "reasons": _("扣分理由"),
        "own_reason": _("＋ 扣分理由"),
        "remark": _("说明"),
        "remark_hint": _("写明看到了什么、缺什么"),
        "remark_rule": _("本机构规定：得分低于满分须写明理由。"),
        "not_seen": _("现场没有看到"),
        "confidence": _("把握程度"),
        "confidence_low": _("低"),
        "confidence_middling": _("中"),
        "confidence_high": _("高"),
        "earlier": _("上一项"),
        "later": _("下一项 · {name}"),
        "to_list": _("回到清单"),
    }


def _visit() -> dict[str, str]:
    return {
        "lead_only": _("由组长填写"),
        "lead_only_text": _("现场记录与双方签名由评审组组长在自己的手机上办理。"),
        "opened_at": _("首次会议"),
        "closed_at": _("末次会议"),
        "not_opened": _("还没有召开"),
        "open_meeting": _("现在召开"),
        "attendance": _("出席"),
        "present_name": _("出席人 {number}"),
        "present_side": _("出席人 {number} 属于哪一方"),
        "present_more": _("再加一人"),
        "side_team": _("评审组"),
        "side_centre": _("中心"),
        "talk": _("座谈"),
        "reading": _("查阅"),
        "interview": _("访谈"),
        "team_signer": _("评审组签名人"),
        "centre_signer": _("中心签名人"),
        "sign_here": _("在这里签名"),
        "sign_clear": _("清除重签"),
        "sign_help": _("签名只表示评估按程序进行，不涉及得分。"),
        "visit_finish": _("签名并结束"),
        "visit_waiting": _("现场记录已完成，等待同步"),
        "visit_arrived": _("现场记录与签名已到达"),
        "visit_held": _("现场评估已经结束"),
        "visit_held_text": _("记录与双方签名已经送达，可以在网站的“现场评估”页查看。"),
        "visit_second": _("这次评估已由他人结束"),
        "visit_second_text": _("您的记录与签名已另行保存，没有替换先到的一份。"),
        "visit_refused": _("现场记录没有收下"),
        "visit_edit": _("修改后再签"),
        "missing_opened": _("请先召开首次会议。"),
        "missing_present": _("请填写出席人员。"),
        "missing_record": _("请至少写明座谈、查阅、访谈中的一种。"),
        "missing_names": _("请填写双方签名人的姓名。"),
        "missing_signatures": _("请双方在框内签名。"),
    }


def _receipt() -> dict[str, str]:
    return {
        "no_receipt": _("还没有回执"),
        "no_receipt_text": _("填写或拍照并同步以后，服务器逐项核对并给出回执。"),
        "receipt_complete": _("全部到达，逐项核对一致"),
        "receipt_so_far": _("已发送的都已到达，逐项核对一致"),
        "receipt_missing": _("有 {count} 项没有到达，会再次发送"),
        "fields": _("评分与说明"),
        "photos": _("现场照片"),
        "arrived_of": _("{count} / {of} 项到达"),
        "arrived": _("已到达"),
        "missing": _("没有到达"),
        "receipt_at": _("回执时间"),
        "manifest_hash": _("清单校验值"),
        "receipt_how": _("怎样核对的"),
        "receipt_how_text": _(
            "本机为每一项评分和每一张照片算出 SHA-256，列成清单；服务器用它实际存下的内容逐项重算，"
            "本机再核对回执里的清单校验值与自己算的是否相同。"
        ),
        "waiting_text": _("有网络时自动发送，也可以现在同步。"),
        "sync_now": _("现在同步"),
        "field_place": _("指标 {serial} “{name}” · {section}"),
        "section_scores": _("得分"),
        "section_statements": _("说明"),
        "section_points": _("评分要点"),
        "section_flags": _("标记与理由"),
        "empty": _("（空）"),
        "confidence_is": _("把握 {level}"),
        "here_value": _("本机填写的"),
        "there_value": _("服务器上的"),
        "keep_mine": _("用本机的"),
        "keep_theirs": _("用服务器的"),
        "locked_both": _("评分表已锁定，双方的值都不会再变。"),
        "photos_left": _("还没有到达的照片 {count} 张"),
        "photo_waiting": _("等待发送"),
        "photo_save": _("存到手机"),
        "drop": _("从本机移除这个申报件"),
        "drop_unsent": _("还有 {count} 项没有同步"),
        "drop_unsent_text": _("移除后不能找回。"),
        "drop_anyway": _("仍然移除"),
    }

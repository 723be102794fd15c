"""Refusals about accounts, roles and invitations."""

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.rating.refusals.entry import FORBIDDEN, INVALID, NOT_FOUND, Entry

ENTRIES: dict[str, Entry] = {
    "invitation_unknown": Entry(
        N_("这个邀请链接无效。"), N_("请核对链接是否完整，或联系邀请您的人重新发送。"), NOT_FOUND
    ),
    "invitation_used": Entry(
        N_("这个邀请链接已经用过。"), N_("如果是您本人使用的，请直接登录；否则请联系邀请您的人。")
    ),
    "invitation_expired": Entry(N_("这个邀请链接已过期。"), N_("请联系邀请您的人重新发送。")),
    "invitation_withdrawn": Entry(N_("这个邀请已被撤回。"), N_("如有疑问，请联系邀请您的人。")),
    "username_taken": Entry(N_("用户名“{username}”已有人使用。"), N_("请换一个用户名。"), INVALID),
    "email_taken": Entry(
        N_("电子邮箱“{email}”已用于另一个账号。"), N_("请换一个邮箱，或用已有账号登录后接受邀请。"), INVALID
    ),
    "role_needs_centre": Entry(N_("“{role}”必须指定申报单位。"), N_("请选择一个中心（站）。"), INVALID),
    "role_needs_body": Entry(N_("“{role}”必须指定评定机构。"), N_("请选择评定机构。"), INVALID),
    "role_needs_region": Entry(N_("“{role}”必须指定地区。"), N_("请选择所管辖的地区。"), INVALID),
    "role_held_already": Entry(
        N_("此人已有相同范围的“{role}”角色。"), N_("如需延长，请先终止原角色，再重新授予。")
    ),
    "role_dates_wrong": Entry(N_("终止时间早于起始时间。"), N_("请改正日期。"), INVALID),
    "role_ended_already": Entry(N_("这个角色已经终止。"), N_("请刷新页面查看。")),
    "last_administrator": Entry(
        N_("这是最后一个可用的全站管理员，不能终止或停用。"), N_("请先授予另一人全站管理员角色。")
    ),
    "not_oneself": Entry(N_("不能对自己的账号进行此项操作。"), N_("请由另一位管理员办理。")),
    "second_factor_missing": Entry(
        N_("您的角色必须使用两步验证。"), N_("请先在网站登录并完成设置。"), FORBIDDEN
    ),
    "too_many_tokens": Entry(N_("有效的令牌已有 {most} 个。"), N_("请先撤销不再使用的令牌，再生成新的。")),
    "demo_account": Entry(
        N_("演示账号由大家共用，不能更改登录方式和个人资料。"),
        N_("正式运行时，每人有自己的账号。"),
        FORBIDDEN,
    ),
}

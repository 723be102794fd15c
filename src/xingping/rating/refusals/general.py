"""Refusals of any kind of request."""

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.rating.refusals.entry import (
    FORBIDDEN,
    INVALID,
    NO_METHOD,
    NOT_FOUND,
    SIGNED_OUT,
    TOO_MANY,
    Entry,
)

ENTRIES: dict[str, Entry] = {
    "not_found": Entry(N_("没有找到。"), N_("请核对地址或编号；它可能不在您的权限范围内。"), NOT_FOUND),
    "not_allowed": Entry(
        N_("您没有办理这一事项的权限。"), N_("请联系本机构管理员，确认您的角色和地区。"), FORBIDDEN
    ),
    "conflicted": Entry(
        N_("您在这个申报件上担任过另一角色，应当回避。"), N_("请由没有参与过的同事办理。"), FORBIDDEN
    ),
    "out_of_scope": Entry(
        N_("这个令牌不能办理这一事项。"),
        N_("请在“我的账号”生成包含所需范围的令牌；评分、决定、授予等只能由本人登录办理。"),
        FORBIDDEN,
    ),
    "token_unknown": Entry(
        N_("令牌无效、已撤销或已过期。"), N_("请在“我的账号”核对，或重新生成一个。"), SIGNED_OUT
    ),
    "wrong_state": Entry(N_("申报件现在的状态是“{state}”，不能{action}。"), N_("请刷新页面，查看最新进展。")),
    "changed_meanwhile": Entry(N_("您打开之后，内容已被改动。"), N_("请刷新页面，核对后再办理。")),
    "key_reused": Entry(
        N_("这个请求编号已经用于另一个内容不同的请求。"), N_("请刷新页面后重新提交。"), INVALID
    ),
    "method_not_allowed": Entry(
        N_("这个地址不能这样打开。"),
        N_("它只接受页面上的按钮提交的内容，什么也没有改变。请返回，用页面上的按钮办理。"),
        NO_METHOD,
    ),
    "too_many_requests": Entry(
        N_("请求太频繁。"), N_("请过 {seconds} 秒再试；需要整批数据，请下载公开数据。"), TOO_MANY
    ),
    "csrf_missing": Entry(
        N_("请求没有带有效的防伪造令牌。"),
        N_("网页请刷新后再试；其他系统请使用接口令牌。"),
        FORBIDDEN,
    ),
    "too_many_webhooks": Entry(N_("接收地址已有 {most} 个。"), N_("请先改用或停用不再需要的地址。")),
    "webhook_address_taken": Entry(
        N_("本机构已经登记过这个接收地址。"), N_("请修改原有的一条，不必新建。"), INVALID
    ),
    "webhook_stopped": Entry(N_("这个接收地址已停用。"), N_("请先启用，再发送。")),
    "delivery_waiting": Entry(N_("这一条正在等待送达。"), N_("请稍后刷新页面查看。")),
    "invalid": Entry(N_("填写的内容有误。"), N_("请按下面的提示逐条改正。"), INVALID),
}

"""E-mail of messages, sent by a worker after the transaction that wrote them."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _

from xingping.rating.jobs.registry import JSON, job
from xingping.rating.jobs.run import JobRefusedError, Run
from xingping.rating.models import Invitation, Job, Message, OpinionInvitation
from xingping.rating.queries.people import open_invitations
from xingping.rating.secrets import decrypt

MOST_ATTEMPTS = 3


@job("mail")
def send_mail(run: Run) -> JSON:
    """Send one message; a message already sent is not sent again."""
    message = Message.objects.select_related("recipient").get(pk=str(run.arguments["message"]))
    if message.emailed_at or not message.recipient.email:
        return None
    mail = EmailMessage(
        subject=" ".join(message.subject.split()), body=_body(message), to=[message.recipient.email]
    )
    _send(mail, run)
    Message.objects.filter(pk=message.pk).update(emailed_at=timezone.now())
    return None


def _body(message: Message) -> str:
    parts = [
        _("%(name)s：您好！") % {"name": message.recipient.get_full_name()},
        message.body or message.subject,
    ]
    if message.link:
        parts.append(_("请登录查看：%(address)s") % {"address": f"{settings.SITE_URL}{message.link}"})
    parts.append(_("本邮件由星评系统自动发出，请勿直接回复。"))
    return "\n\n".join(parts)


@job("invitation mail")
def send_invitation(run: Run) -> JSON:
    """Send an invitation's link, unless it was accepted or withdrawn meanwhile."""
    invitation = Invitation.objects.filter(open_invitations(), pk=str(run.arguments["invitation"])).first()
    if invitation is None:
        return None
    lines = [
        _("%(name)s：您好！") % {"name": invitation.name or _("先生/女士")},
        _("%(who)s 邀请您以“%(role)s”身份参加城乡社区服务中心（站）星级评定。")
        % {"who": invitation.invited_by or _("星评系统"), "role": invitation.role_name},
        _("请在 %(day)s 前打开下面的链接，设置您的账号（链接只能使用一次，请勿转发）：")
        % {"day": f"{timezone.localtime(invitation.expires_at):%Y-%m-%d %H:%M}"},
        decrypt(str(run.arguments["link"])),
        _("如果您没有预期收到此邀请，请忽略本邮件。"),
    ]
    mail = EmailMessage(subject=_("邀请您使用星评系统"), body="\n\n".join(lines), to=[invitation.email])
    _send_link(mail, run)
    return None


@job("opinion mail")
def send_opinion_link(run: Run) -> JSON:
    """Send an organisation its link, unless the invitation was withdrawn or answered meanwhile."""
    waiting = OpinionInvitation.objects.filter(withdrawn_at=None, erased_at=None, opinion=None)
    found = waiting.select_related("body", "centre").filter(pk=str(run.arguments["invitation"])).first()
    if found is None or found.expires_at is None or not found.email:
        return None
    lines = [
        _("%(name)s：您好！") % {"name": found.organisation},
        _("“%(centre)s”正在参加星级评定，%(body)s 想听听贵单位对它的意见。")
        % {"centre": found.centre.name, "body": found.body.name},
        _("请在 %(day)s 前打开下面的链接，约需 3 分钟（链接只能提交一次，请勿转发）：")
        % {"day": f"{timezone.localtime(found.expires_at):%Y-%m-%d %H:%M}"},
        decrypt(str(run.arguments["link"])),
        _("单位名称只有评定机构、评审专家和评定委员看得到，中心（站）看不到。"),
    ]
    mail = EmailMessage(subject=_("请贵单位提意见"), body="\n\n".join(lines), to=[found.email])
    _send_link(mail, run)
    return None


def _send_link(mail: EmailMessage, run: Run) -> None:
    """Send a link that may be used once; the job does not keep it after that."""
    _send(mail, run)
    kept = {name: value for name, value in run.arguments.items() if name != "link"}
    Job.objects.filter(pk=run.job_id).update(arguments=kept)


def _send(mail: EmailMessage, run: Run) -> None:
    """Send; after the third failure the job is given up with the reason."""
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        if run.attempt >= MOST_ATTEMPTS:
            raise JobRefusedError(_("邮件未能发出：%(error)s") % {"error": error}) from error
        raise

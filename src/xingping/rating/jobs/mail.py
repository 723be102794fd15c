"""E-mail of messages, sent by a worker after the transaction that wrote them."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _

from xingping.rating.jobs.registry import JSON, job
from xingping.rating.jobs.run import JobRefusedError, Run
from xingping.rating.models import Message


@job("mail")
def send_mail(run: Run) -> JSON:
    """Send one message; a message already sent is not sent again."""
    message = Message.objects.select_related("recipient").get(pk=str(run.arguments["message"]))
    if message.emailed_at or not message.recipient.email:
        return None
    mail = EmailMessage(
        subject=" ".join(message.subject.split()), body=_body(message), to=[message.recipient.email]
    )
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        if run.attempt >= 3:
            raise JobRefusedError(
                _("邮件未能发出：%(error)s。消息仍在收件箱中。") % {"error": error}
            ) from error
        raise
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

"""What residents say in the demo: a few messages in different states, all of them made up."""

from __future__ import annotations

from collections.abc import Sequence

from xingping.core.complaint import Category, Said
from xingping.rating.actor import Actor
from xingping.rating.models import Centre, Channel, Complaint
from xingping.rating.services.complaining import Sent, send_complaint
from xingping.rating.services.complaints import reply, share, take_over

WORDS: tuple[tuple[Said, Category, str], ...] = (
    (Said.COMPLAINT, Category.OPENING, "演示：周六上午去办老年证，门口写着开放，等到十点没有人。"),
    (
        Said.COMPLAINT,
        Category.ATTITUDE,
        "演示：窗口说材料不齐又不说缺什么，让我跑了三趟，请联系 13800000000。",
    ),
    (Said.PRAISE, Category.SERVICE, "演示：帮独居老人代办医保，办好了还送到家里，谢谢。"),
    (Said.SUGGESTION, Category.FACILITIES, "演示：活动室的椅子太矮，老人起身费力，建议换几把带扶手的。"),
)


def demo_voice(centres: Sequence[Centre], officer: Actor) -> None:
    """Send the messages once: one waits, one is with the centre, one is answered."""
    if Complaint.objects.filter(is_demo=True).exists():
        return
    made = []
    for number, (said, category, text) in enumerate(WORDS):
        sent = Sent(said, category, text, centres[number % len(centres)], channel=Channel.QR)
        made.append(send_complaint(sent, f"demo-complaint-{number:020}")[0])
    for one in made[1:3]:
        take_over(officer, one.pk)
    share(officer, made[1].pk, "演示：有居民反映窗口没有一次说清所缺材料。")
    reply(officer, made[2].pk, "演示：谢谢您的肯定，已转告工作人员。")

"""The inbox: one's own messages, read when opened."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from rating.people import make_person
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import Job, Message, User
from xingping.rating.services.messages import send_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client: Client) -> User:
    """Somebody signed in."""
    made = make_person("zhang", email="zhang@example.cn")
    client.force_login(made)
    return made


def test_messages_are_shown_counted_and_read(client: Client, person: User) -> None:
    first = send_message(person, subject="材料需要补正", body="请在 10 个工作日内补正。", link="/account/")
    send_message(person, subject="申报已受理")
    page = client.get(reverse("inbox")).content.decode()
    assert page.index("申报已受理") < page.index("材料需要补正")
    assert '<span class="visually-hidden">未读</span>2</span>' in page
    opened = client.get(reverse("message", args=[first.pk])).content.decode()
    assert 'href="/account/"' in opened
    assert '<span class="visually-hidden">未读</span>1</span>' in opened
    assert "材料需要补正" not in client.get(reverse("inbox"), {"unread": "1"}).content.decode()
    client.post(reverse("inbox_read"))
    assert Message.objects.filter(read_at__isnull=True).count() == 0
    assert "没有未读消息" in client.get(reverse("inbox"), {"unread": "1"}).content.decode()


def test_nobody_reads_somebody_elses_messages(client: Client, person: User) -> None:
    other = send_message(make_person("li"), subject="别人的消息")
    assert client.get(reverse("message", args=[other.pk])).status_code == 404
    assert "别人的消息" not in client.get(reverse("inbox")).content.decode()
    client.post(reverse("inbox_read"))
    other.refresh_from_db()
    assert other.read_at is None


def test_a_message_is_sent_once_a_key(person: User) -> None:
    for _ in range(2):
        send_message(person, subject="提醒", key="remind:1")
    assert (Message.objects.count(), Job.objects.count()) == (1, 1)
    send_message(make_person("li"), subject="提醒", key="remind:1")
    assert Message.objects.count() == 2


def test_a_mail_follows_the_message_once(person: User) -> None:
    send_message(person, subject="材料\n需要补正", body="请补正。", link="/inbox/")
    job = Job.objects.get(kind="mail")
    run_job(job.pk)
    Job.objects.update(state="waiting")
    run_job(job.pk)
    assert len(mail.outbox) == 1
    assert (mail.outbox[0].subject, mail.outbox[0].to) == ("材料 需要补正", ["zhang@example.cn"])
    assert "http://127.0.0.1:8000/inbox/" in mail.outbox[0].body
    assert Message.objects.get().emailed_at is not None


def test_people_without_address_and_demo_accounts_get_no_mail() -> None:
    send_message(make_person("li"), subject="提醒")
    send_message(make_person("demo-x", email="x@example.cn", demo=True), subject="提醒")
    assert (Message.objects.count(), Job.objects.count()) == (2, 0)


def test_a_link_to_another_site_is_not_offered(client: Client, person: User) -> None:
    sent = send_message(person, subject="提醒", link="https://evil.example/")
    assert "evil.example" not in client.get(reverse("message", args=[sent.pk])).content.decode()


def test_an_empty_inbox_says_what_will_come(client: Client, person: User) -> None:
    assert "还没有消息" in client.get(reverse("inbox")).content.decode()


def test_many_messages_take_few_queries(
    client: Client, person: User, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(45):
        send_message(person, subject=f"第 {number} 条", email=False)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        page = client.get(reverse("inbox"), {"page": "3"}).content.decode()
    assert "第 3 页，共 3 页" in page

"""The commands of whoever runs the server: createadmin, backup, restore, worker."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import LazySettings

from rating.people import make_person
from xingping.cli.main import main
from xingping.core.roles import Role
from xingping.rating.models import Job, User
from xingping.rating.queries.grants import Grant, grants_of
from xingping.rating.services.messages import send_message

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
Capture = pytest.CaptureFixture[str]


def create(monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = PASSWORD) -> int:
    """Run createadmin with the password on standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    return main(["createadmin", "--password-stdin", *arguments])


def test_createadmin_opens_an_account_of_the_whole_site(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert create(monkeypatch, "--username", "chief", "--name", "陈主任", "--email", "chen@example.cn") == 0
    person = User.objects.get()
    assert (person.username, person.name, person.check_password(PASSWORD)) == ("chief", "陈主任", True)
    assert grants_of(person) == (Grant(Role.ADMINISTRATOR),)
    assert "已建立管理员账号“chief”" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (("--username", "a b"), PASSWORD, "用户名须为"),
        (("--username", "chief"), "123", "10"),
        (("--username", "chief", "--email", "x"), PASSWORD, "有效的"),
        (("--username", "TAKEN"), PASSWORD, "已有人使用"),
    ],
)
def test_createadmin_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, arguments: tuple[str, ...], password: str, said: str
) -> None:
    make_person("taken")
    assert create(monkeypatch, *arguments, password=password) == 2
    assert said in capsys.readouterr().err
    assert User.objects.count() == 1


def test_createadmin_asks_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([PASSWORD, "different", PASSWORD, PASSWORD])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))
    monkeypatch.setattr("builtins.input", lambda prompt: "chief")
    assert main(["createadmin"]) == 0
    assert User.objects.get().check_password(PASSWORD)


def test_createadmin_without_an_answer_opens_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["createadmin"]) == 2
    assert "没有读到输入" in capsys.readouterr().err


def test_a_link_is_printed_until_there_is_an_administrator(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert main(["createadmin", "--link"]) == 0
    assert "http://127.0.0.1:8000/account/invitation/" in capsys.readouterr().out
    create(monkeypatch, "--username", "chief")
    assert main(["createadmin", "--link"]) == 1
    assert "已有全站管理员" in capsys.readouterr().err


def test_backup_and_check(tmp_path: Path, settings: LazySettings, capsys: Capture) -> None:
    settings.DATA_FOLDER, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    path = tmp_path / "a.zip"
    assert main(["backup", str(path)]) == 0
    assert "密钥来自环境变量，不在备份中" in capsys.readouterr().out
    assert main(["backup", str(path)]) == 2
    assert "文件已存在" in capsys.readouterr().err
    assert main(["restore", "--check", str(path)]) == 0
    assert "备份完好" in capsys.readouterr().out
    path.write_bytes(path.read_bytes()[:-50])
    assert main(["restore", str(path)]) == 2
    assert capsys.readouterr().err.endswith("现有数据没有改动。\n")


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_drains_does_what_there_is_and_ends() -> None:
    send_message(make_person("li", email="li@example.cn"), subject="提醒")
    assert main(["worker", "--drain"]) == 0
    assert Job.objects.get().state == "done"

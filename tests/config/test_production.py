"""What the environment must give; every fault at once, each naming its variable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from xingping.config.production import EnvironmentFaultsError, find_faults, origin, require_sound

SOUND = {
    "XINGPING_PRODUCTION": "1",
    "XINGPING_SECRET_KEY": "k" * 50,
    "XINGPING_HOSTS": "xingping.example.gov.cn",
    "XINGPING_SITE_URL": "https://xingping.example.gov.cn",
    "XINGPING_PROXIES": "1",
}


def named(**changes: str) -> list[str]:
    """The variables that a changed sound environment is refused for."""
    return [fault.partition("：")[0] for fault in find_faults({**SOUND, **changes})]


def test_a_sound_environment_starts() -> None:
    require_sound(SOUND)
    require_sound({})


@pytest.mark.parametrize(
    ("changes", "variable"),
    [
        ({"XINGPING_DEMO": "1"}, "XINGPING_DEMO"),
        ({"XINGPING_DEBUG": "yes"}, "XINGPING_DEBUG"),
        ({"XINGPING_SECRET_KEY": ""}, "XINGPING_SECRET_KEY"),
        ({"XINGPING_SECRET_KEY": "k" * 49}, "XINGPING_SECRET_KEY"),
        ({"XINGPING_HOSTS": ""}, "XINGPING_HOSTS"),
        ({"XINGPING_HOSTS": "*"}, "XINGPING_HOSTS"),
        ({"XINGPING_SITE_URL": ""}, "XINGPING_SITE_URL"),
        ({"XINGPING_SITE_URL": "http://xingping.example.gov.cn"}, "XINGPING_SITE_URL"),
        ({"XINGPING_PROXIES": ""}, "XINGPING_PROXIES"),
        ({"XINGPING_PROXIES": "one"}, "XINGPING_PROXIES"),
        ({"XINGPING_PROXIES": "１"}, "XINGPING_PROXIES"),
        ({"XINGPING_HSTS_SECONDS": "0"}, "XINGPING_HSTS_SECONDS"),
        ({"XINGPING_SECOND_FACTOR": "officer,king"}, "XINGPING_SECOND_FACTOR"),
        ({"XINGPING_EMAIL_URL": "mail.example.cn"}, "XINGPING_EMAIL_URL"),
        ({"XINGPING_OIDC_URL": "https://sso.example.cn"}, "XINGPING_OIDC_CLIENT"),
        ({"XINGPING_OIDC_URL": "sso"}, "XINGPING_OIDC_URL"),
        ({"XINGPING_DATABASE_URL": "mysql://x/y"}, "XINGPING_DATABASE_URL"),
        ({"XINGPING_DATABASE_URL": "/var/lib/x.sqlite3"}, "XINGPING_DATABASE_URL"),
        (
            {"XINGPING_STORAGE": "/srv/files"},
            "XINGPING_STORAGE 应写成 s3://密钥:口令@存储桶/前缀?endpoint=https://…",
        ),
    ],
)
def test_each_fault_names_its_variable(changes: dict[str, str], variable: str) -> None:
    assert variable in named(**changes)


def test_demo_and_plain_http_are_for_trials_only() -> None:
    assert list(find_faults({"XINGPING_DEMO": "1", "XINGPING_SITE_URL": "http://127.0.0.1:8000"})) == []


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(EnvironmentFaultsError) as refused:
        require_sound({"XINGPING_PRODUCTION": "1", "XINGPING_DEMO": "1"})
    assert len(refused.value.faults) == 5


def test_the_command_says_it_line_by_line_without_a_traceback(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "XINGPING_DATA": str(tmp_path),
        "XINGPING_PRODUCTION": "1",
        "XINGPING_DEMO": "1",
    }
    command = [sys.executable, "-m", "xingping.cli.main", "createadmin", "--link"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("环境变量有误，未能启动：\n· XINGPING_DEMO：演示模式")
    assert "Traceback" not in ended.stderr


def test_the_origin_of_an_address() -> None:
    assert origin("https://sso.example.cn:8443/realms/a?b") == "https://sso.example.cn:8443"

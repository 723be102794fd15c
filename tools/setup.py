"""Set up a fresh clone: environment, packages, assets, database. Standard library only.

    python3 tools/setup.py run|check|test

Every step is skipped when nothing it depends on has changed, so a second run takes seconds.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "xingping"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
SUPPORTED = ((3, 11), (3, 13))


def main(purpose: str) -> None:
    """Bring the clone to what `purpose` needs: run, check or test."""
    os.chdir(ROOT)
    _require_python()
    if purpose == "test":
        _require_program("chromium-headless-shell", "chromium")
        _require_program("java", package="default-jre-headless")
    _step("建立 Python 环境", _make_environment, [Path(__file__)])
    _step("安装运行所需的软件包", lambda: _install("base"), [ROOT / "requirements/base.txt"])
    if purpose != "run":
        _step("安装检查与测试所需的软件包", lambda: _install("dev"), [ROOT / "requirements/dev.txt"])
    if purpose == "test":
        _step("安装集群重算所需的软件包", lambda: _install("spark"), [ROOT / "requirements/spark.txt"])
    _step("安装星评命令", _install_project, [ROOT / "pyproject.toml"])
    if purpose == "check":
        return
    _step(
        "取用界面资源与字体",
        lambda: _python("tools/assets.py"),
        [ROOT / "package-lock.json", ROOT / "tools/assets.py"],
        [PACKAGE / "web/static/vendor", PACKAGE / "documents/fonts"],
    )
    _step(
        "整理行政区划",
        lambda: _python("tools/regions.py"),
        [ROOT / "package-lock.json", ROOT / "tools/regions.py"],
        [PACKAGE / "rating/data/regions/regions.csv"],
    )
    catalogues = sorted((PACKAGE / "web/locale").rglob("*.po"))
    _step(
        "编译英文文案",
        lambda: _python("tools/messages.py", "compile"),
        catalogues,
        [catalogue.with_suffix(".mo") for catalogue in catalogues],
    )
    if purpose == "run":
        _python("tools/prepare.py")


def _require_python() -> None:
    oldest, newest = SUPPORTED
    if not oldest <= sys.version_info[:2] <= newest:
        sys.exit(
            f"需要 Python 3.11 至 3.13，现在是 {sys.version.split()[0]}。可用 make PYTHON=python3.11 指定。"
        )


def _require_program(*names: str, package: str = "") -> None:
    """Stop unless one of these programs is there; the package is named like the first one by default."""
    if not any(shutil.which(name) for name in names):
        sys.exit(f"测试需要 {' 或 '.join(names)}，请先安装软件包：apt install {package or names[0]}")


def _step(
    title: str, action: Callable[[], None], inputs: Sequence[Path], outputs: Sequence[Path] = ()
) -> None:
    """Run `action` unless its inputs are as they were when it last succeeded, and its outputs are there."""
    digest = hashlib.sha256(str(sys.version_info[:2]).encode())
    for path in inputs:
        digest.update(path.read_bytes())
    stamp = STAMPS / hashlib.sha256(title.encode()).hexdigest()[:16]
    made = all(path.exists() for path in outputs)
    if made and stamp.exists() and stamp.read_text("ascii") == digest.hexdigest():
        return
    started = time.monotonic()
    print(f"· {title} …", flush=True)
    action()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest(), "ascii")
    print(f"  {time.monotonic() - started:.0f} 秒", flush=True)


def _make_environment() -> None:
    if PYTHON.exists():
        return
    try:
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    except subprocess.CalledProcessError:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("无法建立 Python 虚拟环境，请先安装软件包：apt install python3-venv")


def _install(name: str) -> None:
    """Install exactly what is locked: a lock is whole, so nothing is left for pip to resolve.

    Left to itself, pip takes the newest release for a dependency that another package asks for with an
    extra (`coverage[toml]`), and then refuses it for having no hash.
    """
    _pip("install", "--quiet", "--no-deps", "--require-hashes", "--requirement", f"requirements/{name}.txt")
    _pip("check")


def _install_project() -> None:
    _pip("install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")


def _pip(*arguments: str) -> None:
    _python("-m", "pip", "--disable-pip-version-check", *arguments)


def _python(*arguments: str) -> None:
    finished = subprocess.run([str(PYTHON), *arguments], check=False)
    if finished.returncode:
        sys.exit(f"这一步没有成功：python {' '.join(arguments)}（见上面的说明），改正后再运行一次即可继续。")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {"run", "check", "test"}:
        sys.exit(__doc__)
    main(sys.argv[1])

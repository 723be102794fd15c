"""Self-check: from a keystroke to the new total on the page, and the server's share of it.

Baseline in the same run: a bare view of the same server (robots.txt) over the same connection.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from statistics import median, quantiles

from xingping.core.catalogue import find_edition
from xingping.core.points import show_hundredths

ROUNDS = 200
KEYSTROKES = 40
TARGET_MS = 100.0

KEYSTROKE = """async ([serial, text]) => {
  const field = document.querySelector(`[data-score="${serial}"]`);
  const shown = document.querySelector(".result [data-total]");
  const started = performance.now();
  const done = new Promise((resolve) => {
    const observer = new MutationObserver(() => { observer.disconnect(); resolve(performance.now()); });
    observer.observe(shown, { subtree: true, childList: true, characterData: true });
  });
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return (await done) - started;
}"""


def main() -> None:
    """Start a site of its own, measure, stop it."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        environment = {**os.environ, "XINGPING_DATA": folder}
        command = [
            sys.executable,
            "-m",
            "xingping.cli.main",
            "serve",
            "--port",
            str(port),
            "--jobs",
            "0",
            "--prepare",
        ]
        site = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert site.stdout
            assert site.stdout.readline().startswith("星评已启动"), "网站没有启动"
            _server(port)
            _browser(f"http://127.0.0.1:{port}")
        finally:
            site.terminate()
            site.wait(20)


def _server(port: int) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/self-check/") as answer:
        cookie = answer.headers["Set-Cookie"].split(";")[0]
    headers = {"Content-Type": "application/json", "Cookie": cookie, "X-CSRFToken": cookie.partition("=")[2]}
    sheet = {one.serial: show_hundredths(one.points * 8 // 500 * 50) for one in find_edition().indicators}
    body = json.dumps({"kind": "urban", "facts": {}, "ticks": ["1.1"], "sheets": {"自测": sheet}})
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def asked(method: str, path: str, content: str | None = None) -> Callable[[], None]:
        def ask() -> None:
            connection.request(
                method, path, content.encode() if content else None, headers if content else {}
            )
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status

        return ask

    floor = _timed(asked("GET", "/robots.txt"))
    for title, path in (
        ("合计、星级、雷达与参考分", "/self-check/compute"),
        ("最省力的提升办法", "/self-check/way"),
    ):
        taken = _timed(asked("POST", path, body))
        print(f"服务器 {title}: 中位 {taken:.2f} 毫秒；空视图 {floor:.2f} 毫秒；比值 {taken / floor:.1f}")


def _timed(action: Callable[[], None]) -> float:
    """Median milliseconds."""
    taken = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        action()
        taken.append((time.perf_counter() - started) * 1000)
    return median(taken)


def _browser(address: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto(f"{address}/self-check/")
        page.wait_for_selector("html.ready")
        page.wait_for_timeout(500)
        taken = [page.evaluate(KEYSTROKE, ["1", "4" if turn % 2 else "4.5"]) for turn in range(KEYSTROKES)]
        browser.close()
    late = quantiles(taken, n=20)[-1]
    print(
        f"浏览器 从按键到新总分: 中位 {median(taken):.0f} 毫秒，95% 不超过 {late:.0f} 毫秒；"
        f"目标 {TARGET_MS:.0f} 毫秒，比值 {late / TARGET_MS:.2f}"
    )


if __name__ == "__main__":
    main()

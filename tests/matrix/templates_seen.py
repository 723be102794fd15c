"""Every template is rendered by some test: names are noted while the whole suite runs, the rest is a failure.

Works in one process and with workers (pytest-xdist): each worker hands its names to the one that starts them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "src" / "xingping" / "web" / "templates"
OUTPUT = "xingping_templates"


def templates() -> set[str]:
    """Names of all templates of the site."""
    return {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html")}


class TemplatesSeen:
    """A plugin of pytest that notes what was rendered."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.is_whole = False
        self.unvisited: set[str] = set()

    def note(self, template: Any, **_: Any) -> None:
        """Called by Django's test client for every template rendered, parts included."""
        if template.name:
            self.seen.add(str.__str__(template.name))  # plain: SafeString cannot be handed over

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Listen from the beginning; only the whole suite can be expected to render everything."""
        from django.test.signals import template_rendered

        template_rendered.connect(self.note, dispatch_uid=OUTPUT)
        options = session.config.option
        narrowed = (options.keyword, options.markexpr, getattr(options, "lf", False), options.ignore)
        chosen = session.config.invocation_params.args
        self.is_whole = not any(narrowed) and not any("test" in str(one) for one in chosen)

    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """A worker has ended: what it saw counts."""
        self.seen |= set(getattr(node, "workeroutput", {}).get(OUTPUT, ()))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Hand over in a worker; in the one that started them, fail where a template was never rendered."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[OUTPUT] = sorted(self.seen)
            return
        if self.is_whole and exitstatus == 0:
            self.unvisited = templates() - self.seen
            if self.unvisited:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Name the templates that no test renders."""
        if self.unvisited:
            terminalreporter.section("没有任何测试渲染过的模板", red=True, bold=True)
            for name in sorted(self.unvisited):
                terminalreporter.line(name)

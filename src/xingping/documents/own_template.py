"""A certificate template of a body's own, run in a process of its own with limits on time and size."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from xingping.documents.typst_engine import FOLDER, TEMPLATES, DocumentError, clean

SECONDS = 10.0
"""Longest time for one document, start of the process included."""
LARGEST = 20_000_000
"""Bytes of the largest document."""
SHARED = ("common.typ", "certificate_parts.typ", "certificate.typ")
"""Our templates that a body's own may import."""
NAME = "own"
NOWHERE = "http://127.0.0.1:9"
"""Where the process finds a proxy: nothing listens, so that no package can be fetched."""


class OwnTemplate:
    """A running template: `with OwnTemplate(source) as template: template.render(data, dated=...)`.

    The source defines `document(data)` and may import the files in `SHARED`. Not for several threads.
    """

    def __init__(self, source: str, *, seconds: float = SECONDS) -> None:
        self._source, self._seconds = source, seconds
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="xingping-template-"))
        for name in SHARED:
            shutil.copyfile(TEMPLATES / name, self._folder / name)
        (self._folder / f"{NAME}.typ").write_text(self._source, "utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def render(
        self,
        data: Mapping[str, Any],
        *,
        dated: date,
        standards: Sequence[str] = (),
        form: Literal["pdf", "svg"] = "pdf",
    ) -> bytes:
        """Make one document, or the picture of its only page.

        Raises DocumentError: what is wrong with the template, or that it took longer or made more than
        allowed.
        """
        process = self._running()
        assert process.stdin is not None  # noqa: S101 — both are pipes
        assert process.stdout is not None  # noqa: S101
        request = {
            "name": NAME,
            "data": clean(dict(data)),
            "dated": dated.isoformat(),
            "standards": list(standards),
            "form": form,
        }
        timer = threading.Timer(self._seconds, process.kill)
        timer.start()
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            header = json.loads(process.stdout.readline() or b"{}")
            if header.get("length", 0) > LARGEST:
                raise DocumentError(f"做出的文件有 {header['length']} 字节，最多 {LARGEST} 字节")
            content = process.stdout.read(header.get("length", 0))
        except (OSError, ValueError):
            header, content = {}, b""
        finally:
            timer.cancel()
        if "error" in header:
            raise DocumentError(header["error"])
        if not content or len(content) != header.get("length"):
            self._stop()
            raise DocumentError(f"版式运行超过 {self._seconds:.0f} 秒或占用内存过多，请简化版式")
        return content

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            environment = {
                name: os.environ[name] for name in ("PATH", "LANG", "XINGPING_FONTS") if name in os.environ
            }
            environment |= {"PYTHONPATH": str(FOLDER.parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
            environment |= {
                name: NOWHERE
                for one in ("http_proxy", "https_proxy", "all_proxy")
                for name in (one, one.upper())
            }
            self._process = subprocess.Popen(  # noqa: S603 — our own program
                [sys.executable, "-m", "xingping.documents.isolated", str(self._folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd=self._folder,
            )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                try:
                    stream.close()
                except OSError:
                    continue

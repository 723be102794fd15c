"""Static files under names that carry their hash, so that browsers keep them for ever; compressed once."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage

MODULE_IMPORT = r"""(?P<matched>import(?P<names>[\s{*][^;"']*?)from\s*"(?P<url>\.{1,2}/[^"]+\.js)";)"""


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Follows the imports of script modules too, so that the modules of one release stay together.

    Django's own way of doing so (support_js_module_import_aggregation) also follows imports in comments
    and imports of other packages' bundlers, and fails on them.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("*.js", ((MODULE_IMPORT, 'import%(names)sfrom "%(url)s";'),)),
    )

"""The site's own settings with the bare views beside its addresses."""

from xingping.config.settings import *  # noqa: F403

ROOT_URLCONF = "_floor_page"

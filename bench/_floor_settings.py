"""The site's own settings with the floor's address beside them."""

from xingping.config.settings import *  # noqa: F403

ROOT_URLCONF = "_floor"

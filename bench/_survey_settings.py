"""The site's own settings with the addresses of the survey's measurement."""

from xingping.config.settings import *  # noqa: F403

ROOT_URLCONF = "_survey_urls"

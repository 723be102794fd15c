"""All models of the rating."""

from xingping.rating.models.person import User

__all__ = ["User"]

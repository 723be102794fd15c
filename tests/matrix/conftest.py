"""The world that the tests of this folder visit."""

from matrix.shared_world import kept_world, world

__all__ = ["kept_world", "world"]

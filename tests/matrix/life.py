"""What addresses about plans, re-checks and changed stars are filled with."""

from __future__ import annotations

from typing import Any

from factories import Scene


def life_values(scene: Scene) -> dict[str, Any]:
    """A task that nobody has yet: the world's result is not told."""
    return {"task_number": 1}

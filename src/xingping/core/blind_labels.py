"""Blind labels (盲评代号): letters drawn anew for every indicator group, so that they tell nothing.

A letter in one group says nothing about the same letter in another: whoever learns who scored a group
that few can score has learned nothing about the other groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from string import ascii_uppercase
from typing import TypeVar


def letters(count: int) -> tuple[str, ...]:
    """A, B, C ...; raises ValueError for more than 26."""
    if count > len(ascii_uppercase):
        raise ValueError(f"一个评审组最多 {len(ascii_uppercase)} 人")
    return tuple(ascii_uppercase[:count])


def draw_labels(
    groups: Sequence[str], members: Mapping[int, frozenset[str]], chance: Random
) -> dict[int, dict[str, str]]:
    """Draw {member: {group: letter}}; a member without groups scores all.

    `chance` decides alone: the order of the members does not matter. Raises ValueError above 26.
    """
    drawn: dict[int, dict[str, str]] = {member: {} for member in members}
    for group in groups:
        scoring = sorted(member for member, own in members.items() if not own or group in own)
        labels = list(letters(len(scoring)))
        chance.shuffle(labels)
        for member, label in zip(scoring, labels, strict=True):
            drawn[member][group] = label
    return drawn


Value = TypeVar("Value")


def merge_by_label(
    groups: Mapping[str, Sequence[str]],
    labels: Mapping[int, Mapping[str, str]],
    values: Mapping[int, Mapping[str, Value]],
) -> dict[str, dict[str, Value]]:
    """Members' values {member: {serial: value}} as {letter: {serial: value}}, group by group.

    `groups` holds each group's serials. Every indicator keeps exactly its values, so that its aggregate
    is the same; which letters belong to one person across groups is gone.
    """
    merged: dict[str, dict[str, Value]] = {}
    for member, own in labels.items():
        for group, label in own.items():
            scored = values.get(member, {})
            merged.setdefault(label, {}).update(
                {serial: scored[serial] for serial in groups[group] if serial in scored}
            )
    return {label: merged[label] for label in sorted(merged)}

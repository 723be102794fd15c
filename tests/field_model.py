"""Offline sync against a model: the phone's own code, a network that does what it likes, the server's rules.

A sequence of actions is played with two phones and a desk of one assessor. At its end both phones sync in
peace, and everything that anybody typed must be on the server, or in a shown conflict with both values, or
still on the phone because the sheet was locked or the person left the team; nothing may have been overwritten
unseen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from subprocess import PIPE, Popen
from sys import executable
from typing import Any, Protocol

from xingping.rating.services.saving import Conflict, Edit, SaveAnswer

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "src/xingping/web/static/js/field/work.js"
NAMES = ("scores.1", "statements.1", "flags.1")
VALUES: dict[str, tuple[Any, ...]] = {
    "scores.1": (None, 0, 200, 350, 500),
    "statements.1": (None, "缺记录", "缺照片", "已核对"),
    "flags.1": (None, {"not_seen": True}, {"confidence": 2, "reasons": ["仅有通知"]}),
}
PHONES = ("phone-a", "phone-b")
ACTIONS = (
    *("edit", "edit", "edit", "send", "send", "deliver", "deliver", "deliver", "answer", "answer"),
    *("repeat", "lose", "restart", "refresh", "desk", "choose", "choose", "lock", "leave"),
)
MOST_ROUNDS = 8
QUIET = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"
Step = tuple[str, int, int, int]
"""Action, phone, field, value; numbers are taken modulo what there is."""


class Away(Exception):
    """The server refuses: locked, or nobody of that team."""


class Server(Protocol):
    """What the model needs of a server."""

    def save(self, device: str, sequence: int, fields: dict[str, Edit]) -> SaveAnswer:
        """One save; raises Away when it is refused."""

    def content(self) -> dict[str, dict[str, Any]]:
        """The sheet now."""

    def lock(self) -> None:
        """The sheet is locked at the desk."""

    def leave(self) -> None:
        """The assessor leaves the team."""


class Node:
    """The phone's own code in a process of node."""

    def __init__(self) -> None:
        node = Path(executable).parent / "node"
        self.process = Popen(
            [str(node), QUIET, str(ROOT / "tests" / "field_device.mjs"), str(WORK)],
            stdin=PIPE,
            stdout=PIPE,
            text=True,
        )
        self.waiting: list[dict[str, Any]] = [{"op": "reset"}]

    def tell(self, op: str, **values: Any) -> None:
        """Something that needs no answer."""
        self.waiting.append({"op": op, **values})

    def ask(self, op: str, **values: Any) -> Any:
        """Something that is answered."""
        self.tell(op, **values)
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(self.waiting) + "\n")
        self.process.stdin.flush()
        self.waiting = []
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


@dataclass
class Message:
    """A save on its way; it may arrive late, twice, or never."""

    device: str
    sequence: int
    fields: dict[str, Any]
    answer: SaveAnswer | None = None


@dataclass
class Play:
    """One sequence, with everything that was typed, seen and written."""

    node: Node
    server: Server
    sequences: dict[str, int] = field(default_factory=dict)
    sent: list[Message] = field(default_factory=list)
    open_request: dict[str, Message | None] = field(default_factory=dict)
    wanted: dict[tuple[str, str], Any] = field(default_factory=dict)
    seen: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    history: list[tuple[str, str, Any, Any]] = field(default_factory=list)
    """(device, field, before, after) of everything the server wrote."""
    told: list[tuple[str, str, Any]] = field(default_factory=list)
    """(phone, field, value) of everything that a phone was told to have arrived."""
    newest: dict[str, int] = field(default_factory=dict)
    disorder: list[str] = field(default_factory=list)
    """Old saves that took effect after newer ones of the same device."""
    locked: dict[str, dict[str, Any]] | None = None
    gone: bool = False

    def run(self, steps: Sequence[Step]) -> list[str]:
        """Play all steps, let the phones sync in peace, and say what is wrong."""
        for phone in PHONES:
            self.node.tell("start", id=phone, content={"content": self.server.content(), **self._state()})
            self._look(phone)
        for action, phone, name, value in steps:
            getattr(self, f"_{action}")(PHONES[phone % len(PHONES)], NAMES[name % len(NAMES)], value)
        for message in list(self.sent):  # whatever still wanders about arrives now, too late
            self._arrive(message)
        found = [fault for phone in PHONES for fault in (*self._settle(phone), *self._faults(phone))]
        return found + self.disorder

    # ---- what people and the network do -------------------------------------------------------------

    def _edit(self, phone: str, name: str, value: int) -> None:
        state = self._shown(phone)
        if not state["open"]:
            return
        new = VALUES[name][value % len(VALUES[name])]
        self.node.tell("set", id=phone, name=name, value=new)
        state = self._shown(phone)
        assert state["values"][name] == new, (phone, name, new, state)
        if name in state["edits"] or name in state["conflicts"]:
            self.wanted[phone, name] = new
        else:  # what the server has already, or an own change taken back before it was sent
            self.wanted.pop((phone, name), None)

    def _send(self, phone: str, _name: str, _value: int) -> None:
        fields = self.node.ask("send", id=phone)
        if fields and self._shown(phone)["open"]:
            self.sequences[phone] = self.sequences.get(phone, 0) + 1
            message = Message(phone, self.sequences[phone], fields)
            self.sent.append(message)
            self.open_request[phone] = message

    def _deliver(self, phone: str, _name: str, value: int) -> None:
        if self.sent:
            message = self.sent[value % len(self.sent)]
            self._arrive(message)

    def _repeat(self, phone: str, name: str, value: int) -> None:
        self._deliver(phone, name, value)
        self._deliver(phone, name, value)

    def _answer(self, phone: str, _name: str, _value: int) -> None:
        message = self.open_request.get(phone)
        if message is not None and message.answer is not None:
            self.open_request[phone] = None
            self._answered(phone, message, message.answer)

    def _lose(self, phone: str, _name: str, _value: int) -> None:
        self.open_request[phone] = None

    def _restart(self, phone: str, _name: str, _value: int) -> None:
        self.open_request[phone] = None
        self.node.tell("restart", id=phone)

    def _refresh(self, phone: str, _name: str, _value: int) -> None:
        if not self.gone:
            self.node.tell(
                "refresh", id=phone, state={"photos": [], "content": self.server.content(), **self._state()}
            )
            self._look(phone)

    def _desk(self, _phone: str, name: str, value: int) -> None:
        section, key = name.split(".")
        present = self.server.content()[section].get(key)
        new = VALUES[name][value % len(VALUES[name])]
        self.sequences["desk"] = self.sequences.get("desk", 0) + 1
        self.seen.setdefault(("desk", name), []).append(present)
        self._save("desk", self.sequences["desk"], {name: {"base": present, "value": new}})

    def _choose(self, phone: str, _name: str, value: int) -> None:
        state = self._shown(phone)
        if not state["open"]:
            return
        for name, conflict in state["conflicts"].items():
            mine = value % 2 == 0
            self.node.tell("choose", id=phone, name=name, mine=mine)
            self.seen.setdefault((phone, name), []).append(conflict["present"])
            if not mine:
                self.wanted.pop((phone, name), None)
            return

    def _lock(self, _phone: str, _name: str, value: int) -> None:
        if value % 4 == 0 and self.locked is None and not self.gone:
            self.server.lock()
            self.locked = json.loads(json.dumps(self.server.content()))

    def _leave(self, _phone: str, _name: str, value: int) -> None:
        if value % 4 == 0 and not self.gone:
            self.locked = self.locked or json.loads(json.dumps(self.server.content()))
            self.server.leave()
            self.gone = True

    # ---- what follows from it -------------------------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        return {"open": self.locked is None, "locked_at": "", "version": 0}

    def _arrive(self, message: Message) -> None:
        answer = self._save(message.device, message.sequence, message.fields)
        if answer is not None and message.answer is None:
            message.answer = answer

    def _save(self, device: str, sequence: int, fields: dict[str, Any]) -> SaveAnswer | None:
        before = json.loads(json.dumps(self.server.content()))
        try:
            answer = self.server.save(
                device, sequence, {name: Edit(one["base"], one["value"]) for name, one in fields.items()}
            )
        except Away:
            return None
        after = self.server.content()
        for name in NAMES:
            section, key = name.split(".")
            old, new = before[section].get(key), after[section].get(key)
            if old != new:
                self.history.append((device, name, old, new))
                if sequence < self.newest.get(device, 0):
                    self.disorder.append(f"{device}: save {sequence} of {name} outlived a newer one")
        self.newest[device] = max(sequence, self.newest.get(device, 0))
        return answer

    def _answered(self, phone: str, message: Message, answer: SaveAnswer) -> None:
        if answer.stale:
            self._refresh(phone, "", 0)
            return
        self.told += [(phone, name, message.fields[name]["value"]) for name in answer.applied]
        told = {
            "applied": list(answer.applied),
            "faults": {},
            "conflicts": [_conflict(one) for one in answer.conflicts],
        }
        self.node.tell("answered", id=phone, fields=message.fields, answer=told)

    def _settle(self, phone: str) -> list[str]:
        """As `sync.js` does when all is quiet: ask for the state, then send until nothing is left."""
        self.open_request[phone] = None
        if self.gone:
            return []
        self._refresh(phone, "", 0)
        for _ in range(MOST_ROUNDS):
            if self.locked is not None or not self.node.ask("send", id=phone):
                return []
            self._send(phone, "", 0)
            message = self.open_request[phone]
            assert message is not None
            self._arrive(message)
            self._answer(phone, "", 0)
        return [f"{phone} never comes to an end"]

    def _shown(self, phone: str) -> dict[str, Any]:
        state: dict[str, Any] = self.node.ask("state", id=phone, names=NAMES)
        for name in NAMES:
            self.seen.setdefault((phone, name), []).append(state["values"][name])
        for name, conflict in state["conflicts"].items():
            self.seen[phone, name].append(conflict["present"])
        return state

    def _look(self, phone: str) -> None:
        for name in NAMES:
            section, key = name.split(".")
            self.seen.setdefault((phone, name), []).append(self.server.content()[section].get(key))

    # ---- what must hold ---------------------------------------------------------------------------------

    def _faults(self, phone: str) -> list[str]:
        state, found = self._shown(phone), []
        for name in NAMES:
            section, key = name.split(".")
            present = self.server.content()[section].get(key)
            quiet = name not in state["edits"] and name not in state["conflicts"]
            if quiet and not self.gone and state["values"][name] != present:
                found.append(f"{phone} shows another {name} than the server")
            if (phone, name) in self.wanted and not self._kept(phone, name, present, state):
                found.append(f"{phone}: {name} = {self.wanted[phone, name]} is lost")
            if name in state["conflicts"] and not self.gone:
                conflict = state["conflicts"][name]
                if conflict["present"] != present:
                    found.append(f"{phone}: the conflict of {name} shows an old value")
        found += self._overwritten(phone)
        if self.locked is not None and self.locked != self.server.content():
            found.append("a locked sheet changed")
        return found

    def _kept(self, phone: str, name: str, present: Any, state: dict[str, Any]) -> bool:
        wanted = self.wanted[phone, name]
        written = any((device, one, after) == (phone, name, wanted) for device, one, _, after in self.history)
        conflict = state["conflicts"].get(name)
        return (
            present == wanted
            or written
            or (phone, name, wanted) in self.told
            or (conflict is not None and conflict["yours"] == wanted)
            or (not state["open"] and name in state["edits"] and state["edits"][name] == wanted)
            or (self.gone and name in state["edits"] and state["edits"][name] == wanted)
        )

    def _overwritten(self, phone: str) -> list[str]:
        """What the server replaced by this phone's value without the phone's person having seen it."""
        return [
            f"{phone} overwrote {name} = {before} unseen"
            for device, name, before, _ in self.history
            if device == phone and before not in self.seen.get((phone, name), [])
        ]


def _conflict(one: Conflict) -> dict[str, Any]:
    return {"field": one.field, "base": one.base, "yours": one.yours, "present": one.present}


def random_steps(chance: Random, most: int = 24) -> list[Step]:
    """A random sequence."""
    return [
        (chance.choice(ACTIONS), chance.randrange(2), chance.randrange(3), chance.randrange(60))
        for _ in range(chance.randint(1, most))
    ]


def divergences(make: Callable[[], Server], steps: Sequence[Step], node: Node) -> list[str]:
    """What is wrong after a sequence; empty where everything ended well."""
    node.tell("reset")
    return Play(node, make()).run(steps)

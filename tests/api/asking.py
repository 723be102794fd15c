"""Asking the API in tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from factories import Scene
from xingping.rating.actor import Actor

ROOT = "/api/v1"


@dataclass(frozen=True)
class Asker:
    """Somebody who asks the API; answers as (status, JSON)."""

    client: Client

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """One request with a JSON body."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        answer = self.client.generic(method, f"{ROOT}{path}", raw, content_type=kind)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    def save(
        self, scene: Scene, sequence: int, fields: dict[str, Any], device: str = "desk"
    ) -> tuple[int, Any]:
        """Save some fields."""
        body = {"device": device, "sequence": sequence, "fields": fields}
        return self.ask("POST", f"/cases/{scene.case.number}/self-assessment", body)

    def upload(self, scene: Scene, content: bytes, name: str = "照片.jpg") -> tuple[UUID, Any]:
        """Send a whole file in pieces; its key and what became of it."""
        key = uuid4()
        begin = {"key": str(key), "case": scene.case.number, "file_name": name, "size": len(content)}
        status, told = self.ask("POST", "/uploads", begin)
        assert status == 200
        for offset in range(0, len(content), told["piece"]):
            piece = content[offset : offset + told["piece"]]
            told = self.ask("PUT", f"/uploads/{key}?offset={offset}", piece)[1]
        return key, told


def asker(actor: Actor | None) -> Asker:
    """Somebody else, or nobody."""
    client = Client()
    if actor is not None:
        client.force_login(actor.person)
    return Asker(client)

"""What the pages that import a file share: choosing it, its faults as lines, acting on its preview."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xingping.core.roles import Role
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import ImportKind, ImportState, RatingBody, RegisterImport
from xingping.rating.queries.visibility import visible_bodies
from xingping.rating.services.register_import import LARGEST, MEGABYTE
from xingping.web.body.reading import reader_as

ACTOR = "body"
MOST_BODIES, LATELY = 50, 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {ImportState.FAULTY: "bad", ImportState.READY: "warn", ImportState.DONE: "ok"}


@dataclass(frozen=True, slots=True)
class Importing:
    """One kind of import: who may, the service that takes the file, its first page, the address of one."""

    kind: ImportKind
    roles: tuple[Role, ...]
    begin: Callable[..., RegisterImport]
    page: str
    one: str

    def bodies(self, request: HttpRequest) -> list[RatingBody]:
        """The bodies into whose register the person imports; raises RefusedError where there is no role."""
        return list(visible_bodies(reader_as(request, *self.roles)).order_by("name", "pk")[:MOST_BODIES])

    def start(self, request: HttpRequest) -> HttpResponse:
        """Choose a file; what was imported lately stands below."""
        bodies, status, fault = self.bodies(request), 200, ""
        if request.method == "POST":
            made, fault, status = self._take(request, bodies)
            if made is not None:
                return redirect(self.one, made.pk)
        mine = RegisterImport.objects.filter(by=request_actor(request).user, body__in=bodies, kind=self.kind)
        context = {
            "actor": ACTOR,
            "bodies": bodies,
            "fault": fault,
            "key": uuid4().hex,
            "largest": LARGEST // MEGABYTE,
            "lately": mine.defer("content", "preview").select_related("body")[:LATELY],
        }
        return render(request, self.page, context, status=status)

    def act(self, request: HttpRequest, import_id: int, act: Callable[[], object]) -> HttpResponse:
        """Do something to an import and go back to it; why it is refused is said there."""
        try:
            act()
        except RefusedError as error:
            if error.refusal.code in ("not_found", "not_allowed"):
                raise
            messages.error(request, str(error.refusal))
        return redirect(self.one, import_id)

    def _take(self, request: HttpRequest, bodies: list[RatingBody]) -> tuple[RegisterImport | None, str, int]:
        """The import begun with what was sent, or what is wrong and its status."""
        chosen = next((one for one in bodies if str(one.pk) == request.POST.get("body")), None)
        given = request.FILES.get("file")
        if chosen is None:
            return None, _("请选择登记到哪个评定机构。"), 422
        if not isinstance(given, UploadedFile):
            return None, _("还没有选择文件。"), 422
        try:
            return self.begin(
                request_actor(request), chosen, given.name or "", _content(given), key=_key(request)
            ), "", 302  # fmt: skip
        except RefusedError as error:
            return None, str(error.refusal), error.refusal.status


def faults_answer(import_: RegisterImport) -> HttpResponse:
    """Everything wrong with a file as plain lines, to work through beside the spreadsheet."""
    found = import_.preview.get("faults")
    lines = [f"{place}: {what}；{mend}" for place, what, mend in found] if isinstance(found, list) else []
    text = "\r\n".join(lines).encode("utf-8-sig")
    return file_answer(text, "text/plain; charset=utf-8", "import-faults.txt")


def exported_body(request: HttpRequest, reader: Actor) -> RatingBody | None:
    """The body whose register is asked for, the first one where none is; registers do not mix."""
    bodies = list(visible_bodies(reader).order_by("name", "pk"))
    asked = request.GET.get("body", "")
    return next((each for each in bodies if str(each.pk) == asked), bodies[0] if bodies else None)


def file_answer(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to be kept."""
    answered = HttpResponse(content, content_type=media_type)
    answered.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answered


def _content(given: UploadedFile[Any]) -> bytes:
    """The file; of one that is too large only as much as shows that it is."""
    return bytes(given.read(LARGEST + 1))


def _key(request: HttpRequest) -> str:
    """The key that makes sending the form again harmless."""
    key = request.POST.get("key", "")
    return key if key.isascii() and key.isalnum() else ""

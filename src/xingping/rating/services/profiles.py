"""What a centre tells residents about itself; kept by the applicant and by the rating body's officers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from xingping.core.faults import Fault
from xingping.core.services_offered import unknown_choices
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Centre, CentreProfile
from xingping.rating.permissions import require
from xingping.rating.services.audit import changed_fields, record
from xingping.rating.verbs import Verb

TEXTS = ("public_hours", "public_phone", "access", "about", "reply")
PROFILE_FIELDS = ("services", "groups", *TEXTS)


def change_profile(actor: Actor, centre_id: int, version: int, values: Mapping[str, Any]) -> CentreProfile:
    """Change what is told about a centre; `version` is the one that was being looked at (0: none yet).

    Raises RefusedError: `not_found`/`not_allowed`, `changed_meanwhile`, `invalid` with all faults.
    """
    with transaction.atomic():
        centre = Centre.objects.select_for_update().filter(pk=centre_id).first()
        if centre is None:
            raise refuse("not_found")
        role = require(actor, Verb.CHANGE, centre)
        profile = CentreProfile.objects.filter(centre=centre).first() or CentreProfile(centre=centre)
        if profile.version != version:
            raise refuse("changed_meanwhile")
        old = _values_of(profile)
        for name in PROFILE_FIELDS:
            if name in values:
                value = values[name]
                setattr(profile, name, value.strip() if isinstance(value, str) else value)
        _refuse_faults(profile, values)
        before, after = changed_fields(old, _values_of(profile))
        if not after:
            return profile
        profile.version += 1
        profile.save()
        record(actor, role, "centre.profile", centre, before=before, after=after)
    return profile


def _refuse_faults(profile: CentreProfile, values: Mapping[str, Any]) -> None:
    faults = [Fault(name, "公开信息里没有这一项", "请删去") for name in values if name not in PROFILE_FIELDS]
    unknown = unknown_choices(profile.services, profile.groups)
    if unknown:
        faults.append(Fault("服务与人群", f"“{'、'.join(unknown)[:80]}”不在标准 3.1 所列之中", "请重新勾选"))
    for name in TEXTS:
        text = getattr(profile, name)
        label = str(CentreProfile._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        wrong = text_fault(text) if isinstance(text, str) else ("应当是文字", "请重新填写")
        faults += [Fault(label, *wrong)] if wrong else []
    if not faults:
        faults = _length_faults(profile)
    if faults:
        raise refuse("invalid", faults)


def _length_faults(profile: CentreProfile) -> list[Fault]:
    try:
        profile.clean_fields(exclude={"centre", "services", "groups"})
    except ValidationError as error:
        return [
            Fault(
                str(CentreProfile._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
                "；".join(messages).rstrip("。"),
                "请改正后再保存",
            )
            for name, messages in error.message_dict.items()
        ]
    return []


def _values_of(profile: CentreProfile) -> dict[str, Any]:
    return {name: getattr(profile, name) for name in PROFILE_FIELDS}

"""Forms with which officers decide on a case; each carries a key, so that a repeated click counts once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from xingping.core.sheet_content import FORM
from xingping.core.standard import Edition
from xingping.rating.models import Case, User
from xingping.rating.queries.officers import officers_for
from xingping.rating.services.returning import LONGEST_REASON

FORM_FIELD = "reason-form"
PREFIX = "reason-"


class KeyedForm(forms.Form):
    """A form whose key makes sending it again harmless."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.initial.setdefault("key", uuid4().hex)


class AcceptForm(KeyedForm):
    """Accepting needs nothing but the decision itself."""


class RefuseForm(KeyedForm):
    """Refusing needs reasons that the applicant can understand."""

    reason = forms.CharField(
        label=_("不予受理的理由"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("申报单位会看到这段文字。请写明不符合哪一项条件、依据是什么、可以怎样救济。"),
    )


class ReturnForm(KeyedForm):
    """What is to be corrected, at each indicator, and a word on the whole."""

    reason = forms.CharField(
        label=_("总的说明"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("可以不写；不写时由各条补正要求合成。"),
    )

    def __init__(self, edition: Edition, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.serials = (FORM, *edition.serials)
        for serial in self.serials:
            self.fields[field_of(serial)] = forms.CharField(
                required=False,
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 2}),
                label=_("补正要求"),
            )

    def reasons(self) -> dict[str, str]:
        """{serial: what is to be corrected} of what was written; call it on a valid form."""
        texts = {serial: str(self.cleaned_data[field_of(serial)]).strip() for serial in self.serials}
        return {serial: text for serial, text in texts.items() if text}


class NoteForm(KeyedForm):
    """A note for colleagues."""

    text = forms.CharField(
        label=_("写给同事的备注"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("只有本机构工作人员看得到，申报单位看不到。"),
    )


class OfficerForm(forms.Form):
    """Who is in charge of a case."""

    officer = forms.ModelChoiceField(
        User.objects.none(), label=_("经办人"), required=False, empty_label=_("（没有指定）")
    )

    def __init__(self, case: Case, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        field = self.fields["officer"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = officers_for(case.body_id, case.region)
        field.label_from_instance = _full_name  # type: ignore[method-assign]
        self.initial["officer"] = case.officer_id


def _full_name(obj: Any) -> str:  # noqa: ANN401
    return str(obj.get_full_name())


def field_of(serial: str) -> str:
    """Name of the field for an indicator's correction."""
    return f"{PREFIX}{serial}" if serial else FORM_FIELD

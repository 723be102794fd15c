"""A list of organisations in a form: one a line, with an e-mail address behind a comma or without."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.opinion import LONGEST_ORGANISATION, MOST_AT_ONCE, OrganisationKind
from xingping.rating.services.opinions import Asked
from xingping.web.opinion_words import KINDS

COMMAS = str.maketrans({"，": ",", "\t": ",", ";": ",", "；": ","})
LONGEST = MOST_AT_ONCE * (LONGEST_ORGANISATION + 260)


class OrganisationsForm(forms.Form):
    """Organisations of one kind; `with_email` says whether addresses may stand behind the names."""

    kind = forms.ChoiceField(label=gettext_lazy("单位类型"), choices=KINDS)
    lines = forms.CharField(
        label=gettext_lazy("单位"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("每行一家，写全称。"),
    )
    with_email = False

    def clean_lines(self) -> list[tuple[str, str]]:
        """Name and address of each line; every wrong line is named."""
        found, wrong = [], []
        rows = [line.strip() for line in self.cleaned_data["lines"].splitlines()]
        for number, line in enumerate((one for one in rows if one), 1):
            name, _comma, email = (one.strip() for one in line.translate(COMMAS).partition(","))
            if not self.with_email and email:
                wrong.append(_("第 %(number)s 行：每行只写一家单位的名称。") % {"number": number})
            elif email and not _is_email(email):
                wrong.append(
                    _("第 %(number)s 行：“%(email)s”不是电子邮箱。") % {"number": number, "email": email[:60]}
                )
            found.append((name, email))
        if wrong:
            raise ValidationError(wrong)
        return found

    @property
    def asked(self) -> list[Asked]:
        """For the service; call it on a valid form."""
        kind = OrganisationKind(self.cleaned_data["kind"])
        return [Asked(name, kind, email) for name, email in self.cleaned_data["lines"]]


class InviteForm(OrganisationsForm):
    """Whom the office invites."""

    with_email = True

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.fields["lines"].help_text = gettext_lazy(
            "每行一家，写全称；有电子邮箱的写在逗号后面，链接会发到邮箱，没有的打印函件或复制链接。"
        )


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254

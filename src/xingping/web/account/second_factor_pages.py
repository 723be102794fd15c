"""allauth's pages of the second factor, with what our page frame needs besides."""

from __future__ import annotations

from typing import Any

from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.utils.http import url_has_allowed_host_and_scheme

from xingping.rating.queries.grants import request_grants
from xingping.web.account.landing import landing
from xingping.web.account.second_factor import is_compulsory

FOLLOWING = "second_factor_following"


class SetUpView(ActivateTOTPView):  # type: ignore[misc]
    """Setting up; keeps in the session where the person was going."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """What the page shows."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        following = self.request.GET.get(REDIRECT_FIELD_NAME, "")
        if url_has_allowed_host_and_scheme(following, allowed_hosts={self.request.get_host()}):
            self.request.session[FOLLOWING] = following
        return {**context, "compulsory": is_compulsory(self.request.user)}


class CodesView(ViewRecoveryCodesView):  # type: ignore[misc]
    """The recovery codes, and the way on from there."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """What the page shows."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        following = self.request.session.get(FOLLOWING)
        return {**context, "landing": following or landing(request_grants(self.request))}

"""Addresses of accounts. The names are those that allauth looks for."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as single_sign_on
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import RedirectView

from xingping.web.access import everybody, signed_in
from xingping.web.account import invitation, overview, own_data, sign_in, tokens
from xingping.web.account import second_factor_pages as pages
from xingping.web.account.demo import own

to_overview = RedirectView.as_view(pattern_name="account_overview")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", signed_in(overview.overview), name="account_overview"),
    path("details/", own(overview.details), name="account_details"),
    path("data/", signed_in(own_data.page), name="account_data"),
    path("data/my-data.json", signed_in(own_data.file), name="account_data_file"),
    path("data/erase/", own(own_data.erase), name="account_erase"),
    path("sessions/<int:session_id>/end/", own(overview.end_session), name="account_end_session"),
    path("sessions/end-others/", own(overview.end_other_sessions), name="account_end_other_sessions"),
    path("tokens/new/", own(tokens.new_token), name="account_new_token"),
    path("tokens/<int:token_id>/revoke/", own(tokens.revoke), name="account_revoke_token"),
    path("sign-in/", everybody(sign_in.SignInView.as_view()), name="account_login"),
    path("sign-in/demo/", everybody(sign_in.demo_sign_in), name="demo_sign_in"),
    path("sign-out/", everybody(account.logout), name="account_logout"),
    path("inactive/", everybody(account.account_inactive), name="account_inactive"),
    path("again/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("invitation/<str:token>/", everybody(invitation.invitation), name="invitation"),
    path("password/", own(account.password_change), name="account_change_password"),
    path("password/first/", own(account.password_set), name="account_set_password"),
    path("password/forgotten/", everybody(account.password_reset), name="account_reset_password"),
    path(
        "password/forgotten/sent/", everybody(account.password_reset_done), name="account_reset_password_done"
    ),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        everybody(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/",
        everybody(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("second-factor/", signed_in(to_overview), name="mfa_index"),
    path("second-factor/check/", everybody(second_factor.authenticate), name="mfa_authenticate"),
    path("second-factor/again/", signed_in(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("second-factor/set-up/", own(pages.SetUpView.as_view()), name="mfa_activate_totp"),
    path("second-factor/remove/", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/codes/", own(pages.CodesView.as_view()), name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/",
        own(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/codes/file/",
        own(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("single-sign-on/unlink/", own(overview.unlink), name="single_sign_on_unlink"),
    path(
        "single-sign-on/cancelled/", everybody(social.login_cancelled), name="socialaccount_login_cancelled"
    ),
    path("single-sign-on/failed/", everybody(social.login_error), name="socialaccount_login_error"),
    path("single-sign-on/linked/", signed_in(to_overview), name="socialaccount_connections"),
    path("sign-on/<str:provider_id>/", everybody(single_sign_on.login), name="openid_connect_login"),
    path(
        "sign-on/<str:provider_id>/back/", everybody(single_sign_on.callback), name="openid_connect_callback"
    ),
]

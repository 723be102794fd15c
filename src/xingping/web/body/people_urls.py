"""Addresses of people, roles and invitations."""

from django.urls import URLPattern, URLResolver, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import invitations, people

sees = needs(Verb.LIST, Kind.PEOPLE)
changes = needs(Verb.CHANGE, Kind.PEOPLE)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", sees(people.people), name="people"),
    path("invite/", changes(invitations.invite), name="people_invite"),
    path("invitations/", sees(invitations.invitations), name="people_invitations"),
    path("invitations/<int:invitation_id>/", sees(invitations.invitation), name="people_invitation"),
    path("invitations/<int:invitation_id>/withdraw/", changes(invitations.withdraw), name="people_withdraw"),
    path("<int:person_id>/", sees(people.person), name="person"),
    path("<int:person_id>/give/", changes(people.give), name="person_give"),
    path("<int:person_id>/shut-out/", changes(people.shut_out), name="person_shut_out"),
    path("<int:person_id>/second-factor/", changes(people.second_factor), name="person_second_factor"),
    path("<int:person_id>/password-link/", changes(people.password_link), name="person_password_link"),
    path("roles/<int:grant_id>/end/", changes(people.end), name="person_end_role"),
]

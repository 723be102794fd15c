"""Addresses of what a body publishes and of its addresses for events."""

from django.urls import URLPattern, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import publishing

lists = needs(Verb.LIST, Kind.WEBHOOK)
changes = needs(Verb.CHANGE, Kind.WEBHOOK)
ONE = "webhooks/<int:webhook_id>/"

urlpatterns: list[URLPattern] = [
    path("publishing/", needs(Verb.LIST, Kind.BODY)(publishing.publishing), name="publishing"),
    path(
        "publishing/<int:body_id>/register/",
        needs(Verb.CHANGE, Kind.BODY)(publishing.show),
        name="publish_register",
    ),
    path(
        "publishing/<int:body_id>/webhooks/new/",
        needs(Verb.CREATE, Kind.WEBHOOK)(publishing.new_webhook),
        name="webhook_new",
    ),
    path(ONE, lists(publishing.webhook_page), name="webhook"),
    path(f"{ONE}edit/", changes(publishing.edit_webhook), name="webhook_edit"),
    path(f"{ONE}act/", changes(publishing.webhook_act), name="webhook_act"),
    path(
        "webhooks/deliveries/<int:delivery_id>/resend/",
        changes(publishing.resend_delivery),
        name="webhook_resend",
    ),
]

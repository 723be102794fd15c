"""Addresses of the register as a file."""

from django.urls import URLPattern, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import register_import as pages

imports = needs(Verb.IMPORT, Kind.CENTRE)
exports = needs(Verb.EXPORT, Kind.CENTRE)

urlpatterns: list[URLPattern] = [
    path("register.xlsx", exports(pages.export), {"form": "xlsx"}, name="register_xlsx"),
    path("register.csv", exports(pages.export), {"form": "csv"}, name="register_csv"),
    path("import/", imports(pages.start), name="register_import"),
    path("import/template.xlsx", imports(pages.template), name="register_template"),
    path("import/<int:import_id>/", imports(pages.one), name="register_import_one"),
    path("import/<int:import_id>/faults/", imports(pages.faults), name="register_faults"),
    path("import/<int:import_id>/answer/", imports(pages.answer), name="register_answer"),
    path("import/<int:import_id>/confirm/", imports(pages.confirm), name="register_confirm"),
    path("import/<int:import_id>/give-up/", imports(pages.give_up), name="register_give_up"),
]

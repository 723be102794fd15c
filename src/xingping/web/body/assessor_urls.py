"""Addresses of the register of assessors."""

from django.urls import URLPattern, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import assessor_import as files
from xingping.web.body import assessors

views = needs(Verb.HISTORY, Kind.ASSESSOR)
changes = needs(Verb.CHANGE, Kind.ASSESSOR)
imports = needs(Verb.IMPORT, Kind.ASSESSOR)
exports = needs(Verb.EXPORT, Kind.ASSESSOR)
ONE = "<int:assessor_id>/"
FILE = "import/<int:assessor_import_id>/"

urlpatterns: list[URLPattern] = [
    path("", needs(Verb.LIST, Kind.ASSESSOR)(assessors.assessors), name="assessors"),
    path("new/", needs(Verb.CREATE, Kind.ASSESSOR)(assessors.new_assessor), name="assessor_new"),
    path("register.xlsx", exports(files.export), {"form": "xlsx"}, name="assessors_xlsx"),
    path("register.csv", exports(files.export), {"form": "csv"}, name="assessors_csv"),
    path("import/", imports(files.start), name="assessor_import"),
    path("import/template.xlsx", imports(files.template), name="assessor_template"),
    path(FILE, imports(files.one), name="assessor_import_one"),
    path(f"{FILE}faults/", imports(files.faults), name="assessor_import_faults"),
    path(f"{FILE}confirm/", imports(files.confirm), name="assessor_import_confirm"),
    path(f"{FILE}give-up/", imports(files.give_up), name="assessor_import_give_up"),
    path(ONE, views(assessors.assessor_page), name="assessor"),
    path(f"{ONE}edit/", changes(assessors.edit_assessor), name="assessor_edit"),
    path(f"{ONE}leave/", changes(assessors.leave), name="assessor_leave"),
    path(f"{ONE}ties/", changes(assessors.tie), name="assessor_tie"),
    path(f"{ONE}ties/<int:conflict_id>/end/", changes(assessors.tie_end), name="assessor_tie_end"),
]

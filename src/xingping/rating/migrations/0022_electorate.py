"""Who is entitled to vote is kept with each vote: members called and recusals made until then."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill_in(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Votes opened before this: as they were counted until now."""
    members = apps.get_model("rating", "PanelMember")
    recusals = apps.get_model("rating", "Recusal")
    for item in apps.get_model("rating", "AgendaItem").objects.exclude(opened_at=None).iterator():
        people = set(recusals.objects.filter(case=item.case_id).values_list("person_id", flat=True))
        voted = set(item.ballots.values_list("member_id", flat=True))
        for key, person in members.objects.filter(meeting=item.meeting_id).values_list("pk", "person_id"):
            (item.recused if person in people and key not in voted else item.entitled).append(key)
        item.save(update_fields=["entitled", "recused"])


class Migration(migrations.Migration):
    """Two lists beside each vote."""

    dependencies = [("rating", "0021_webhook_overlap")]

    operations = [
        migrations.AddField("agendaitem", "entitled", models.JSONField(default=list, verbose_name="有表决权的委员")),
        migrations.AddField("agendaitem", "recused", models.JSONField(default=list, verbose_name="回避的委员")),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]

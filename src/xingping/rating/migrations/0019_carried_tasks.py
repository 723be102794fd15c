"""A task that an earlier improvement plan left unfinished goes on in the next one."""

import django.db.models.deletion
from django.db import migrations, models

STATES = [
    ("open", "未开始"),
    ("running", "进行中"),
    ("done", "已完成"),
    ("dropped", "不再做"),
    ("carried", "已转入下一计划"),
]


class Migration(migrations.Migration):
    dependencies = [("rating", "0018_rereview_beside_upgrade")]

    operations = [
        migrations.RemoveConstraint(model_name="improvementtask", name="improvement_task_state_known"),
        migrations.AlterField(
            model_name="improvementtask",
            name="state",
            field=models.CharField(choices=STATES, default="open", max_length=8),
        ),
        migrations.AlterField(
            model_name="taskprogress",
            name="state",
            field=models.CharField(choices=STATES, max_length=8),
        ),
        migrations.AddField(
            model_name="improvementtask",
            name="carried_from",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_to",
                to="rating.improvementtask",
            ),
        ),
        migrations.AddConstraint(
            model_name="improvementtask",
            constraint=models.CheckConstraint(
                condition=models.Q(state__in=[value for value, _label in STATES]),
                name="improvement_task_state_known",
            ),
        ),
    ]

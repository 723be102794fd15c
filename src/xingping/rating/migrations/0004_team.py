"""Visits with modes and cancelling, one more assessor on doubt, imports of assessors."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rating', '0003_minutes_scans'),
    ]

    operations = [
        migrations.AddField(
            model_name='registerimport',
            name='kind',
            field=models.CharField(choices=[('centres', '中心（站）登记'), ('assessors', '专家库')], default='centres', max_length=10),
        ),
        migrations.AddField(
            model_name='teammember',
            name='on_doubt',
            field=models.BooleanField(default=False, verbose_name='因星级把握低而加派'),
        ),
        migrations.AddField(
            model_name='visit',
            name='cancel_reason',
            field=models.CharField(blank=True, max_length=400, verbose_name='取消原因'),
        ),
        migrations.AddField(
            model_name='visit',
            name='modes',
            field=models.JSONField(default=list, verbose_name='评估方式'),
        ),
        migrations.AddConstraint(
            model_name='registerimport',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['centres', 'assessors'])), name='import_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='teammember',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), ('on_doubt', True)), fields=('team',), name='team_one_more_once'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('cancelled_at', None), models.Q(('cancel_reason', ''), _negated=True), _connector='OR'), name='visit_cancelled_with_reason'),
        ),
    ]

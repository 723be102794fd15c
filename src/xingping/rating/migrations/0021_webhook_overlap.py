"""A former secret signs beside the present one for a while; the log is cleared by when entries ended."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("rating", "0020_who_gave_notice")]

    operations = [
        migrations.AddField(
            model_name="webhook",
            name="old_secret",
            field=models.TextField(blank=True, default="", verbose_name="原来的密钥（加密）"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="webhook",
            name="old_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="原来的密钥用到"),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=Q(old_secret="", old_until=None) | (~Q(old_secret="") & Q(old_until__isnull=False)),
                name="webhook_old_secret_ends",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(fields=["ended_at"], name="webhook_delivery_ended"),
        ),
    ]

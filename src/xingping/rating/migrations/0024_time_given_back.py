"""A quashed cancellation gives back the time that it took from the re-review window."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """One date beside the last valid day."""

    dependencies = [("rating", "0023_household_letters")]

    operations = [
        migrations.AddField(
            "certificate",
            "applies_until",
            models.DateField(blank=True, null=True, verbose_name="复核申请延至"),
        ),
        migrations.AddConstraint(
            "certificate",
            models.CheckConstraint(
                condition=Q(applies_until=None) | Q(applies_until__gt=F("last_day")),
                name="certificate_applies_beyond_last_day",
            ),
        ),
    ]

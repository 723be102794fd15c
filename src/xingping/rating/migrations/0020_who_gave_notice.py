"""Who gave notice of an incident does not decide the appeal against what came of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rating", "0019_carried_tasks")]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="noticed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]

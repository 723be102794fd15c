"""Why an error of fact that an applicant named was not taken up."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """One reason for each error named."""

    dependencies = [("rating", "0024_time_given_back")]

    operations = [
        migrations.CreateModel(
            name="ClaimRefusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.CharField(max_length=8)),
                ("reason", models.TextField(verbose_name="不采纳的理由")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "feedback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refusals",
                        to="rating.feedback",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("feedback", "serial"), name="claim_refused_once"),
                    models.CheckConstraint(condition=~Q(reason=""), name="claim_refused_with_reason"),
                ],
            },
        ),
    ]

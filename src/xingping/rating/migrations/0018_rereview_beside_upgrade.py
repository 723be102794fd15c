"""An upgrade before expiry does not stand in the way of the re-review in the same round."""

from django.db import migrations, models

ENDED = ("withdrawn", "terminated", "refused")


class Migration(migrations.Migration):
    dependencies = [("rating", "0017_result_bundles")]

    operations = [
        migrations.RemoveConstraint(model_name="case", name="case_once_per_round_and_centre"),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                fields=("round", "centre"),
                condition=~models.Q(state__in=ENDED) & ~models.Q(purpose="upgrade"),
                name="case_once_per_round_and_centre",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                fields=("round", "centre"),
                condition=~models.Q(state__in=ENDED) & models.Q(purpose="upgrade"),
                name="case_one_upgrade_per_round",
            ),
        ),
    ]

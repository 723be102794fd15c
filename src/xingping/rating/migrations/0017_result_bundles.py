"""A case may have more than one result bundle: after an appeal, and after its star was changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rating", "0016_cancellation_appeals")]

    operations = [
        migrations.AlterModelOptions(name="resultbundle", options={"ordering": ("case", "sequence")}),
        migrations.AddField(
            model_name="resultbundle", name="sequence", field=models.PositiveSmallIntegerField(default=1)
        ),
        migrations.AlterField(
            model_name="resultbundle",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bundles", to="rating.case"
            ),
        ),
        migrations.AddConstraint(
            model_name="resultbundle",
            constraint=models.UniqueConstraint(fields=("case", "sequence"), name="result_bundle_once"),
        ),
    ]

"""Of something that an order compels us to tell, the order may forbid telling the service user (D12)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0059_sealed_anew"),
    ]

    operations = [
        migrations.AlterField(
            model_name="disclosure",
            name="subject_told",
            field=models.CharField(
                blank=True,
                choices=[
                    ("yes", "Yes"),
                    ("no_risk", "No: it would put somebody at risk"),
                    ("no_reach", "No: they could not be reached yet"),
                    ("forbidden", "No: the order forbids it"),
                ],
                max_length=15,
                verbose_name="whether the service user was told",
            ),
        ),
    ]

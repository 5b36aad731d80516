"""Young people who have rights of their own and were not told yet, found by an index for the home page."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0028_corrections_guarded"),
        ("teams", "0011_dates_and_deputies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("rights_explained_on", None), ("role", "child")),
                fields=["team", "young_person_from"],
                name="person_to_tell",
            ),
        ),
    ]

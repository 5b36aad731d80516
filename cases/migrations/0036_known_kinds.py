"""What was told, and what was kept back, is of kinds that the policy knows."""

from django.db import migrations, models

from cases.vocabulary.sharing import Category

KNOWN = models.Q(categories__contained_by=sorted(Category.values))


class Migration(migrations.Migration):
    dependencies = [("cases", "0035_editions")]
    operations = [
        migrations.AddConstraint(
            "disclosure", models.CheckConstraint(condition=KNOWN, name="disclosure_knows_its_kinds")
        ),
        migrations.AddConstraint("keptback", models.CheckConstraint(condition=KNOWN, name="kept_back_knows_its_kinds")),
    ]

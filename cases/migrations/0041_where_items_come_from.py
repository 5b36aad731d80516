"""Each item of a disclosure says where it comes from: from the service user, somebody else, a document or ourselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0040_second_confiders")]
    operations = [
        migrations.AddField(
            model_name="disclosureitem",
            name="source",
            field=models.CharField(
                blank=True,
                choices=[
                    ("service_user", "The service user told us"),
                    ("somebody_else", "Somebody else told us"),
                    ("document", "A letter, a report or a record"),
                    ("ourselves", "We saw, heard or did it ourselves"),
                ],
                db_default="",
                default="",
                max_length=15,
                verbose_name="where it comes from",
            ),
        ),
    ]

"""What a manager does not approve may have a second opinion as well (T11); an authority may decide something else."""

from django.db import migrations, models

from foundation.rowsecurity.operations import sql
from safeguarding.vocabulary import AuthorityDecision


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0017_named_out_of_sight")]
    operations = [
        sql("INSERT INTO vault.safeguarding_pair VALUES ('second_opinion', 'discussed_refer', 'seeking_discussion')"),
        migrations.AlterField(
            model_name="reply",
            name="decision",
            field=models.CharField(blank=True, choices=AuthorityDecision.choices, max_length=25),
        ),
    ]

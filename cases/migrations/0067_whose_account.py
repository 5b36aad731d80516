"""A senior manager of the rota to whom somebody is named is their account and nothing beside it, which the database reads
where it cannot read a sealed name; and which transaction wrote a row is the database's to say, and nobody's who writes it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from foundation.rowsecurity.operations import sql

PERSON_OR_ROLE = Q(person_name__isnull=False) | Q(organisation__isnull=False, role__isnull=False)
BY_ITSELF = Q(kind="senior_manager", organisation__isnull=True, role__isnull=True, person_name__isnull=True)
# What belongs together is written together: the column's default could be written over by whoever writes the row.
MADE_IN = sql(
    """CREATE FUNCTION gate.stamp_made_in() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        NEW.made_in := pg_current_xact_id();
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.stamp_made_in() FROM PUBLIC",
    *(
        f"CREATE TRIGGER a_made_in BEFORE INSERT ON cases_{part} FOR EACH ROW EXECUTE FUNCTION gate.stamp_made_in()"
        for part in ("note", "disclosure", "breach")
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0066_quicker_looks"),
        ("teams", "0018_post"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RemoveConstraint("recipient", "a_recipient_is_a_person_or_a_role_somewhere"),
        migrations.AddField(
            "recipient",
            "account",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            "recipient",
            models.CheckConstraint(
                condition=PERSON_OR_ROLE | Q(account__isnull=False),
                name="a_recipient_is_a_person_or_a_role_somewhere",
            ),
        ),
        migrations.AddConstraint(
            "recipient",
            models.CheckConstraint(condition=Q(account=None) | BY_ITSELF, name="an_account_is_said_by_itself"),
        ),
        MADE_IN,
    ]

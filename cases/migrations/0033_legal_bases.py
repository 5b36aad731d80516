"""What makes sharing lawful is read from a register with dates, by the database itself, as a disclosure is written."""

import uuid
from datetime import date

from django.db import migrations, models

from cases.vocabulary.sharing import Basis, RecipientCheck
from foundation.rowsecurity.operations import definer, grant, sql

FROM = date(2020, 1, 1)  # early enough for every record that is brought over
PROPOSED = "Proposed register, law-and-practice 2.2: for the data protection officer to approve"
# Basis, article 6, article 9, paragraph of Schedule 1. What needs no article 9 is not about a living person's secrets.
ROWS = (
    ("consent", "6_1_e", "9_2_a", ""),
    ("self", "6_1_e", "9_2_g", "P6"),
    ("public_interest_cp", "6_1_e", "9_2_g", "P18"),
    ("vital_interests", "6_1_d", "9_2_c", ""),
    ("adult_at_risk", "6_1_e", "9_2_g", "P18"),
    ("legal_compulsion", "6_1_c", "9_2_f", ""),
    ("statutory_duty", "6_1_c", "9_2_g", "P18"),
    ("anonymous", "6_1_e", "", ""),
)


def load(apps, schema_editor):
    """Store the register as it is first proposed."""
    made = apps.get_model("cases", "LegalBasis")
    names = ("basis", "article_6", "article_9", "schedule_1")
    made.objects.bulk_create(
        made(id=uuid.uuid4(), valid_from=FROM, source=PROPOSED, **dict(zip(names, row, strict=True))) for row in ROWS
    )


IN_FORCE = definer(
    """
CREATE OR REPLACE FUNCTION gate.sharing_is_lawful() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held public.cases_legalbasis;
    day date := (NEW.sent_at AT TIME ZONE 'Europe/London')::date;
BEGIN
    IF NEW.basis = '' THEN
        NEW.article_6 := '';
        NEW.article_9 := '';
        NEW.schedule_1 := '';
        RETURN NEW;
    END IF;
    SELECT * INTO held FROM public.cases_legalbasis AS l
    WHERE l.basis = NEW.basis AND l.valid_from <= day AND (l.valid_to IS NULL OR l.valid_to >= day)
    ORDER BY l.valid_from DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nothing in the register makes this lawful on that day' USING ERRCODE = '23514';
    END IF;
    NEW.article_6 := held.article_6;
    NEW.article_9 := held.article_9;
    NEW.schedule_1 := held.schedule_1;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_enquiry_script")]

    operations = [
        migrations.CreateModel(
            name="LegalBasis",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("basis", models.CharField(choices=Basis.choices, max_length=20)),
                ("article_6", models.CharField(max_length=10, verbose_name="UK GDPR article 6")),
                ("article_9", models.CharField(blank=True, max_length=10, verbose_name="UK GDPR article 9")),
                ("schedule_1", models.CharField(blank=True, max_length=10, verbose_name="paragraph of Schedule 1")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("source", models.CharField(max_length=200)),
            ],
            options={"default_permissions": (), "verbose_name_plural": "legal bases"},
        ),
        migrations.AddConstraint(
            model_name="legalbasis",
            constraint=models.UniqueConstraint(fields=("basis", "valid_from"), name="one_legal_basis_at_a_time"),
        ),
        migrations.AddConstraint(
            model_name="legalbasis",
            constraint=models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="legal_bases_end_after_they_begin",
            ),
        ),
        migrations.AlterField(
            model_name="disclosure",
            name="recipient_verified",
            field=models.CharField(
                blank=True, choices=RecipientCheck.choices, max_length=30, verbose_name="how they were verified"
            ),
        ),
        migrations.AlterField(
            model_name="disclosure",
            name="content_hash",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=64,
                verbose_name="SHA-256 of the text that went",
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
        grant("SELECT", "cases_legalbasis"),
        sql("GRANT SELECT ON cases_legalbasis TO pps_definer"),
        IN_FORCE,
        sql(
            """CREATE TRIGGER lawful BEFORE INSERT ON cases_disclosure
               FOR EACH ROW EXECUTE FUNCTION gate.sharing_is_lawful()"""
        ),
    ]

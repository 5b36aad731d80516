"""Tasks of several kinds, promised call-backs that one person takes, and what a task was finished by."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields
from foundation.rowsecurity.operations import sql

# One person at a time, each in their own name, at the database's time; the next may take it once it is put back.
TAKING = sql(
    """CREATE FUNCTION gate.taken_by_one_person() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NEW.taken_by_id IS NULL THEN
            NEW.taken_at := NULL;
        ELSIF TG_OP = 'INSERT' OR NEW.taken_by_id IS DISTINCT FROM OLD.taken_by_id THEN
            IF TG_OP = 'UPDATE' AND OLD.taken_by_id IS NOT NULL THEN
                RAISE EXCEPTION 'somebody has taken it' USING ERRCODE = '55000';
            END IF;
            IF NEW.taken_by_id IS DISTINCT FROM gate.actor_id() THEN
                RAISE EXCEPTION 'it is taken in one''s own name' USING ERRCODE = '42501';
            END IF;
            NEW.taken_at := gate.clock();
        ELSE
            NEW.taken_at := OLD.taken_at;
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.taken_by_one_person() FROM PUBLIC",
    """CREATE TRIGGER taken_by_one_person BEFORE INSERT OR UPDATE ON cases_task
       FOR EACH ROW EXECUTE FUNCTION gate.taken_by_one_person()""",
)
LINKS = sql(
    "ALTER TABLE cases_task ADD CONSTRAINT done_contact_is_of_the_case"
    " FOREIGN KEY (done_contact_id, case_id) REFERENCES cases_contact (id, case_id)",
    "GRANT UPDATE (note, taken_by_id, taken_at, tries, tried_at, done_contact_id) ON cases_task TO pps_app",
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_people_in_full"),
        ("teams", "0008_service_and_conflicts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="task",
            name="a_done_task_says_when_and_by_whom",
        ),
        migrations.AddField(
            model_name="task",
            name="done_contact",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.contact",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="kind",
            field=models.CharField(
                choices=[
                    ("task", "Task"),
                    ("call_back", "Call back"),
                    ("safeguarding", "Safeguarding question"),
                    ("review", "Review"),
                    ("notice", "To read"),
                ],
                db_default="task",
                default="task",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="note",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="task",
            name="promised_at",
            field=models.DateTimeField(null=True, verbose_name="when they were promised a call"),
        ),
        migrations.AddField(
            model_name="task",
            name="taken_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="task",
            name="taken_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="tried_at",
            field=models.DateTimeField(null=True, verbose_name="when it was last tried"),
        ),
        migrations.AddField(
            model_name="task",
            name="tries",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, verbose_name="how often nobody was reached"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=models.Q(("state", "open")), fields=["taken_by", "due"], name="task_taken"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["team", "due", "id"], name="task_of_team"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("promised_at__isnull", False), ("state", "open")),
                fields=["team", "promised_at", "id"],
                name="task_promised",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("done_at__isnull", True),
                        ("done_by__isnull", True),
                        ("done_contact__isnull", True),
                        ("state", "open"),
                    ),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False), ("state", "done")),
                    _connector="OR",
                ),
                name="a_done_task_says_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "call_back"), ("promised_at__isnull", False)),
                    models.Q(models.Q(("kind", "call_back"), _negated=True), ("promised_at__isnull", True)),
                    _connector="OR",
                ),
                name="a_call_back_says_when_it_was_promised",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                    models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_taken_task_says_when",
            ),
        ),
        TAKING,
        LINKS,
    ]

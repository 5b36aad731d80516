"""A concern counts its changes and takes none that has not seen the one before; and what the manager was asked about
risk is the manager's to finish, or is settled by the concern that was raised of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from foundation.rowsecurity.operations import definer, sql

COUNT = [
    migrations.AddField(
        "concern",
        "edition",
        models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name="number of changes"),
    ),
    migrations.AddField("concern", "edited_at", models.DateTimeField(editable=False, null=True)),
    migrations.AddField(
        "concern",
        "edited_by",
        models.ForeignKey(
            db_constraint=False,
            db_index=False,
            editable=False,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to=settings.AUTH_USER_MODEL,
        ),
    ),
]
# Where a concern stands is moved by its steps: that is no change that anybody would have to see.
COUNTED = sql(
    "GRANT UPDATE (edition) ON safeguarding_concern TO pps_app",
    *(
        f"CREATE TRIGGER edited_by_{who} BEFORE UPDATE ON safeguarding_concern FOR EACH ROW"
        f" WHEN (current_user {sign} 'pps_app')"
        f" EXECUTE FUNCTION gate.count_change('{who}', 'state', 'before_emergency')"
        for who, sign in (("web", "="), ("function", "<>"))
    ),
)
QUESTION = definer(
    """
CREATE OR REPLACE FUNCTION gate.keep_managers_question() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.team_id <> ALL (gate.teams_where('see_restricted')) AND NOT EXISTS (
        SELECT FROM public.safeguarding_concern AS c
        WHERE c.contact_id = OLD.contact_id AND c.raised_by_id = gate.actor_id() AND c.state <> 'draft'
          AND c.subject <> 'staff') THEN
        RAISE EXCEPTION 'the manager was asked' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
ASKED = sql(
    """CREATE TRIGGER managers_question BEFORE UPDATE ON cases_task FOR EACH ROW
    WHEN (current_user = 'pps_app' AND OLD.kind = 'safeguarding'
          AND (OLD.state, OLD.assigned_to_id, OLD.due, OLD.title, OLD.note)
              IS DISTINCT FROM (NEW.state, NEW.assigned_to_id, NEW.due, NEW.title, NEW.note))
    EXECUTE FUNCTION gate.keep_managers_question()""",
)


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0023_put_again"),
        ("cases", "0045_seen_as_they_stand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [*COUNT, COUNTED, QUESTION, ASKED]

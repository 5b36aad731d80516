"""A row that two people may change at once counts its changes, and takes none that has not seen the one before."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from foundation.rowsecurity.operations import definer, sql

# Each kind of row, with the columns that no form asks about: to write those is no change that anybody has to see.
EDITED = {
    "case": ("last_contact_at", "next_due"),
    "person": ("search_document",),
    "contactpoint": (),
    "address": (),
    "personlink": (),
    "representative": (),
    "contact": (),
    "task": (
        *("taken_by_id", "taken_at", "tries", "tried_at", "state"),
        *("done_at", "done_by_id", "done_contact_id"),
    ),
}


def columns(model: str) -> list[migrations.AddField]:
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        db_constraint=False,
        db_index=False,
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
    )
    count = models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name="number of changes")
    return [
        migrations.AddField(model, "edition", count),
        migrations.AddField(model, "edited_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(model, "edited_by", editor),
    ]


# What the web writes says which change it has seen. Who and when are the database's to say, whoever writes.
COUNTED = definer(
    """
CREATE OR REPLACE FUNCTION gate.count_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    aside text[] := TG_ARGV[1:] || ARRAY['edition', 'edited_at', 'edited_by_id'];
BEGIN
    NEW.edited_at := OLD.edited_at;
    NEW.edited_by_id := OLD.edited_by_id;
    IF to_jsonb(NEW) - aside = to_jsonb(OLD) - aside THEN
        NEW.edition := OLD.edition;
        RETURN NEW;
    END IF;
    IF TG_ARGV[0] = 'web' AND NEW.edition <> OLD.edition + 1 THEN
        RAISE EXCEPTION 'somebody else has changed this' USING ERRCODE = '40001';
    END IF;
    NEW.edited_at := gate.clock();
    NEW.edited_by_id := gate.actor_id();
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)


def counted(table: str, aside: tuple[str, ...]) -> migrations.RunSQL:
    """The web's own statements; and what functions of ours write, which check for themselves what they change."""
    said = ", ".join(f"'{name}'" for name in aside)
    return sql(
        f"GRANT UPDATE (edition) ON cases_{table} TO pps_app",
        *(
            f"CREATE TRIGGER edited_by_{who} BEFORE UPDATE ON cases_{table} FOR EACH ROW"
            f" WHEN (current_user {sign} 'pps_app')"
            f" EXECUTE FUNCTION gate.count_change({', '.join(filter(None, (repr(who), said)))})"
            for who, sign in (("web", "="), ("function", "<>"))
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0034_writing_to_them"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        *(step for model in EDITED for step in columns(model)),
        COUNTED,
        *(counted(table, aside) for table, aside in EDITED.items()),
    ]

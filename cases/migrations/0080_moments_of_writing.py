"""When something was written is the database's to say, whoever writes it; and what is new was never changed, done or retired."""

from django.db import migrations

from foundation.rowsecurity.operations import policy, sql

UNCHANGED = "edition = 0 AND edited_at IS NULL AND edited_by_id IS NULL"
NEW = {
    "address": f"{UNCHANGED} AND retired_at IS NULL",
    "contactpoint": f"{UNCHANGED} AND retired_at IS NULL",
    "formername": "retired_at IS NULL",
    "person": UNCHANGED,
    "personlink": f"{UNCHANGED} AND retired_at IS NULL",
    "representative": f"{UNCHANGED} AND retired_at IS NULL",
    "task": f"{UNCHANGED} AND state = 'open' AND tries = 0 AND tried_at IS NULL",
}
ENDING = ("address", "contactpoint", "formername", "personlink", "representative")
FIRST = "NEW.{0} := coalesce(OLD.{0}, gate.clock());"  # what was ended or done stays so, from the moment it was
EACH = "NEW.{0} := gate.clock();"


def stamps(column: str, said: str) -> tuple[str, str]:
    """The function of a trigger that writes down the moment itself."""
    return (
        f"""CREATE FUNCTION gate.stamp_{column}() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
            {said.format(column)}
            RETURN NEW;
        END $$""",
        f"REVOKE ALL ON FUNCTION gate.stamp_{column}() FROM PUBLIC",
    )


def stamped(table: str, column: str) -> str:
    """What the web changes. Before the change is counted: to say another moment is none."""
    return (
        f"CREATE TRIGGER a_{column} BEFORE UPDATE ON cases_{table} FOR EACH ROW"
        f" WHEN (current_user = 'pps_app' AND NEW.{column} IS DISTINCT FROM OLD.{column})"
        f" EXECUTE FUNCTION gate.stamp_{column}()"
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0079_taking_apart_done")]
    operations = [
        sql(
            *stamps("opened_at", EACH),
            *stamps("made_at", EACH),
            *stamps("retired_at", FIRST),
            *stamps("done_at", FIRST),
            *stamps("tried_at", EACH),
            "CREATE TRIGGER stamped BEFORE INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION gate.stamp_opened_at()",
            "CREATE TRIGGER stamped BEFORE INSERT ON cases_savedsearch FOR EACH ROW EXECUTE FUNCTION gate.stamp_made_at()",
            *(stamped(table, "retired_at") for table in ENDING),
            *(stamped(table, "done_at") for table in ("message", "task")),
            stamped("message", "tried_at"),  # of a task it is when the call was made, which a person says
        ),
        *(policy(f"cases_{name}", "new_when_added", "INSERT", check=so, restrictive=True) for name, so in NEW.items()),
        sql(
            "ALTER POLICY new_when_added ON cases_contact WITH CHECK (corrected_at IS NULL AND moved_away_at IS NULL"
            f" AND moved_here_at IS NULL AND {UNCHANGED})",
            "ALTER POLICY opened_open ON cases_case WITH CHECK"
            f" (status = 'open' AND highest_level = intervention_level AND {UNCHANGED})",
        ),
    ]

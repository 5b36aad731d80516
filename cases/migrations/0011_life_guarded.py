"""A row of a case's history is the change it tells of: who may write one, and how it moves the case."""

from django.db import migrations

from cases.migrations._gates import gates
from foundation.rowsecurity.operations import definer, policy, sql

HISTORY = ("statuschange", "levelchange", "allocation", "review", "timeentry")
STAMPED = "CREATE TRIGGER stamped BEFORE INSERT ON cases_{part} FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()"
APPLIED = "CREATE TRIGGER applied AFTER INSERT ON cases_{part} FOR EACH ROW EXECUTE FUNCTION gate.apply_{what}()"

# Nothing but a row of history changes these, and the row starts from where the case stands, or is refused.
RIGHTS = sql(
    "REVOKE UPDATE (status, intervention_level, lead_worker_id, closed_at, close_reason) ON cases_case FROM pps_app",
    "GRANT UPDATE (sen_stage_open, sen_stage_close, evaluation_sent) ON cases_case TO pps_app",
    "GRANT UPDATE (status, closed_at, close_reason, intervention_level, highest_level, lead_worker_id,"
    " second_worker_id) ON cases_case TO pps_definer",
)
APPLY_STATUS = definer(
    """
CREATE OR REPLACE FUNCTION gate.apply_status() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.cases_case AS c SET status = NEW.status_to, close_reason = NEW.reason,
        closed_at = CASE WHEN NEW.status_to = 'closed' THEN NEW.recorded_at END
    WHERE c.id = NEW.case_id AND c.status = NEW.status_from
      AND (NEW.status_to <> 'closed' OR c.highest_level = 1 OR NEW.outcomes <> '{}');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the case stands elsewhere, or its closing says no outcome' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
APPLY_LEVEL = definer(
    """
CREATE OR REPLACE FUNCTION gate.apply_level() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.cases_case AS c
    SET intervention_level = NEW.level_to, highest_level = greatest(c.highest_level, NEW.level_to)
    WHERE c.id = NEW.case_id AND c.intervention_level = NEW.level_from;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the case is at another level' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
# Whoever newly leads or seconds works cases in the team; who has left may stay until another is chosen.
APPLY_ALLOCATION = definer(
    """
CREATE OR REPLACE FUNCTION gate.apply_allocation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    known uuid[] := ARRAY[NEW.lead_from_id, NEW.second_from_id];
    chosen uuid;
BEGIN
    FOREACH chosen IN ARRAY ARRAY[NEW.lead_to_id, NEW.second_to_id] LOOP
        IF chosen IS NOT NULL AND chosen <> ALL (array_remove(known, NULL))
           AND NEW.team_id <> ALL (gate.held(chosen, 'work_cases')) THEN
            RAISE EXCEPTION 'cases go to people who work in the team' USING ERRCODE = '42501';
        END IF;
    END LOOP;
    UPDATE public.cases_case AS c SET lead_worker_id = NEW.lead_to_id, second_worker_id = NEW.second_to_id
    WHERE c.id = NEW.case_id AND c.lead_worker_id IS NOT DISTINCT FROM NEW.lead_from_id
      AND c.second_worker_id IS NOT DISTINCT FROM NEW.second_from_id
      AND (NEW.lead_to_id IS DISTINCT FROM NEW.lead_from_id OR NEW.second_to_id IS DISTINCT FROM NEW.second_from_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the case has other workers' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_life_of_a_case")]
    operations = [
        RIGHTS,
        policy(
            "cases_case",
            "opened_open",
            "INSERT",
            check="status = 'open' AND highest_level = intervention_level",
            restrictive=True,
        ),
        *(step for part in HISTORY for step in gates(f"cases_{part}", "case_id", author="recorded_by_id")),
        sql(
            *(
                f"ALTER TABLE cases_{part} ADD CONSTRAINT {part}_has_the_cases_team"
                f" FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)"
                for part in HISTORY
            ),
            *(STAMPED.format(part=part) for part in HISTORY),
            "ALTER TABLE cases_timeentry ADD CONSTRAINT no_time_in_the_future"
            " CHECK (day <= (recorded_at AT TIME ZONE 'Europe/London')::date)",
        ),
        APPLY_STATUS,
        APPLY_LEVEL,
        APPLY_ALLOCATION,
        sql(
            APPLIED.format(part="statuschange", what="status"),
            APPLIED.format(part="levelchange", what="level"),
            APPLIED.format(part="allocation", what="allocation"),
        ),
    ]

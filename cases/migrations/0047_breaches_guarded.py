"""Who writes down what is done about a breach, and how that moves it: opened, contained, decided, closed; closed by
somebody who did not write it down, when everybody was told whom it was decided to tell."""

from django.db import migrations

from cases.migrations._gates import MAY_WORK, MINE, NOT_TAKEN
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

MANAGES = "team_id = ANY ((SELECT gate.teams_where('see_restricted'))::uuid[])"
BY = MINE.format(column="recorded_by_id")

SAME_CASE = sql(
    "ALTER TABLE cases_breachstep ADD CONSTRAINT breachstep_has_the_cases_team"
    " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)",
    "ALTER TABLE cases_breach ADD CONSTRAINT breach_and_case UNIQUE (id, case_id)",
    "ALTER TABLE cases_breachstep ADD CONSTRAINT breachstep_breach_is_of_the_case"
    " FOREIGN KEY (breach_id, case_id) REFERENCES cases_breach (id, case_id)",
    """CREATE TRIGGER stamped BEFORE INSERT ON cases_breachstep
       FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()""",
    "GRANT UPDATE (state) ON cases_breach TO pps_definer",
    "GRANT SELECT ON cases_breachstep TO pps_definer",
)
MOVES = definer(
    """
CREATE OR REPLACE FUNCTION gate.breach_moves() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    b public.cases_breach;
    decided public.cases_breachstep;
BEGIN
    SELECT * INTO b FROM public.cases_breach AS x WHERE x.id = NEW.breach_id AND x.case_id = NEW.case_id FOR UPDATE;
    IF b.state IS DISTINCT FROM NEW.state_from OR NOT (CASE NEW.move
        WHEN 'contain' THEN NEW.state_from IN ('open', 'contained') AND NEW.state_to = 'contained'
        WHEN 'decide' THEN NEW.state_from IN ('contained', 'decided') AND NEW.state_to = 'decided'
        WHEN 'close' THEN NEW.state_from = 'decided' AND NEW.state_to = 'closed'
        ELSE NEW.state_from <> 'closed' AND NEW.state_to = NEW.state_from END) THEN
        RAISE EXCEPTION 'this does not follow where the breach stands' USING ERRCODE = '23514';
    END IF;
    IF NEW.move = 'close' THEN
        IF b.recorded_by_id = gate.actor_id() THEN
            RAISE EXCEPTION 'whoever wrote a breach down does not close it' USING ERRCODE = '42501';
        END IF;
        SELECT * INTO decided FROM public.cases_breachstep AS s WHERE s.breach_id = b.id AND s.move = 'decide'
        ORDER BY s.recorded_at DESC, s.id DESC LIMIT 1;
        IF decided.report AND NOT EXISTS (SELECT FROM public.cases_breachstep AS s
                                          WHERE s.breach_id = b.id AND s.reported_to = 'regulator')
           OR decided.tell AND NOT EXISTS (SELECT FROM public.cases_breachstep AS s
                                           WHERE s.breach_id = b.id AND s.move = 'tell') THEN
            RAISE EXCEPTION 'somebody is still to be told' USING ERRCODE = '23514';
        END IF;
    END IF;
    UPDATE public.cases_breach AS x SET state = NEW.state_to WHERE x.id = b.id AND x.state <> NEW.state_to;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0046_breaches")]
    operations = [
        SAME_CASE,
        row_security("cases_breachstep"),
        policy("cases_breachstep", "managers_read", "SELECT", using=MANAGES),
        policy("cases_breachstep", "managers_add", "INSERT", check=f"{MANAGES} AND {BY}"),
        policy(
            "cases_breachstep",
            "not_taken_away",
            "ALL",
            using=NOT_TAKEN.format(case="case_id", taken="excluded_cases"),
            restrictive=True,
        ),
        grant("SELECT, INSERT", "cases_breachstep"),
        sql("DROP POLICY added_by_workers ON cases_breach"),
        policy("cases_breach", "opened_by_workers", "INSERT", check=f"{MAY_WORK} AND {BY} AND state = 'open'"),
        MOVES,
        sql(
            """CREATE TRIGGER moves BEFORE INSERT ON cases_breachstep
               FOR EACH ROW EXECUTE FUNCTION gate.breach_moves()"""
        ),
    ]

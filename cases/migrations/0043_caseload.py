"""How many cases stand where, kept beside the cases: a number for each team, status and access class.

Counting 200,000 rows and judging each of them costs what 200,000 rows cost, every time somebody opens their list. What is
kept here is never read by anybody but ``gate.caseload``, which takes off it what is taken from whoever asks.
"""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

# Rows are added, never changed: two who close cases of one team at once wait for nothing. What they say together is the
# sum; a few of one team are folded into one now and then.
KEPT = sql(
    """CREATE TABLE vault.caseload (
        team uuid NOT NULL, status text NOT NULL, access_class text NOT NULL, cases bigint NOT NULL)""",
    "CREATE INDEX caseload_of_team ON vault.caseload (team) INCLUDE (status, access_class, cases)",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON vault.caseload TO pps_definer",  # UPDATE: to lock what is folded
)
# Nobody waits for whoever folds, and whoever folds waits for nobody: what is locked, or not committed, stays as it is.
FOLD = definer(
    """
CREATE OR REPLACE FUNCTION gate.fold_caseload(p_team uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    WITH folded AS (
        DELETE FROM vault.caseload AS f WHERE f.ctid = ANY (ARRAY(
            SELECT l.ctid FROM vault.caseload AS l WHERE l.team = p_team FOR UPDATE SKIP LOCKED))
        RETURNING f.status, f.access_class, f.cases)
    INSERT INTO vault.caseload (team, status, access_class, cases)
    SELECT p_team, f.status, f.access_class, sum(f.cases) FROM folded AS f
    GROUP BY f.status, f.access_class HAVING sum(f.cases) <> 0;
END $$""",
    to=(),
)
# About every thirtieth change of a team's cases folds, whichever it is: nobody has to count for it.
COUNT = definer(
    """
CREATE OR REPLACE FUNCTION gate.count_case() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO vault.caseload (team, status, access_class, cases)
        VALUES (OLD.team_id, OLD.status, OLD.access_class, -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO vault.caseload (team, status, access_class, cases)
        VALUES (NEW.team_id, NEW.status, NEW.access_class, 1);
    END IF;
    IF random() * 30 < 1 THEN
        PERFORM gate.fold_caseload(coalesce(NEW.team_id, OLD.team_id));
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
# Whoever writes, and under whatever name: a session that calls itself a replica is counted too.
COUNTED = sql(
    """CREATE TRIGGER counted AFTER INSERT OR DELETE ON cases_case
       FOR EACH ROW EXECUTE FUNCTION gate.count_case()""",
    """CREATE TRIGGER counted_again AFTER UPDATE ON cases_case FOR EACH ROW
       WHEN ((OLD.team_id, OLD.status, OLD.access_class)
             IS DISTINCT FROM (NEW.team_id, NEW.status, NEW.access_class))
       EXECUTE FUNCTION gate.count_case()""",
    "ALTER TABLE cases_case ENABLE ALWAYS TRIGGER counted",
    "ALTER TABLE cases_case ENABLE ALWAYS TRIGGER counted_again",
)

# Both read in one statement, so that what others change meanwhile is in both or in neither. What differs is added, like
# any change; two who compare at once would both add it, so the second waits and compares again.
MEND = definer(
    """
CREATE OR REPLACE FUNCTION gate.mend_caseload() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mended integer;
BEGIN
    IF NOT gate.is_worker() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('gate.mend_caseload', 0));
    INSERT INTO vault.caseload (team, status, access_class, cases)
    SELECT b.team, b.status, b.access_class, sum(b.n) FROM (
        SELECT c.team_id AS team, c.status, c.access_class, count(*) AS n FROM public.cases_case AS c GROUP BY 1, 2, 3
        UNION ALL
        SELECT l.team, l.status, l.access_class, -sum(l.cases) FROM vault.caseload AS l GROUP BY 1, 2, 3) AS b
    GROUP BY 1, 2, 3 HAVING sum(b.n) <> 0;
    GET DIAGNOSTICS mended = ROW_COUNT;
    RETURN mended;
END $$"""
)
COUNT_THOSE_THERE_ARE = sql(
    "SET LOCAL ROLE pps_definer",
    """INSERT INTO vault.caseload (team, status, access_class, cases)
       SELECT team_id, status, access_class, count(*) FROM public.cases_case GROUP BY 1, 2, 3""",
    "RESET ROLE",
)

# What the row policies of a case let through, counted without asking each: what a team holds, less what is taken away
# one by one, and what was let in one by one. Both accounts of whose teams they are have a say: the caller's, which may
# only take away, and the gate's own. Among what is taken away are ids of no case; each id, whichever it is, finds the
# case beside it and is counted only if that is its own, so that they all cost the same.
# tests/security/test_caseload.py holds this to the policies, and fails when there is one more of them.
CASELOAD = definer(
    """
CREATE OR REPLACE FUNCTION gate.caseload(p_teams uuid[], p_restricted uuid[])
RETURNS TABLE (status text, cases bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    teams uuid[] := ARRAY(SELECT unnest(gate.actor_teams()) INTERSECT SELECT unnest(p_teams));
    restricted uuid[] := ARRAY(SELECT unnest(gate.teams_where('see_restricted')) INTERSECT SELECT unnest(p_restricted));
    singly uuid[] := gate.let_in_cases();
    taken uuid[] := gate.conflicts();
BEGIN
    RETURN QUERY
    SELECT f.status, sum(f.n)::bigint FROM (
        SELECT l.status, l.cases AS n FROM vault.caseload AS l
        WHERE l.team = ANY (teams) AND (l.access_class = 'standard' OR l.team = ANY (restricted))
        UNION ALL
        SELECT c.status, -1 FROM (SELECT DISTINCT unnest(taken)) AS t (id)
        CROSS JOIN LATERAL (SELECT b.* FROM public.cases_case AS b WHERE b.id >= t.id ORDER BY b.id LIMIT 1) AS c
        WHERE c.id = t.id AND c.team_id = ANY (teams) AND (c.access_class = 'standard' OR c.team_id = ANY (restricted))
        UNION ALL
        SELECT c.status, 1 FROM public.cases_case AS c
        WHERE c.id = ANY (singly) AND c.team_id <> ALL (teams) AND c.id <> ALL (taken)
          AND (c.access_class = 'standard' OR c.team_id = ANY (restricted))) AS f
    GROUP BY f.status ORDER BY f.status;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0042_adults_who_cannot_decide")]
    operations = [KEPT, FOLD, COUNT, COUNTED, MEND, COUNT_THOSE_THERE_ARE, CASELOAD]

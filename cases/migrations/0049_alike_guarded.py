"""Who is told that somebody may be known already, and the only functions that write it."""

from django.db import migrations

from cases.migrations._gates import NOT_TAKEN
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

MOST = 20  # pairs from one person: of a common name the rest is for Find
MANAGED = "team_id = ANY ((SELECT gate.teams_where('manage_conflicts'))::uuid[])"

RIGHTS = sql("GRANT SELECT, INSERT, UPDATE ON cases_alike TO pps_definer")
KEYS = sql(
    *(
        f"ALTER TABLE cases_alike ADD CONSTRAINT alike_{name} FOREIGN KEY ({columns}) REFERENCES {table}"
        for name, columns, table in (
            ("has_the_cases_team", "case_id, team_id", "cases_case (id, team_id)"),
            ("has_the_other_cases_team", "other_case_id, team_id", "cases_case (id, team_id)"),
            ("person_is_of_the_case", "person_id, case_id", "cases_person (id, case_id)"),
            ("other_person_is_of_the_other_case", "other_person_id, other_case_id", "cases_person (id, case_id)"),
        )
    )
)
HISTORY = sql(
    """CREATE FUNCTION gate.keep_alike() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.decided_at IS NOT NULL
           OR to_jsonb(NEW) - '{answer,reason,decided_at,decided_by_id}'::text[]
              IS DISTINCT FROM to_jsonb(OLD) - '{answer,reason,decided_at,decided_by_id}'::text[] THEN
            RAISE EXCEPTION 'what was found to be alike is kept' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.keep_alike() FROM PUBLIC",
    "CREATE TRIGGER history BEFORE UPDATE OR DELETE ON cases_alike FOR EACH ROW EXECUTE FUNCTION gate.keep_alike()",
)
# A wall is a decision that two files are two.
ARE_DECIDED = definer(
    """
CREATE OR REPLACE FUNCTION gate.are_decided(p_one uuid, p_other uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.cases_wall AS w WHERE w.ended_at IS NULL
                   AND (w.case_id, w.other_case_id) IN ((p_one, p_other), (p_other, p_one)))
$$""",
    to=(),
)
# In the transaction that writes a person, and whoever writes learns nothing: the same statements run whatever is found,
# nothing is returned, and the event names the file that is kept from them and not their own. A pair that waits is not
# found twice, and one that was decided about stays decided.
FIND_ALIKE = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.find_alike(p_person uuid, p_name bytea[], p_numbers bytea[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    unseen uuid[] := gate.excluded_cases();
    told uuid[];
    p public.cases_person;
    pair public.cases_alike;
BEGIN
    SELECT * INTO p FROM public.cases_person AS t WHERE t.id = p_person;
    FOR pair IN
        INSERT INTO public.cases_alike (id, case_id, team_id, other_case_id, person_id, other_person_id, likeness, kept,
                                        recorded_at, recorded_by_id)
        SELECT gen_random_uuid(), p.case_id, p.team_id, m.case_id, p.id, m.person, m.likeness, m.kept, gate.clock(),
               gate.actor_id()
        FROM (SELECT DISTINCT ON (t.case_id) t.case_id, t.person, t.case_id = ANY (unseen) AS kept,
                     CASE WHEN cardinality(p_name) > 0 AND t.tokens @> p_name THEN 'name' ELSE 'number' END AS likeness
              FROM vault.person_token AS t
              WHERE t.team_id = p.team_id AND t.case_id <> p.case_id
                AND (cardinality(p_name) > 0 AND t.tokens @> p_name OR t.tokens && p_numbers)
              ORDER BY t.case_id, t.tokens @> p_name DESC, t.person) AS m
        WHERE NOT EXISTS (
            SELECT FROM public.cases_alike AS a
            WHERE (a.case_id, a.other_case_id) IN ((p.case_id, m.case_id), (m.case_id, p.case_id))
              AND (a.decided_at IS NULL AND a.kept >= m.kept
                   OR a.decided_at IS NOT NULL
                      AND (a.person_id, a.other_person_id) IN ((p.id, m.person), (m.person, p.id))))
          AND NOT gate.are_decided(p.case_id, m.case_id)
        ORDER BY m.kept DESC, m.case_id LIMIT {MOST} RETURNING *
    LOOP
        IF pair.kept THEN
            told := told || pair.other_case_id || pair.id;
        END IF;
    END LOOP;
    IF told IS NOT NULL THEN
        PERFORM gate.write_event('alike_found', told, ARRAY[p.team_id], '');
    END IF;
END $$""",
    to=(),
)
KEEP_TOKENS = definer(
    """
CREATE OR REPLACE FUNCTION gate.keep_tokens(p_person uuid, p_tokens bytea[], p_name bytea[], p_numbers bytea[])
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p public.cases_person;
BEGIN
    SELECT * INTO p FROM public.cases_person AS t
    WHERE t.id = p_person AND t.team_id = ANY (gate.teams_where('work_cases')) AND t.case_id <> ALL (gate.excluded_cases());
    IF NOT FOUND THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.person_token (person, case_id, team_id, tokens) VALUES (p.id, p.case_id, p.team_id, p_tokens)
    ON CONFLICT (person) DO UPDATE SET tokens = excluded.tokens;
    PERFORM gate.find_alike(p.id, p_name, p_numbers);
    PERFORM gate.match_relatives(NULL, p.case_id, gate.actor_id());
END $$""",
    drop="DROP FUNCTION gate.keep_tokens(uuid, bytea[])",
)
ANSWER = definer(
    """
CREATE OR REPLACE FUNCTION gate.answer_alike(p_id uuid, p_answer text, p_reason bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    pair public.cases_alike;
    taken uuid[] := gate.excluded_cases();
BEGIN
    SELECT * INTO pair FROM public.cases_alike AS a WHERE a.id = p_id FOR UPDATE;
    IF NOT FOUND OR pair.team_id <> ALL (gate.teams_where('work_cases'))
       OR pair.case_id = ANY (taken) OR pair.other_case_id = ANY (taken)
       OR pair.kept AND pair.team_id <> ALL (gate.teams_where('manage_conflicts')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF pair.decided_at IS NOT NULL THEN
        RAISE EXCEPTION 'decided already' USING ERRCODE = '55000';
    END IF;
    UPDATE public.cases_alike AS a
    SET answer = p_answer, reason = p_reason, decided_at = gate.clock(), decided_by_id = gate.actor_id()
    WHERE a.id = p_id;
    PERFORM gate.write_event('alike_decided', ARRAY[pair.other_case_id, p_id], ARRAY[pair.team_id], '');
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0048_alike")]
    operations = [
        RIGHTS,
        KEYS,
        HISTORY,
        row_security("cases_alike"),
        grant("SELECT", "cases_alike"),
        policy("cases_alike", "in_reach", "SELECT", using="team_id = ANY ((SELECT gate.actor_teams())::uuid[])"),
        policy(
            "cases_alike",
            "kept_is_for_managers",
            "ALL",
            using=f"CASE WHEN kept THEN {MANAGED} ELSE true END",
            restrictive=True,
        ),
        policy(
            "cases_alike",
            "not_taken_away",
            "ALL",
            using=NOT_TAKEN.format(case="case_id", taken="excluded_cases"),
            restrictive=True,
        ),
        policy(
            "cases_alike",
            "nor_the_other_file",
            "ALL",
            using=NOT_TAKEN.format(case="other_case_id", taken="excluded_cases"),
            restrictive=True,
        ),
        ARE_DECIDED,
        FIND_ALIKE,
        KEEP_TOKENS,
        ANSWER,
    ]

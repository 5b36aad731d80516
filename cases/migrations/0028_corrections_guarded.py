"""Who may correct a contact and for how long, what becomes of its earlier wording, and the one way to move it."""

from django.db import migrations

from cases.migrations._gates import IN_REACH, MAY_WORK, MINE, NOT_TAKEN, gates
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

PARTS = ("contactversion", "contactaddendum")
TEXTS = "other_party, second_person, summary, advice_given, signposted_to, told_about_family"
IN_TIME = "recorded_at > gate.clock() - make_interval(mins => gate.correction_minutes())"
SIGHT = "EXISTS (SELECT FROM cases_contact AS c WHERE c.id = contact_id{more})"

# How long an author may correct their own wording. The one place that says so: the product asks this function too.
MINUTES = sql(
    "CREATE FUNCTION gate.correction_minutes() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT 15'",
    "REVOKE ALL ON FUNCTION gate.correction_minutes() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION gate.correction_minutes() TO pps_app, pps_definer",
)
RIGHTS = sql(
    f"GRANT UPDATE ({TEXTS}, corrected_at) ON cases_contact TO pps_app",
    "GRANT SELECT, INSERT, UPDATE ON cases_contact, cases_contactversion TO pps_definer",
    "GRANT SELECT, UPDATE ON cases_contactaddendum, cases_task TO pps_definer",
    "GRANT SELECT ON cases_person TO pps_definer",
)
LINKS = sql(
    *(
        f"ALTER TABLE cases_{part} ADD CONSTRAINT {part}_{name} FOREIGN KEY ({columns}) REFERENCES {table}"
        for part in PARTS
        for name, columns, table in (
            ("has_the_cases_team", "case_id, team_id", "cases_case (id, team_id)"),
            ("is_of_the_case", "contact_id, case_id", "cases_contact (id, case_id)"),
        )
    ),
    """CREATE TRIGGER stamped BEFORE INSERT ON cases_contactaddendum
       FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()""",
)
# The earlier wording is kept by the database, as it stood: no correction goes through without it.
CORRECT = definer(
    """
CREATE OR REPLACE FUNCTION gate.correct_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.moved_away_at IS NOT NULL AND OLD.moved_away_at IS NULL
       OR to_jsonb(NEW) - 'first_response' = to_jsonb(OLD) - 'first_response' THEN
        RETURN NEW;  -- columns that only gate.move_contact may write
    END IF;
    IF OLD.worker_id IS DISTINCT FROM gate.actor_id() THEN
        RAISE EXCEPTION 'the author corrects the wording' USING ERRCODE = '42501';
    END IF;
    IF OLD.moved_away_at IS NOT NULL
       OR OLD.recorded_at <= gate.clock() - make_interval(mins => gate.correction_minutes()) THEN
        RAISE EXCEPTION 'it is too late to correct the wording' USING ERRCODE = '55000';
    END IF;
    INSERT INTO public.cases_contactversion
    SELECT (jsonb_populate_record(NULL::public.cases_contactversion, to_jsonb(OLD) || jsonb_build_object(
        'id', gen_random_uuid(), 'contact_id', OLD.id, 'replaced_at', gate.clock(),
        'replaced_by_id', gate.actor_id()))).*;
    NEW.corrected_at := gate.clock();
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# What was moved keeps the time at which it was written down; everything else is stamped.
STAMP = sql(
    """CREATE FUNCTION gate.stamp_contact() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NEW.moved_here_at IS NULL THEN
            NEW.recorded_at := gate.clock();
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.stamp_contact() FROM PUBLIC",
    "DROP TRIGGER stamped ON cases_contact",
    "CREATE TRIGGER stamped BEFORE INSERT ON cases_contact FOR EACH ROW EXECUTE FUNCTION gate.stamp_contact()",
    "CREATE TRIGGER corrected BEFORE UPDATE ON cases_contact FOR EACH ROW EXECUTE FUNCTION gate.correct_contact()",
)
# Of what the application sends only ciphertext is taken, and it has to send all there is.
ONLY_SEALED = definer(
    """
CREATE OR REPLACE FUNCTION gate.only_sealed(p_table regclass, p_texts jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    sealed text[] := ARRAY(SELECT a.attname::text FROM pg_attribute AS a
        WHERE a.attrelid = p_table AND a.atttypid = 'bytea'::regtype AND a.attnum > 0 AND NOT a.attisdropped);
BEGIN
    IF p_texts IS NULL OR NOT p_texts ?& sealed THEN
        RAISE EXCEPTION 'something was added meanwhile' USING ERRCODE = '55000';
    END IF;
    RETURN (SELECT jsonb_object_agg(t.key, t.value) FROM jsonb_each(p_texts) AS t WHERE t.key = ANY (sealed));
END $$""",
    to=(),
)
PUT_UNDER = definer(
    """
CREATE OR REPLACE FUNCTION gate.put_under(p_table regclass, p_row uuid, p_texts jsonb, p_codes jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said jsonb := gate.only_sealed(p_table, p_texts) || p_codes;
    names text := (SELECT string_agg(quote_ident(k), ', ' ORDER BY k) FROM jsonb_object_keys(said) AS k);
BEGIN
    EXECUTE format('UPDATE %1$s AS t SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $1))'
                   ' WHERE t.id = $2', p_table, names) USING said, p_row;
END $$""",
    to=(),
)
# What is left says nothing: whatever a later column holds, it goes back to its default or to NULL.
EMPTY = definer(
    """
CREATE OR REPLACE FUNCTION gate.empty_contact(p_contact uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said jsonb := jsonb_build_object(
        'direction', 'in', 'method', '', 'with_whom', 'other', 'contact_type', 'no_answer', 'source', 'other',
        'interpreter', '', 'advice_codes', '{}'::text[], 'discloses_externally', false, 'consent_check', '',
        'safeguarding_screen', 'not_asked', 'first_response', false, 'moved_away_at', gate.clock(),
        'moved_away_by_id', gate.actor_id());
    kept text[] := ARRAY['id', 'case_id', 'team_id', 'happened_at', 'recorded_at', 'worker_id', 'access_class'];
    changes text := (
        SELECT string_agg(CASE WHEN said ? a.attname::text THEN format('%1$I = r.%1$I', a.attname)
                               ELSE format('%I = DEFAULT', a.attname) END, ', ')
        FROM pg_attribute AS a WHERE a.attrelid = 'public.cases_contact'::regclass AND a.attnum > 0
          AND NOT a.attisdropped AND a.attname::text <> ALL (kept));
BEGIN
    EXECUTE format('UPDATE public.cases_contact AS t SET %s FROM jsonb_populate_record(NULL::public.cases_contact, $1)'
                   ' AS r WHERE t.id = $2', changes) USING said, p_contact;
END $$""",
    to=(),
)
# A contact that was recorded on the wrong case goes to the right one with all that hangs on it, under a new id. The
# application seals the texts anew; the database moves the rows, and does nothing if any were left out. Documents of a
# contact will be moved here as well.
MOVE = definer(
    """
CREATE OR REPLACE FUNCTION gate.move_contact(
    p_contact uuid, p_to uuid, p_new uuid, p_texts jsonb, p_parts jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine uuid[] := gate.teams_where('work_cases');
    taken uuid[] := gate.excluded_cases();
    codes jsonb := jsonb_build_object('case_id', p_to, 'contact_id', p_new);
    old public.cases_contact;
    fresh public.cases_contact;
    confiding uuid;
    part uuid;
BEGIN
    SELECT * INTO old FROM public.cases_contact AS c WHERE c.id = p_contact FOR UPDATE;
    IF NOT FOUND OR old.case_id = p_to OR old.team_id <> ALL (mine) OR old.case_id = ANY (taken) OR p_to = ANY (taken)
       OR NOT EXISTS (SELECT FROM public.cases_case AS c WHERE c.id = p_to AND c.team_id = old.team_id)
       OR old.access_class <> 'standard' AND old.team_id <> ALL (gate.teams_where('see_restricted')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF old.moved_away_at IS NOT NULL THEN
        RAISE EXCEPTION 'it was moved already' USING ERRCODE = '55000';
    END IF;
    SELECT p.id INTO confiding FROM public.cases_person AS p
    WHERE p.case_id = p_to AND p.is_confider ORDER BY p.recorded_at LIMIT 1;
    fresh := jsonb_populate_record(old, gate.only_sealed('public.cases_contact', p_texts) || jsonb_build_object(
        'id', p_new, 'case_id', p_to, 'confider_id', confiding,
        'person_id', CASE WHEN old.person_id = old.confider_id THEN confiding END, 'moved_here_at', gate.clock(),
        'first_response', NOT EXISTS (SELECT FROM public.cases_contact AS c
                                      WHERE c.case_id = p_to AND c.moved_away_at IS NULL)));
    INSERT INTO public.cases_contact SELECT fresh.*;
    FOR part IN SELECT v.id FROM public.cases_contactversion AS v WHERE v.contact_id = p_contact LOOP
        PERFORM gate.put_under('public.cases_contactversion', part, p_parts #> ARRAY['versions', part::text], codes);
    END LOOP;
    FOR part IN SELECT a.id FROM public.cases_contactaddendum AS a WHERE a.contact_id = p_contact LOOP
        PERFORM gate.put_under('public.cases_contactaddendum', part, p_parts #> ARRAY['addenda', part::text], codes);
    END LOOP;
    FOR part IN SELECT t.id FROM public.cases_task AS t WHERE t.contact_id = p_contact LOOP
        PERFORM gate.put_under('public.cases_task', part, p_parts #> ARRAY['tasks', part::text],
                               codes || jsonb_build_object('done_contact_id', NULL));
    END LOOP;
    -- What it seemed to have done was promised to another family, and is still to be done.
    UPDATE public.cases_task AS t SET state = 'open', done_at = NULL, done_by_id = NULL, done_contact_id = NULL
    WHERE t.done_contact_id = p_contact AND t.state = 'done';
    PERFORM gate.empty_contact(p_contact);
    IF old.first_response THEN
        UPDATE public.cases_contact AS c SET first_response = true WHERE c.id = (
            SELECT e.id FROM public.cases_contact AS e WHERE e.case_id = old.case_id AND e.moved_away_at IS NULL
            ORDER BY e.recorded_at, e.id LIMIT 1);
    END IF;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_corrections")]
    operations = [
        MINUTES,
        RIGHTS,
        LINKS,
        CORRECT,
        STAMP,
        ONLY_SEALED,
        PUT_UNDER,
        EMPTY,
        MOVE,
        sql("DROP POLICY changed_by_workers ON cases_contact"),
        policy(
            "cases_contact",
            "corrected_by_its_author",
            "UPDATE",
            using=f"{MAY_WORK} AND {MINE.format(column='worker_id')} AND moved_away_at IS NULL AND {IN_TIME}",
            check=f"{MAY_WORK} AND {MINE.format(column='worker_id')} AND moved_away_at IS NULL",
        ),
        # Only the functions above say that something was corrected or moved.
        policy(
            "cases_contact",
            "new_when_added",
            "INSERT",
            check="corrected_at IS NULL AND moved_away_at IS NULL AND moved_here_at IS NULL",
            restrictive=True,
        ),
        row_security("cases_contactversion"),
        grant("SELECT", "cases_contactversion"),
        policy("cases_contactversion", "in_reach", "SELECT", using=IN_REACH.format(case="case_id")),
        policy(
            "cases_contactversion",
            "not_taken_away",
            "ALL",
            using=NOT_TAKEN.format(case="case_id", taken="excluded_cases"),
            restrictive=True,
        ),
        *gates("cases_contactaddendum", "case_id", author="recorded_by_id"),
        *(
            policy(
                f"cases_{part}",
                "of_a_contact_in_sight",
                "ALL",
                using=SIGHT.format(more=""),
                check=SIGHT.format(more=" AND c.moved_away_at IS NULL"),
                restrictive=True,
            )
            for part in PARTS
        ),
    ]

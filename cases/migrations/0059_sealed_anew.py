"""What is moved between files is sealed anew by the application, which alone has the keys. The database cannot read the
texts, but it can tell that they may be the ones that were there: each of the same length, under a key of the new file, and
not the old bytes."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# ``p_old``: the row as it lies; ``p_texts``: what it is to hold, as PostgreSQL writes bytes. A sealed value is its format,
# the version of its key, a nonce that is never used twice, and a text filled up to a length that sealing again keeps.
RESEALED = definer(
    r"""
CREATE OR REPLACE FUNCTION gate.insist_resealed(p_old jsonb, p_texts jsonb, p_case uuid) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    versions text[] := ARRAY(SELECT lpad(to_hex(k.version::integer), 4, '0') FROM vault.scope_key AS k
                             WHERE k.scope = p_case AND k.purpose = 'content');
BEGIN
    IF EXISTS (
        SELECT FROM jsonb_each_text(p_texts) AS t WHERE length(t.value) IS DISTINCT FROM length(p_old ->> t.key)
           OR t.value IS NOT NULL AND (
               left(t.value, 4) <> '\x01' OR substr(t.value, 5, 4) <> ALL (versions)
               OR substr(t.value, 9, 24) = substr(p_old ->> t.key, 9, 24))) THEN
        RAISE EXCEPTION 'not what was there, sealed anew' USING ERRCODE = '22023';
    END IF;
END $$""",
    to=(),
)
PUT_UNDER = definer(
    """
CREATE OR REPLACE FUNCTION gate.put_under(p_table regclass, p_row uuid, p_texts jsonb, p_codes jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    texts jsonb := gate.only_sealed(p_table, p_texts);
    said jsonb := texts || p_codes;
    names text := (SELECT string_agg(quote_ident(k), ', ' ORDER BY k) FROM jsonb_object_keys(said) AS k);
    old jsonb;
BEGIN
    EXECUTE format('SELECT to_jsonb(t) FROM %s AS t WHERE t.id = $1', p_table) INTO old USING p_row;
    PERFORM gate.insist_resealed(old, texts, (p_codes ->> 'case_id')::uuid);
    EXECUTE format('UPDATE %1$s AS t SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $1))'
                   ' WHERE t.id = $2', p_table, names) USING said, p_row;
END $$""",
    to=(),
)
# As it was, but for the one line that insists.
CARRY = definer(
    """
CREATE OR REPLACE FUNCTION gate.carry_contact(
    p_contact uuid, p_to uuid, p_new uuid, p_texts jsonb, p_parts jsonb, p_person uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine uuid[] := gate.teams_where('work_cases');
    taken uuid[] := gate.excluded_cases();
    codes jsonb := jsonb_build_object('case_id', p_to, 'contact_id', p_new);
    texts jsonb := gate.only_sealed('public.cases_contact', p_texts);
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
    PERFORM gate.insist_resealed(to_jsonb(old), texts, p_to);
    SELECT p.id INTO confiding FROM public.cases_person AS p
    WHERE p.case_id = p_to AND p.is_confider ORDER BY p.recorded_at LIMIT 1;
    fresh := jsonb_populate_record(old, texts || jsonb_build_object(
        'id', p_new, 'case_id', p_to, 'confider_id', confiding,
        'person_id', coalesce(p_person, CASE WHEN old.person_id = old.confider_id THEN confiding END),
        'moved_here_at', gate.clock(),
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
END $$""",
    to=(),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0058_unseen_by_whom_it_names")]
    operations = [RESEALED, PUT_UNDER, CARRY]

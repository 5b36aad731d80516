"""Digests of names and numbers lie under a secret of each team, so that a stolen database does not tell which files of two
teams are of one person. What a colleague wrote down goes with them from team to team, and is compared in each under its
own."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

SECRETS = sql(
    """CREATE TABLE vault.token_secret (
        team uuid PRIMARY KEY,
        secret bytea NOT NULL DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
            CHECK (length(secret) = 32))""",
    "GRANT SELECT, INSERT ON vault.token_secret TO pps_definer",
)
# What comes in is a digest of one length already, under the key that this database does not hold.
UNDER = definer(
    """
CREATE OR REPLACE FUNCTION gate.digests_under(p_secret bytea, p_digests bytea[]) RETURNS bytea[]
LANGUAGE sql IMMUTABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(SELECT sha256(p_secret || d) FROM unnest(p_digests) AS d)
$$""",
    to=("pps_owner",),
)
KEEP_TOKENS = definer(
    """
CREATE OR REPLACE FUNCTION gate.keep_tokens(p_person uuid, p_tokens bytea[], p_name bytea[], p_numbers bytea[])
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p public.cases_person;
    own bytea;
BEGIN
    SELECT * INTO p FROM public.cases_person AS t
    WHERE t.id = p_person AND t.team_id = ANY (gate.teams_where('work_cases')) AND t.case_id <> ALL (gate.excluded_cases());
    IF NOT FOUND THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.token_secret (team) VALUES (p.team_id) ON CONFLICT DO NOTHING;
    SELECT s.secret INTO STRICT own FROM vault.token_secret AS s WHERE s.team = p.team_id;
    INSERT INTO vault.person_token (person, case_id, team_id, tokens)
    VALUES (p.id, p.case_id, p.team_id, gate.digests_under(own, p_tokens))
    ON CONFLICT (person) DO UPDATE SET tokens = excluded.tokens;
    PERFORM gate.find_alike(p.id, gate.digests_under(own, p_name), gate.digests_under(own, p_numbers));
    PERFORM gate.match_relatives(NULL, p.case_id, gate.actor_id());
END $$"""
)
# The teams that a colleague is or will be in, and those of cases they were let into, each with its own secret.
MATCH = definer(
    """
CREATE OR REPLACE FUNCTION gate.match_relatives(p_who uuid, p_case uuid, p_writer uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found record;
    made uuid;
    how text;
BEGIN
    FOR found IN
        WITH reached AS (
            SELECT m.user_id AS whose, m.team_id AS team, NULL::uuid AS file FROM public.teams_membership AS m
            JOIN public.teams_roleverb AS v ON v.role = m.role AND v.verb = 'see_cases'
            WHERE m.state = 'current' AND (m.until IS NULL OR m.until > gate.clock())
            UNION
            SELECT g.user_id, c.team_id, c.id FROM public.cases_casepermission AS g
            JOIN public.cases_case AS c ON c.id = g.content_object_id)
        SELECT DISTINCT r.whose, t.case_id, t.team_id
        FROM vault.relative_match AS r
        JOIN reached AS e ON e.whose = r.whose
        JOIN vault.token_secret AS s ON s.team = e.team
        JOIN vault.person_token AS t ON t.team_id = e.team AND t.tokens @> gate.digests_under(s.secret, r.needs)
        WHERE (p_who IS NULL OR r.whose = p_who) AND (p_case IS NULL OR t.case_id = p_case)
          AND (e.file IS NULL OR e.file = t.case_id)
          AND NOT EXISTS (SELECT FROM public.cases_conflict AS c
                          WHERE c.case_id = t.case_id AND c.colleague_id = r.whose
                            AND (c.origin = 'relative' OR (c.ended_at IS NULL AND c.mitigation = 'block')))
    LOOP
        made := gen_random_uuid();
        how := CASE WHEN found.whose = p_writer THEN 'none' ELSE 'block' END;
        INSERT INTO public.cases_conflict (id, case_id, team_id, colleague_id, kind, mitigation, origin, recorded_at)
        VALUES (made, found.case_id, found.team_id, found.whose, 'family', how, 'relative', gate.clock());
        IF how = 'block' THEN
            INSERT INTO public.cases_caseexclusion (id, user_id, case_id, source)
            VALUES (gen_random_uuid(), found.whose, found.case_id, made);
        END IF;
        PERFORM gate.write_event('access_changed', ARRAY[found.case_id, made], ARRAY[found.team_id], 'relative');
    END LOOP;
END $$""",
    to=(),
)
ANEW = sql(
    "INSERT INTO vault.token_secret (team) SELECT DISTINCT t.team_id FROM vault.person_token AS t",
    "UPDATE vault.person_token AS t SET tokens = gate.digests_under(s.secret, t.tokens)"
    " FROM vault.token_secret AS s WHERE s.team = t.team_id",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0068_whose_way_it_is")]
    operations = [SECRETS, UNDER, KEEP_TOKENS, MATCH, ANEW]

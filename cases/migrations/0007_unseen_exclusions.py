"""Who is kept from a case is not theirs to read, even about themselves: the rows answer only through functions."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

# What the row policies subtract has to be an array of ids that whoever asks could also ask for. It therefore always
# holds ids of no case as well, so that neither its being there nor its length says that somebody is kept from anything.
# Each of them comes and goes at moments of its own, so that a change in it says nothing either.
SECRET = sql(
    "CREATE TABLE vault.decoy_secret (secret text NOT NULL)",
    "INSERT INTO vault.decoy_secret VALUES (gen_random_uuid()::text || gen_random_uuid()::text)",
    "GRANT SELECT ON vault.decoy_secret TO pps_definer",
)
WITH_DECOYS = definer(
    """
CREATE OR REPLACE FUNCTION gate.with_decoys(p_who uuid, p_cases uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT unnest(p_cases)
        UNION ALL
        SELECT overlay(overlay(d.hash placing '4' from 13)
                       placing substr('89ab', 1 + (hashtext(s.secret || d.hash) & 3), 1) from 17)::uuid
        FROM vault.decoy_secret AS s,
             generate_series(1, 4 - cardinality(p_cases) % 4) AS n,
             LATERAL (SELECT s.secret || p_who || n AS own) AS o,
             LATERAL (SELECT extract(epoch FROM gate.clock()) / 86400 + hashtext(o.own) / 1e6 AS days) AS e,
             LATERAL (SELECT md5(o.own || floor(e.days / (20 + 7 * n))) AS hash) AS d
        ORDER BY 1);
END $$""",
    to=(),
)
CONFLICTS = definer(
    """
CREATE OR REPLACE FUNCTION gate.conflicts() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN gate.with_decoys(who, ARRAY(
        SELECT DISTINCT e.case_id FROM public.cases_caseexclusion AS e
        WHERE e.user_id = who AND (e.until IS NULL OR e.until > gate.clock())));
END $$"""
)
# What the Python gate adds and subtracts, read by the same clock as the row policies.
SINGLE_CASES = definer(
    """
CREATE OR REPLACE FUNCTION gate.single_cases() RETURNS TABLE (given uuid[], taken uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT gate.let_in_cases(), gate.conflicts();
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_worries"), ("teams", "0008_service_and_conflicts")]
    operations = [
        sql(
            "DROP POLICY own_exclusions ON cases_caseexclusion",
            "REVOKE SELECT ON cases_caseexclusion FROM pps_app",
        ),
        SECRET,
        WITH_DECOYS,
        CONFLICTS,
        SINGLE_CASES,
    ]

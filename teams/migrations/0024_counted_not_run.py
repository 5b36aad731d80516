"""What counts attempts is kept as plain numbers, behind functions.

Django's own table of a cache holds pickled objects, and unpickling runs what somebody wrote there: SQL as the web's login
would have become code in the web's process, which holds the keys. Nothing that was kept so is read again.
"""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

PLAIN = sql(
    "REVOKE ALL ON teams_cache FROM pps_app",
    "DELETE FROM teams_cache",
    "ALTER TABLE teams_cache ALTER value TYPE jsonb USING value::jsonb",
    "ALTER TABLE teams_cache ADD CONSTRAINT of_a_counters_size CHECK (length(value::text) <= 50000)",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON teams_cache TO pps_definer",
)
READ = definer(
    """
CREATE OR REPLACE FUNCTION gate.counter_read(p_key text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.value::text FROM public.teams_cache AS t WHERE t.cache_key = p_key AND t.expires > gate.clock()
$$"""
)
# What is over goes as others are written: nobody lists the counters, and nobody else tidies them.
KEEP = definer(
    """
CREATE OR REPLACE FUNCTION gate.counter_keep(p_key text, p_value text, p_seconds integer, p_new boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ends timestamptz := gate.clock() + make_interval(secs => least(p_seconds, 86400));
BEGIN
    DELETE FROM public.teams_cache AS t WHERE t.cache_key IN (
        SELECT o.cache_key FROM public.teams_cache AS o
        WHERE o.expires <= gate.clock() AND o.cache_key <> p_key FOR UPDATE SKIP LOCKED);
    INSERT INTO public.teams_cache AS t (cache_key, value, expires) VALUES (p_key, p_value::jsonb, ends)
    ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
    WHERE NOT p_new OR t.expires <= gate.clock();
    RETURN FOUND;
END $$"""
)
DROP = definer(
    """
CREATE OR REPLACE FUNCTION gate.counter_drop(p_key text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.teams_cache AS t WHERE t.cache_key = p_key;
    RETURN FOUND;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0023_typographic_apostrophes")]
    operations = [PLAIN, READ, KEEP, DROP]

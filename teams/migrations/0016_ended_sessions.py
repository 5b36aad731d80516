"""A session that has passed either of its limits is over, whether or not its row was thrown out yet: saving into it is
refused, as into one that was ended."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

SESSION_SAVE = definer(
    """
CREATE OR REPLACE FUNCTION gate.session_save(
    p_hash bytea, p_data text, p_person uuid, p_new boolean, p_idle interval, p_life interval) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- The longest that any setting may ask for; a stolen content saved under another key lives no longer either.
    IF p_idle > interval '1 hour' OR p_life > interval '12 hours' THEN
        RAISE EXCEPTION 'no session lasts so long' USING ERRCODE = '22023';
    END IF;
    IF p_new THEN
        INSERT INTO vault.session (key_hash, person, data, idle_until, expires_at)
        VALUES (p_hash, p_person, p_data, gate.clock() + p_idle, gate.clock() + p_life)
        ON CONFLICT (key_hash) DO NOTHING;
        RETURN FOUND;
    END IF;
    -- A session that was ended meanwhile, or has passed a limit, stays ended.
    UPDATE vault.session AS s SET data = p_data, person = p_person, idle_until = gate.clock() + p_idle
    WHERE s.key_hash = p_hash AND s.idle_until > gate.clock() AND s.expires_at > gate.clock();
    RETURN FOUND;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0015_declarations")]
    operations = [SESSION_SAVE]

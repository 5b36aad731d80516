"""What is sent after a session has ended waits, sealed, for whoever typed it to sign in again (promise 9).

The key travels in the sign-in page and is stored nowhere: what lies here can be read by nobody, and without that page
by not even the person who typed it. It is handed out once, to that person alone, and goes after a day.
"""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

HELD = sql(
    """CREATE TABLE vault.held_form (
        id uuid PRIMARY KEY,
        person uuid NOT NULL REFERENCES teams_user (id),
        address text NOT NULL CHECK (length(address) <= 300),
        content bytea NOT NULL CHECK (octet_length(content) <= 4194304),
        at timestamptz NOT NULL DEFAULT clock_timestamp())""",
    "CREATE INDEX held_form_of_person ON vault.held_form (person, at)",
    "GRANT SELECT, INSERT, DELETE ON vault.held_form TO pps_definer",
)
# Nobody is signed in when a form is held, so nobody's word but the form's own signed mark says whose it is; what could
# be put here by others is never shown as more than a draft, and never more than a few at a time.
HOLD = definer(
    """
CREATE OR REPLACE FUNCTION gate.hold_form(p_id uuid, p_person uuid, p_address text, p_content bytea) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF gate.actor_id() IS NOT NULL OR NOT EXISTS (SELECT FROM public.teams_user AS u WHERE u.id = p_person AND u.is_active) THEN
        RETURN false;
    END IF;
    IF (SELECT count(*) FROM vault.held_form AS h
        WHERE h.person = p_person AND h.at > clock_timestamp() - interval '1 day') >= 50 THEN
        RETURN false;
    END IF;
    INSERT INTO vault.held_form (id, person, address, content) VALUES (p_id, p_person, p_address, p_content);
    RETURN true;
END $$"""
)
TAKE = definer(
    """
CREATE OR REPLACE FUNCTION gate.take_form(p_id uuid) RETURNS TABLE (address text, content bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF gate.actor_id() IS NULL THEN
        RAISE EXCEPTION 'nobody is asking' USING ERRCODE = '28000';
    END IF;
    RETURN QUERY DELETE FROM vault.held_form AS h
                 WHERE h.id = p_id AND h.person = gate.actor_id() AND h.at > clock_timestamp() - interval '1 day'
                 RETURNING h.address, h.content;
END $$"""
)
PURGE = definer(
    """
CREATE OR REPLACE FUNCTION gate.purge_forms() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone integer;
    held integer;
BEGIN
    DELETE FROM vault.sent_form AS s WHERE s.at < gate.clock() - interval '2 days';
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM vault.held_form AS h WHERE h.at < gate.clock() - interval '1 day';
    GET DIAGNOSTICS held = ROW_COUNT;
    RETURN gone + held;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0029_young_people_to_tell"), ("teams", "0011_dates_and_deputies")]
    operations = [HELD, HOLD, TAKE, PURGE]

"""A contact moves from one file to another only in a transaction whose record names both."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# That whoever asks wrote, in this transaction, an event that names it.
ON_RECORD = definer(
    """
CREATE OR REPLACE FUNCTION gate.on_record(p_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.audit_accessevent AS e
                   WHERE e.objects_shown @> ARRAY[p_id] AND e.actor = gate.actor_id()
                     AND e.xid = pg_current_xact_id() AND e.at > clock_timestamp() - interval '1 hour');
END $$""",
    to=(),
)
MOVE = definer(
    """
CREATE OR REPLACE FUNCTION gate.move_contact(
    p_contact uuid, p_to uuid, p_new uuid, p_texts jsonb, p_parts jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT gate.on_record(p_to) OR NOT EXISTS (
        SELECT FROM public.cases_contact AS c WHERE c.id = p_contact AND gate.on_record(c.case_id)) THEN
        RAISE EXCEPTION 'this move is not on the record' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.carry_contact(p_contact, p_to, p_new, p_texts, p_parts, NULL);
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0082_disputes")]
    operations = [ON_RECORD, MOVE]

"""Who may see is read live: a transaction that keeps one snapshot is told nothing, since what has ended goes on in it."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

ACTOR = definer(
    """
CREATE OR REPLACE FUNCTION gate.actor_id() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    raw text := current_setting('gate.context', true);
    part text[];
    pads vault.context_key;
BEGIN
    IF raw IS NULL OR raw = '' THEN
        RETURN NULL;
    END IF;
    part := string_to_array(raw, '.');  -- v1.key.person.backend.expiry.mac
    -- Nothing is cast before the signature holds, so that nothing can fail to be cast.
    SELECT * INTO pads FROM vault.context_key AS k WHERE k.number::text = part[2];
    IF NOT FOUND OR part[1] <> 'v1' OR part[6] IS NULL OR part[6] <> encode(
        sha256(pads.outer_pad || sha256(pads.inner_pad || convert_to(left(raw, -65), 'UTF8'))), 'hex') THEN
        RAISE EXCEPTION 'forged context' USING ERRCODE = '28000';
    END IF;
    IF part[4]::int <> pg_backend_pid() OR part[5]::bigint < extract(epoch FROM clock_timestamp()) THEN
        RAISE EXCEPTION 'stale context' USING ERRCODE = '28000';
    END IF;
    -- A snapshot of before would show a membership that has ended since, and what was seen by it.
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION 'who may see is read anew by every statement' USING ERRCODE = '25001';
    END IF;
    RETURN part[3]::uuid;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_models")]
    operations = [ACTOR]

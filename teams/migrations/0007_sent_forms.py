"""A form is done once: what was sent is claimed under a digest, and what it was answered with is kept for two days."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

# The claim is a keyed digest of a random id and what was filled in; the answer is an address of random ids and a message
# that names nobody.
SENT = sql(
    """CREATE TABLE vault.sent_form (
        claim bytea PRIMARY KEY CHECK (length(claim) = 32),
        person uuid NOT NULL REFERENCES teams_user (id),
        answer text NOT NULL DEFAULT '' CHECK (length(answer) <= 4000),
        at timestamptz NOT NULL DEFAULT clock_timestamp())""",
    "CREATE INDEX sent_form_age ON vault.sent_form (at)",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON vault.sent_form TO pps_definer",
)
# Of two at once the second waits in the unique index until the first has committed, and then reads its answer; if the
# first was rolled back, the second is the first.
CLAIM = definer(
    """
CREATE OR REPLACE FUNCTION gate.claim_form(p_claim bytea) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF gate.actor_id() IS NULL THEN
        RAISE EXCEPTION 'nobody is asking' USING ERRCODE = '28000';
    END IF;
    INSERT INTO vault.sent_form (claim, person) VALUES (p_claim, gate.actor_id()) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN '';
    END IF;
    RETURN (SELECT s.answer FROM vault.sent_form AS s WHERE s.claim = p_claim AND s.person = gate.actor_id());
END $$"""
)
ANSWER = definer(
    """
CREATE OR REPLACE FUNCTION gate.answer_form(p_claim bytea, p_answer text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE vault.sent_form AS s SET answer = p_answer
    WHERE s.claim = p_claim AND s.person = gate.actor_id() AND s.answer = '';
END $$"""
)
RELEASE = definer(
    """
CREATE OR REPLACE FUNCTION gate.release_form(p_claim bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM vault.sent_form AS s WHERE s.claim = p_claim AND s.person = gate.actor_id() AND s.answer = '';
END $$"""
)
PURGE = definer(
    """
CREATE OR REPLACE FUNCTION gate.purge_forms() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM vault.sent_form AS s WHERE s.at < gate.clock() - interval '2 days';
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0006_grants_begin")]
    operations = [SENT, CLAIM, ANSWER, RELEASE, PURGE]

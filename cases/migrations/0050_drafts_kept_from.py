"""A draft that accuses a colleague says whom, and does not become theirs with what its author leaves (§4.6)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from foundation.rowsecurity.operations import definer

COLUMN = migrations.AddField(
    model_name="draft",
    name="kept_from",
    field=models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    ),
)
# Among ids that are nobody's, as with cases: the list tells whoever asks nothing about themself.
KEPT = definer(
    """
CREATE OR REPLACE FUNCTION gate.drafts_kept() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN gate.with_decoys(who, ARRAY(SELECT d.id FROM public.cases_draft AS d WHERE d.kept_from_id = who));
END $$"""
)
LEFT = definer(
    """
CREATE OR REPLACE FUNCTION gate.drafts_left() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    managed uuid[] := gate.held(who, 'see_restricted');
    taken uuid[];
    kept uuid[];
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_draft AS d WHERE d.team_id = ANY (managed) AND d.made_by_id <> who) THEN
        RETURN '{}';
    END IF;
    taken := gate.excluded_cases();  -- a variable, or it would run once a row
    kept := gate.drafts_kept();
    RETURN ARRAY(
        SELECT d.id FROM public.cases_draft AS d
        WHERE d.team_id = ANY (managed) AND d.made_by_id <> who AND d.id <> ALL (kept)
          AND (d.case_id IS NULL OR d.case_id <> ALL (taken))
          AND NOT EXISTS (
              SELECT FROM public.teams_membership AS m
              WHERE m.user_id = d.made_by_id AND m.team_id = d.team_id AND m.state = 'current'
                AND (m.since IS NULL OR m.since <= gate.clock()) AND (m.until IS NULL OR m.until > gate.clock())));
END $$"""
)
BEGIN = definer(
    """
CREATE OR REPLACE FUNCTION gate.may_draft_on(p_case uuid, p_team uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_case IS NULL THEN
        RETURN p_team IS NULL OR p_team = ANY (gate.own_teams());
    END IF;
    RETURN EXISTS (
        SELECT FROM public.cases_case AS c
        WHERE c.id = p_case AND c.team_id = p_team AND c.team_id = ANY (gate.teams_where('work_cases'))
          AND c.id <> ALL (gate.excluded_cases()));
END $$""",
    to=(),
)
# A form that is sent while a save of it is under way: whichever is first, no draft of what was recorded remains.
BEGIN = definer(
    """
CREATE OR REPLACE FUNCTION gate.begin_draft(
    p_draft uuid, p_case uuid, p_team uuid, p_address text, p_kind text, p_content bytea, p_parked boolean,
    p_sitting uuid, p_turn integer, p_wrapped bytea, p_number text, p_kept_from uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF gate.actor_id() IS NULL THEN
        RAISE EXCEPTION 'nobody is asking' USING ERRCODE = '28000';
    END IF;
    IF NOT gate.may_draft_on(p_case, p_team) OR p_kept_from = gate.actor_id() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(p_draft::text, 0));
    IF EXISTS (SELECT FROM vault.sent_form AS s
               WHERE s.claim = sha256(convert_to('draft ' || p_draft, 'UTF8')) AND s.person = gate.actor_id()) THEN
        RETURN 'ended';
    END IF;
    IF EXISTS (SELECT FROM vault.scope_key AS k WHERE k.scope = p_draft) THEN
        RETURN 'taken';
    END IF;
    INSERT INTO public.cases_draft (id, made_by_id, case_id, team_id, address, kind, content, parked, began_at, saved_at,
                                    saves, sitting, turn, kept_from_id)
    VALUES (p_draft, gate.actor_id(), p_case, p_team, p_address, p_kind, p_content, p_parked, gate.clock(),
            gate.clock(), 1, p_sitting, p_turn, p_kept_from);
    INSERT INTO vault.scope_key (scope, purpose, version, number, wrapped)
    VALUES (p_draft, 'content', 1, p_number, p_wrapped);
    PERFORM gate.write_event('draft_kept', array_remove(ARRAY[p_draft, p_case], NULL),
                               array_remove(ARRAY[p_team], NULL), p_kind);
    RETURN 'begun';
END $$""",
    drop="DROP FUNCTION gate.begin_draft(uuid, uuid, uuid, text, text, bytea, boolean, uuid, integer, bytea, text)",
)
KEEP = definer(
    """
CREATE OR REPLACE FUNCTION gate.keep_draft(
    p_draft uuid, p_seen integer, p_case uuid, p_team uuid, p_content bytea, p_parked boolean, p_sitting uuid,
    p_turn integer, p_kept_from uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d public.cases_draft;
BEGIN
    IF NOT gate.may_draft_on(p_case, p_team) OR p_kept_from = gate.actor_id() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO d FROM public.cases_draft AS t WHERE t.id = p_draft AND gate.draft_in_reach(t.id) FOR UPDATE;
    IF NOT FOUND OR (d.saves <> p_seen AND d.sitting <> p_sitting) THEN
        RETURN NULL;
    END IF;
    IF d.sitting = p_sitting AND d.turn >= p_turn THEN
        RETURN d.saves;
    END IF;
    UPDATE public.cases_draft AS t
    SET case_id = p_case, team_id = p_team, content = p_content, parked = p_parked, saved_at = gate.clock(),
        saves = d.saves + 1, sitting = p_sitting, turn = p_turn, made_by_id = gate.actor_id(), kept_from_id = p_kept_from
    WHERE t.id = p_draft;
    RETURN d.saves + 1;
END $$""",
    drop="DROP FUNCTION gate.keep_draft(uuid, integer, uuid, uuid, bytea, boolean, uuid, integer)",
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0049_alike_guarded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [COLUMN, KEPT, LEFT, BEGIN, KEEP]

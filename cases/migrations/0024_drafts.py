"""Drafts: begun, kept, shown and ended by functions that ask whose they are; destroyed with their keys when they end."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields
from cases.migrations._gates import IN_REACH as REACH
from cases.migrations._gates import MINE, NOT_TAKEN
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

TABLE = migrations.CreateModel(
    name="Draft",
    fields=[
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("address", models.CharField(max_length=300)),
        ("kind", models.CharField(max_length=80, verbose_name="which form")),
        ("content", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
        ("parked", models.BooleanField(default=False)),
        ("began_at", models.DateTimeField()),
        ("saved_at", models.DateTimeField()),
        ("saves", models.PositiveIntegerField(default=1)),
        ("sitting", models.UUIDField(verbose_name="the opened page that saved it last")),
        ("turn", models.PositiveIntegerField(default=0)),
        (
            "case",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.case",
            ),
        ),
        (
            "made_by",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        (
            "team",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"
            ),
        ),
    ],
    options={
        "default_permissions": (),
        "indexes": [
            models.Index(fields=["made_by", "address"], name="draft_of_person"),
            models.Index(fields=["team"], name="draft_of_team"),
        ],
    },
)
READS = sql(
    "GRANT SELECT, INSERT, UPDATE, DELETE ON cases_draft TO pps_definer",
    "GRANT DELETE ON vault.scope_key TO pps_definer",
    "ALTER TABLE cases_draft ADD CONSTRAINT draft_has_the_cases_team"
    " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)",
    # A part of a key that is missing would switch the key off: a draft on a case names its team.
    "ALTER TABLE cases_draft ADD CONSTRAINT draft_on_a_case_names_its_team CHECK (case_id IS NULL OR team_id IS NOT NULL)",
)

# What colleagues who have left had begun, for the team's manager; never of a case that is kept from her, so that its ids
# tell her nothing.
LEFT = definer(
    """
CREATE OR REPLACE FUNCTION gate.drafts_left() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    managed uuid[] := gate.held(who, 'see_restricted');
    taken uuid[];
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_draft AS d WHERE d.team_id = ANY (managed) AND d.made_by_id <> who) THEN
        RETURN '{}';
    END IF;
    taken := gate.excluded_cases();  -- a variable, or it would run once a row
    RETURN ARRAY(
        SELECT d.id FROM public.cases_draft AS d
        WHERE d.team_id = ANY (managed) AND d.made_by_id <> who AND (d.case_id IS NULL OR d.case_id <> ALL (taken))
          AND NOT EXISTS (
              SELECT FROM public.teams_membership AS m
              WHERE m.user_id = d.made_by_id AND m.team_id = d.team_id AND m.state = 'current'
                AND (m.since IS NULL OR m.since <= gate.clock()) AND (m.until IS NULL OR m.until > gate.clock())));
END $$"""
)
# One's own, while one may see what it is about, and those; for the functions below.
IN_REACH = definer(
    """
CREATE OR REPLACE FUNCTION gate.draft_in_reach(p_draft uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    d public.cases_draft;
BEGIN
    SELECT * INTO d FROM public.cases_draft AS t WHERE t.id = p_draft;
    IF d.made_by_id IS DISTINCT FROM who THEN
        RETURN d.id = ANY (gate.drafts_left());
    ELSIF d.case_id IS NULL THEN
        RETURN d.team_id IS NULL OR d.team_id = ANY (gate.own_teams());
    END IF;
    RETURN d.case_id <> ALL (gate.excluded_cases())
       AND (d.team_id = ANY (gate.held(who, 'see_cases')) OR d.case_id = ANY (gate.let_in_cases()));
END $$""",
    to=(),
)
# While somebody writes, one event stands for ten minutes of saves: one every two seconds would bury the others.
OPEN = definer(
    """
CREATE OR REPLACE FUNCTION gate.open_draft(p_verb text, p_draft uuid, p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d public.cases_draft;
BEGIN
    SELECT * INTO d FROM public.cases_draft AS t WHERE t.id = p_draft AND gate.draft_in_reach(t.id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF p_verb NOT IN ('draft_kept', 'draft_read') THEN
        RAISE EXCEPTION 'no look of this name' USING ERRCODE = '22023';
    END IF;
    IF p_verb = 'draft_read' OR NOT EXISTS (
        SELECT FROM public.audit_accessevent AS e
        WHERE e.objects_shown @> ARRAY[d.id] AND e.verb = 'draft_kept' AND e.actor = gate.actor_id()
          AND e.at > clock_timestamp() - interval '10 minutes') THEN
        PERFORM gate.write_event(p_verb, array_remove(ARRAY[d.id, d.case_id], NULL),
                                   array_remove(ARRAY[d.team_id], NULL), p_page);
    END IF;
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = d.id AND k.purpose = 'content';
END $$"""
)
# Where somebody may begin to write: on a case they work on, or in a team they are in.
MAY_BEGIN = definer(
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
    p_sitting uuid, p_turn integer, p_wrapped bytea, p_number text) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF gate.actor_id() IS NULL THEN
        RAISE EXCEPTION 'nobody is asking' USING ERRCODE = '28000';
    END IF;
    IF NOT gate.may_draft_on(p_case, p_team) THEN
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
                                    saves, sitting, turn)
    VALUES (p_draft, gate.actor_id(), p_case, p_team, p_address, p_kind, p_content, p_parked, gate.clock(),
            gate.clock(), 1, p_sitting, p_turn);
    INSERT INTO vault.scope_key (scope, purpose, version, number, wrapped)
    VALUES (p_draft, 'content', 1, p_number, p_wrapped);
    PERFORM gate.write_event('draft_kept', array_remove(ARRAY[p_draft, p_case], NULL),
                               array_remove(ARRAY[p_team], NULL), p_kind);
    RETURN 'begun';
END $$"""
)
# Of the saves of one opened page the latest stands, in whatever order they arrive; one from another page must have seen
# what it replaces. A manager who goes on with what somebody left makes it hers; a call is on a case once somebody is chosen.
KEEP = definer(
    """
CREATE OR REPLACE FUNCTION gate.keep_draft(
    p_draft uuid, p_seen integer, p_case uuid, p_team uuid, p_content bytea, p_parked boolean, p_sitting uuid,
    p_turn integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d public.cases_draft;
BEGIN
    IF NOT gate.may_draft_on(p_case, p_team) THEN
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
    SET case_id = p_case, team_id = p_team, content = p_content, parked = p_parked, saved_at = gate.clock(), saves = d.saves + 1, sitting = p_sitting,
        turn = p_turn, made_by_id = gate.actor_id()
    WHERE t.id = p_draft;
    RETURN d.saves + 1;
END $$"""
)
END = definer(
    """
CREATE OR REPLACE FUNCTION gate.end_draft(p_draft uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d public.cases_draft;
BEGIN
    IF gate.actor_id() IS NULL THEN
        RAISE EXCEPTION 'nobody is asking' USING ERRCODE = '28000';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(p_draft::text, 0));
    INSERT INTO vault.sent_form (claim, person, answer)
    VALUES (sha256(convert_to('draft ' || p_draft, 'UTF8')), gate.actor_id(), 'ended') ON CONFLICT DO NOTHING;
    DELETE FROM public.cases_draft AS t WHERE t.id = p_draft AND gate.draft_in_reach(t.id) RETURNING * INTO d;
    IF FOUND THEN
        DELETE FROM vault.scope_key AS k WHERE k.scope = d.id;
        PERFORM gate.write_event('draft_ended', array_remove(ARRAY[d.id, d.case_id], NULL),
                                   array_remove(ARRAY[d.team_id], NULL), d.kind);
    END IF;
END $$"""
)
SEEN = (
    f"CASE WHEN {MINE.format(column='made_by_id')} THEN CASE WHEN case_id IS NULL"
    " THEN team_id IS NULL OR team_id = ANY ((SELECT gate.own_teams())::uuid[])"
    f" ELSE {REACH.format(case='case_id')} END"
    " ELSE id = ANY ((SELECT gate.drafts_left())::uuid[]) END"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_permission_script"), ("teams", "0011_dates_and_deputies")]
    operations = [
        TABLE,
        READS,
        LEFT,
        IN_REACH,
        OPEN,
        MAY_BEGIN,
        BEGIN,
        KEEP,
        END,
        row_security("cases_draft"),
        grant("SELECT", "cases_draft"),
        policy("cases_draft", "in_reach", "SELECT", using=SEEN),
        policy(
            "cases_draft",
            "not_taken_away",
            "ALL",
            using="case_id IS NULL OR " + NOT_TAKEN.format(case="case_id", taken="excluded_cases"),
            restrictive=True,
        ),
    ]

"""A draft that names a second file is shown to nobody who does not see that file as well."""

import django.db.models.deletion
from django.db import migrations, models

from foundation.rowsecurity.operations import definer, policy, sql

COLUMN = migrations.AddField(
    model_name="draft",
    name="other_case",
    field=models.ForeignKey(
        db_constraint=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="cases.case",
    ),
)
KEY = sql(
    "ALTER TABLE cases_draft ADD CONSTRAINT draft_names_a_file FOREIGN KEY (other_case_id) REFERENCES cases_case (id)"
)
# The row policies of the second file answer for it, whoever reads.
SEES_BOTH = policy(
    "cases_draft",
    "not_of_an_unseen_file",
    "ALL",
    using="other_case_id IS NULL OR EXISTS (SELECT FROM cases_case AS c WHERE c.id = other_case_id)",
    restrictive=True,
)
# The same for functions, which no policy holds back.
IN_SIGHT = definer(
    """
CREATE OR REPLACE FUNCTION gate.sees_second_file(p_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN p_case IS NULL OR EXISTS (
        SELECT FROM public.cases_case AS c
        WHERE c.id = p_case AND c.id <> ALL (gate.excluded_cases())
          AND (c.team_id = ANY (gate.held(gate.actor_id(), 'see_cases')) OR c.id = ANY (gate.let_in_cases())));
END $$""",
    to=(),
)
IN_REACH = definer(
    """
CREATE OR REPLACE FUNCTION gate.draft_in_reach(p_draft uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    d public.cases_draft;
BEGIN
    SELECT * INTO d FROM public.cases_draft AS t WHERE t.id = p_draft;
    IF NOT gate.sees_second_file(d.other_case_id) THEN
        RETURN false;
    ELSIF d.made_by_id IS DISTINCT FROM who THEN
        RETURN d.id = ANY (gate.drafts_left());
    ELSIF d.case_id IS NULL THEN
        RETURN d.team_id IS NULL OR d.team_id = ANY (gate.own_teams());
    END IF;
    RETURN d.case_id <> ALL (gate.excluded_cases())
       AND (d.team_id = ANY (gate.held(who, 'see_cases')) OR d.case_id = ANY (gate.let_in_cases()));
END $$""",
    to=(),
)
BEGIN = definer(
    """
CREATE OR REPLACE FUNCTION gate.begin_draft(
    p_draft uuid, p_case uuid, p_team uuid, p_address text, p_kind text, p_content bytea, p_parked boolean,
    p_sitting uuid, p_turn integer, p_wrapped bytea, p_number text, p_kept_from uuid, p_other uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF gate.actor_id() IS NULL THEN
        RAISE EXCEPTION 'nobody is asking' USING ERRCODE = '28000';
    END IF;
    IF NOT gate.may_draft_on(p_case, p_team) OR p_kept_from = gate.actor_id() OR NOT gate.sees_second_file(p_other) THEN
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
                                    saves, sitting, turn, kept_from_id, other_case_id)
    VALUES (p_draft, gate.actor_id(), p_case, p_team, p_address, p_kind, p_content, p_parked, gate.clock(),
            gate.clock(), 1, p_sitting, p_turn, p_kept_from, p_other);
    INSERT INTO vault.scope_key (scope, purpose, version, number, wrapped)
    VALUES (p_draft, 'content', 1, p_number, p_wrapped);
    PERFORM gate.write_event('draft_kept', array_remove(ARRAY[p_draft, p_case, p_other], NULL),
                               array_remove(ARRAY[p_team], NULL), p_kind);
    RETURN 'begun';
END $$""",
    drop="DROP FUNCTION gate.begin_draft(uuid, uuid, uuid, text, text, bytea, boolean, uuid, integer, bytea, text, uuid)",
)
KEEP = definer(
    """
CREATE OR REPLACE FUNCTION gate.keep_draft(
    p_draft uuid, p_seen integer, p_case uuid, p_team uuid, p_content bytea, p_parked boolean, p_sitting uuid,
    p_turn integer, p_kept_from uuid, p_other uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d public.cases_draft;
BEGIN
    IF NOT gate.may_draft_on(p_case, p_team) OR p_kept_from = gate.actor_id() OR NOT gate.sees_second_file(p_other) THEN
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
        saves = d.saves + 1, sitting = p_sitting, turn = p_turn, made_by_id = gate.actor_id(),
        kept_from_id = p_kept_from, other_case_id = p_other
    WHERE t.id = p_draft;
    RETURN d.saves + 1;
END $$""",
    drop="DROP FUNCTION gate.keep_draft(uuid, integer, uuid, uuid, bytea, boolean, uuid, integer, uuid)",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0062_people_made_one")]
    operations = [COLUMN, KEY, SEES_BOTH, IN_SIGHT, IN_REACH, BEGIN, KEEP]

"""Relatives that staff write down for themselves: whoever of them becomes a client is kept from that colleague, who is not
told. Names are compared as digests under a key that this database does not hold."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

# Blind tokens of the whole installation lie under one key: a colleague's relatives go with them from team to team.
TOKENS = "0b11d70c-e5a7-4c1e-8f00-6d61746368e5"
MOST = 100  # names: nobody writes the electoral roll down to see what becomes absent

TABLE = migrations.CreateModel(
    name="Relative",
    fields=[
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("given_name", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
        ("family_name", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
        ("telephone", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
        ("added_at", models.DateTimeField()),
        (
            "whose",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
    ],
    options={
        "default_permissions": (),
        "indexes": [models.Index(fields=["whose", "added_at"], name="relative_of_colleague")],
    },
)
VAULT = sql(
    """CREATE TABLE vault.relative_match (
        relative uuid NOT NULL REFERENCES cases_relative (id) ON DELETE CASCADE,
        whose uuid NOT NULL REFERENCES teams_user (id),
        needs bytea[] NOT NULL CHECK (cardinality(needs) > 0))""",
    "CREATE INDEX relative_match_whose ON vault.relative_match (whose)",
    """CREATE TABLE vault.person_token (
        person uuid PRIMARY KEY,
        case_id uuid NOT NULL,
        team_id uuid NOT NULL,
        tokens bytea[] NOT NULL)""",
    "CREATE INDEX person_token_any ON vault.person_token USING gin (tokens)",
    "CREATE INDEX person_token_team ON vault.person_token (team_id)",
    "CREATE INDEX person_token_case ON vault.person_token (case_id)",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON vault.relative_match, vault.person_token TO pps_definer",
    "GRANT SELECT, INSERT, DELETE ON cases_relative TO pps_definer",
    "GRANT SELECT ON cases_person TO pps_definer",
)
# The key is handed out where a look is on record already, to whoever sees cases.
TOKEN_KEY = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.token_key()
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF gate.actor_teams() = '{{}}' OR NOT EXISTS (
        SELECT FROM public.audit_accessevent AS e
        WHERE e.actor = gate.actor_id() AND e.xid = pg_current_xact_id() AND e.at > clock_timestamp() - interval '1 hour')
    THEN
        RAISE EXCEPTION 'no look of yours is under way' USING ERRCODE = '42501';
    END IF;
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = '{TOKENS}' AND k.purpose = 'search';
END $$"""
)
ADD_TOKEN_KEY = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.add_token_key(p_wrapped bytea, p_number text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF gate.actor_teams() = '{{}}' THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.scope_key (scope, purpose, version, number, wrapped)
    VALUES ('{TOKENS}', 'search', 1, p_number, p_wrapped) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$"""
)
OPEN_OWN = definer(
    """
CREATE OR REPLACE FUNCTION gate.open_own(p_verb text, p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_verb NOT IN ('search_asked', 'relatives_read') THEN
        RAISE EXCEPTION 'no look of this name' USING ERRCODE = '22023';
    END IF;
    PERFORM gate.write_event(p_verb, '{}', '{}', p_page);
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = gate.actor_id() AND k.purpose = 'content';
END $$"""
)
# For whoever is or will be in the case's team, or was let into the case: once for each colleague and case, also when a
# manager has ended it since. Whoever has just written their own relative down knows it: nothing is taken from them, and
# the manager decides.
MATCH = definer(
    """
CREATE OR REPLACE FUNCTION gate.match_relatives(p_who uuid, p_case uuid, p_writer uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found record;
    made uuid;
    how text;
BEGIN
    FOR found IN
        SELECT DISTINCT r.whose, t.case_id, t.team_id
        FROM vault.relative_match AS r JOIN vault.person_token AS t ON t.tokens @> r.needs
        WHERE (p_who IS NULL OR r.whose = p_who) AND (p_case IS NULL OR t.case_id = p_case)
          AND (EXISTS (SELECT FROM public.teams_membership AS m
                       JOIN public.teams_roleverb AS v ON v.role = m.role AND v.verb = 'see_cases'
                       WHERE m.user_id = r.whose AND m.team_id = t.team_id AND m.state = 'current'
                         AND (m.until IS NULL OR m.until > gate.clock()))
               OR EXISTS (SELECT FROM public.cases_casepermission AS g
                          WHERE g.user_id = r.whose AND g.content_object_id = t.case_id))
          AND NOT EXISTS (SELECT FROM public.cases_conflict AS c
                          WHERE c.case_id = t.case_id AND c.colleague_id = r.whose
                            AND (c.origin = 'relative' OR (c.ended_at IS NULL AND c.mitigation = 'block')))
    LOOP
        made := gen_random_uuid();
        how := CASE WHEN found.whose = p_writer THEN 'none' ELSE 'block' END;
        INSERT INTO public.cases_conflict (id, case_id, team_id, colleague_id, kind, mitigation, origin, recorded_at)
        VALUES (made, found.case_id, found.team_id, found.whose, 'family', how, 'relative', gate.clock());
        IF how = 'block' THEN
            INSERT INTO public.cases_caseexclusion (id, user_id, case_id, source)
            VALUES (gen_random_uuid(), found.whose, found.case_id, made);
        END IF;
        PERFORM gate.write_event('access_changed', ARRAY[found.case_id, made], ARRAY[found.team_id], 'relative');
    END LOOP;
END $$""",
    to=(),
)
KEEP_TOKENS = definer(
    """
CREATE OR REPLACE FUNCTION gate.keep_tokens(p_person uuid, p_tokens bytea[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p public.cases_person;
BEGIN
    SELECT * INTO p FROM public.cases_person AS t
    WHERE t.id = p_person AND t.team_id = ANY (gate.teams_where('work_cases')) AND t.case_id <> ALL (gate.excluded_cases());
    IF NOT FOUND THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.person_token (person, case_id, team_id, tokens) VALUES (p.id, p.case_id, p.team_id, p_tokens)
    ON CONFLICT (person) DO UPDATE SET tokens = excluded.tokens;
    PERFORM gate.match_relatives(NULL, p.case_id, gate.actor_id());
END $$"""
)
ADD_RELATIVE = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.add_relative(
    p_id uuid, p_given bytea, p_family bytea, p_telephone bytea, p_name bytea[], p_number bytea[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    IF gate.actor_teams() = '{{}}' THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF (SELECT count(*) FROM public.cases_relative AS r WHERE r.whose_id = who) >= {MOST} THEN
        RAISE EXCEPTION 'too many' USING ERRCODE = '54000';
    END IF;
    INSERT INTO public.cases_relative (id, whose_id, given_name, family_name, telephone, added_at)
    VALUES (p_id, who, p_given, p_family, p_telephone, gate.clock());
    INSERT INTO vault.relative_match (relative, whose, needs)
    SELECT p_id, who, p_name WHERE cardinality(p_name) > 0
    UNION ALL SELECT p_id, who, p_number WHERE cardinality(p_number) > 0;
    PERFORM gate.write_event('relatives_changed', '{{}}', '{{}}', '');
    PERFORM gate.match_relatives(who, NULL, NULL);
END $$"""
)
REMOVE_RELATIVE = definer(
    """
CREATE OR REPLACE FUNCTION gate.remove_relative(p_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.cases_relative AS r WHERE r.id = p_id AND r.whose_id = gate.actor_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.write_event('relatives_changed', '{}', '{}', '');
END $$"""
)
# Joining a team, or being let into a case, is looked at as writing somebody down is.
JOINING = definer(
    """
CREATE OR REPLACE FUNCTION gate.joining_matches_relatives() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid;
BEGIN
    FOR who IN SELECT DISTINCT g.user_id FROM given AS g JOIN vault.relative_match AS r ON r.whose = g.user_id LOOP
        PERFORM gate.match_relatives(who, NULL, NULL);
    END LOOP;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
TRIGGERS = sql(
    *(
        f"CREATE TRIGGER joining_matches_relatives AFTER INSERT ON {table} REFERENCING NEW TABLE AS given"
        " FOR EACH STATEMENT EXECUTE FUNCTION gate.joining_matches_relatives()"
        for table in ("teams_teampermission", "cases_casepermission")
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0037_joint_files"),
        ("teams", "0013_still_right"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField(
            model_name="conflict",
            name="origin",
            field=models.CharField(
                choices=[
                    ("manager", "Recorded by a manager"),
                    ("declared", "Declared by themselves"),
                    ("relative", "Matched somebody they wrote down"),
                ],
                default="manager",
                max_length=10,
            ),
        ),
        TABLE,
        VAULT,
        TOKEN_KEY,
        ADD_TOKEN_KEY,
        OPEN_OWN,
        MATCH,
        KEEP_TOKENS,
        ADD_RELATIVE,
        REMOVE_RELATIVE,
        JOINING,
        TRIGGERS,
        row_security("cases_relative"),
        grant("SELECT", "cases_relative"),
        policy("cases_relative", "ones_own", "SELECT", using="whose_id = (SELECT gate.actor_id())"),
    ]

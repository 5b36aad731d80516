"""A decision is written with its note or not at all, is taken back at the instant it commits, and permits what it says
and nothing else: the facts that the disclosure table needs are read here from the rows themselves."""

from django.db import migrations

from cases.migrations._gates import gates
from foundation.rowsecurity.operations import definer, sql

LINKS = sql(
    "ALTER TABLE consent_consent ADD CONSTRAINT consent_has_the_cases_team"
    " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)",
    "ALTER TABLE consent_consent ADD CONSTRAINT consent_and_case UNIQUE (id, case_id)",
    *(
        f"ALTER TABLE consent_consent ADD CONSTRAINT consent_{column}_is_of_the_case"
        f" FOREIGN KEY ({column}_id, case_id) REFERENCES {table} (id, case_id)"
        for column, table in (
            ("grantor", "cases_person"),
            ("acts_for", "cases_person"),
            ("recipient", "cases_recipient"),
            ("note", "cases_note"),
            ("answers", "consent_consent"),
        )
    ),
    "CREATE TRIGGER a_stamped BEFORE INSERT ON consent_consent FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()",
)
READS = sql("GRANT SELECT ON consent_consent TO pps_definer")

HELPING = (
    "support_in_school|ehc_process|meeting_prep|mediation|tribunal|complaint|exclusion|transport|admissions|"
    "health_support|social_care_support|signpost_warm_transfer|advocacy"
)

# Deciding and disclosing to one recipient happen one after the other: whichever commits first is what the other sees.
IN_TURN = definer(
    """
CREATE OR REPLACE FUNCTION gate.in_turn(p_recipient uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('permission ' || p_recipient::text, 6));
END $$""",
    to=(),
)
KEEPS_RULES = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.decisions_keep_their_rules() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    earlier public.consent_consent;
BEGIN
    PERFORM gate.in_turn(NEW.recipient_id);
    IF NOT EXISTS (SELECT FROM public.cases_note AS n
                   WHERE n.id = NEW.note_id AND n.case_id = NEW.case_id AND n.kind = 'permission'
                     AND n.made_in = pg_current_xact_id()) THEN
        RAISE EXCEPTION 'a decision is written with its note' USING ERRCODE = '23514';
    END IF;
    IF NEW.valid_from < NEW.recorded_at - interval '5 minutes' THEN
        RAISE EXCEPTION 'permission does not begin in the past' USING ERRCODE = '23514';
    END IF;
    IF NEW.decision = 'granted' AND NEW.purpose <> ALL (string_to_array('{HELPING}', '|')) THEN
        RAISE EXCEPTION 'permission helps the service user' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (SELECT FROM unnest(NEW.subjects) AS s
               WHERE s <> ALL (ARRAY(SELECT p.id FROM public.cases_person AS p WHERE p.case_id = NEW.case_id))) THEN
        RAISE EXCEPTION 'a subject is a person of the case' USING ERRCODE = '23514';
    END IF;
    IF NEW.answers_id IS NOT NULL THEN
        SELECT * INTO earlier FROM public.consent_consent AS c WHERE c.id = NEW.answers_id;
        IF earlier.decision IS DISTINCT FROM 'granted'
           OR (earlier.case_id, earlier.grantor_id, earlier.recipient_id, earlier.purpose, earlier.way)
              IS DISTINCT FROM (NEW.case_id, NEW.grantor_id, NEW.recipient_id, NEW.purpose, NEW.way)
           OR NOT NEW.categories <@ earlier.categories THEN
            RAISE EXCEPTION 'what is taken back was given' USING ERRCODE = '23514';
        END IF;
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
TRIGGER = sql(
    """CREATE TRIGGER keeps_its_rules BEFORE INSERT ON consent_consent
       FOR EACH ROW EXECUTE FUNCTION gate.decisions_keep_their_rules()"""
)

# Where the latest decision of this scope stands at this instant.
STANDING = definer(
    """
CREATE OR REPLACE FUNCTION gate.permission_stands(p_consent uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    g public.consent_consent;
BEGIN
    SELECT * INTO g FROM public.consent_consent AS c WHERE c.id = p_consent;
    IF NOT FOUND THEN
        RETURN 'none';
    END IF;
    RETURN CASE
        WHEN EXISTS (SELECT FROM public.consent_consent AS w WHERE w.answers_id = g.id AND w.decision = 'withdrawn') THEN 'withdrawn'
        WHEN g.decision = 'refused' OR EXISTS (
            SELECT FROM public.consent_consent AS later
            WHERE later.grantor_id = g.grantor_id AND later.recipient_id = g.recipient_id AND later.purpose = g.purpose
              AND later.way = g.way AND later.recorded_at > g.recorded_at AND later.decision = 'refused') THEN 'refused'
        WHEN g.decision <> 'granted' THEN 'none'
        WHEN EXISTS (
            SELECT FROM public.consent_consent AS later
            WHERE later.grantor_id = g.grantor_id AND later.recipient_id = g.recipient_id AND later.purpose = g.purpose
              AND later.way = g.way AND later.recorded_at > g.recorded_at AND later.decision = 'granted') THEN 'expired'
        WHEN g.valid_from > gate.clock() OR g.expires_at <= gate.clock() THEN 'expired'
        WHEN g.review_due IS NOT NULL AND g.review_due + 30 < (gate.clock() AT TIME ZONE 'Europe/London')::date THEN 'expired'
        WHEN g.one_off AND EXISTS (
            SELECT FROM public.cases_sharingproof AS p WHERE p.kind = 'consent' AND p.source = g.id) THEN 'expired'
        WHEN EXISTS (SELECT FROM public.cases_case AS c WHERE c.id = g.case_id AND c.status = 'closed') THEN 'expired'
        ELSE 'valid' END;
END $$""",
    to=(),
)
# Everything that the decision itself says, for the disclosure table.
FACTS = definer(
    """
CREATE OR REPLACE FUNCTION gate.permission_facts(p_consent uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    g public.consent_consent;
    confiders uuid[];
    agreeing uuid[];
BEGIN
    SELECT * INTO g FROM public.consent_consent AS c WHERE c.id = p_consent;
    confiders := ARRAY(SELECT p.id FROM public.cases_person AS p WHERE p.case_id = g.case_id AND p.is_confider);
    agreeing := ARRAY(
        SELECT DISTINCT c.grantor_id FROM public.consent_consent AS c
        WHERE c.case_id = g.case_id AND c.recipient_id = g.recipient_id AND c.purpose = g.purpose AND c.way = g.way
          AND c.decision = 'granted' AND g.categories <@ c.categories AND gate.permission_stands(c.id) = 'valid');
    RETURN jsonb_build_object(
        'permission', gate.permission_stands(g.id),
        'outward', g.way = 'out', 'inward', g.way = 'in',
        'permitted', to_jsonb(ARRAY(
            SELECT k FROM unnest(g.categories) AS k WHERE k <> ALL (ARRAY(
                SELECT unnest(w.categories) FROM public.consent_consent AS w
                WHERE w.answers_id = g.id AND w.decision = 'partly_withdrawn')))),
        'given', CASE
            WHEN g.method IN ('signed_paper', 'e_signature', 'email', 'sms') THEN 'written'
            WHEN g.method IN ('phone_verbal', 'f2f_verbal', 'video_verbal', 'bsl_recorded') THEN 'verbal'
            WHEN g.method = 'via_interpreter' THEN 'interpreter'
            WHEN g.method = 'via_representative' THEN 'representative' END,
        'identity_checked', g.identity_check <> '', 'script_read', g.script_version <> '',
        'words_recorded', g.words IS NOT NULL, 'interpreter_independent', g.interpreter_independent,
        'authority_verified', g.authority_verified, 'authority_covers_this', g.authority_covers_this,
        'capacity_settled', g.capacity <> 'in_doubt',
        'may_speak_for_child', g.footing IN ('parental', 'competent_child')
            OR g.footing = 'representative' AND g.authority_covers_this,
        'joint', cardinality(confiders) > 1,
        'all_confiders_agree', cardinality(confiders) > 1 AND confiders <@ agreeing,
        'from_confider', g.grantor_id = ANY (confiders)
            OR g.footing = 'representative' AND g.acts_for_id = ANY (confiders));
END $$""",
    to=(),
)
MINT = definer(
    """
CREATE OR REPLACE FUNCTION gate.mint_permission(
    p_disclosure uuid, p_consent uuid, p_recipient uuid, p_purpose text, p_categories text[], p_subjects uuid[],
    p_limits_kept boolean, p_meeting boolean, p_attendees_within boolean) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    g public.consent_consent;
    kind text;
    young uuid[];
BEGIN
    SELECT * INTO g FROM public.consent_consent AS c WHERE c.id = p_consent;
    IF NOT FOUND OR NOT gate.works_on(g.case_id) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.in_turn(g.recipient_id);
    SELECT r.kind INTO kind FROM public.cases_recipient AS r WHERE r.id = p_recipient AND r.case_id = g.case_id;
    young := ARRAY(
        SELECT p.id FROM public.cases_person AS p
        WHERE p.case_id = g.case_id AND (p.is_confider OR p.id = ANY (p_subjects))
          AND p.young_person_from <= (gate.clock() AT TIME ZONE 'Europe/London')::date);
    RETURN gate.mint_proof(p_disclosure, g.case_id, 'consent', g.id, p_recipient, p_categories,
        gate.permission_facts(g.id) || jsonb_build_object(
            'act', 'share', 'declared', 'consent', 'party', coalesce(kind, 'nobody_known'),
            'categories', to_jsonb(p_categories), 'purpose', p_purpose, 'purpose_matches', g.purpose = p_purpose,
            'past_young_person_date', young <> '{}', 'young_persons_own_word', young = ARRAY[g.grantor_id],
            'only_own', p_subjects <> '{}' AND NOT EXISTS (
                SELECT FROM public.cases_person AS p WHERE p.id = ANY (p_subjects) AND p.role IN ('child', 'young_person', 'unborn')),
            'recipient_matches', g.recipient_id = p_recipient, 'subjects_within', p_subjects <@ g.subjects,
            'limits_kept', p_limits_kept, 'meeting', p_meeting, 'attendees_within', p_attendees_within));
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_tables"), ("cases", "0018_the_door")]
    operations = [
        LINKS,
        READS,
        *gates("consent_consent", "case_id", author="recorded_by_id"),
        IN_TURN,
        KEEPS_RULES,
        TRIGGER,
        STANDING,
        FACTS,
        MINT,
    ]

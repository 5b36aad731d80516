"""A permission ends when whoever gave it has died (D49), and says by what it can be shown: when it was signed, where that is
kept, who interpreted (law-and-practice 3.6). That there has been contact may be agreed to alone. Of an enquiry it is kept
apart that there was written authority (D38), and that the caller says that the person has died (D49); a parent who asks for
records asks for a right of somebody's (D31). The tasks of a breach are tasks of its case."""

from django.db import migrations, models

from foundation.rowsecurity.operations import definer, sql

HELPING = (
    "support_in_school|ehc_process|meeting_prep|mediation|tribunal|complaint|exclusion|transport|admissions|"
    "health_support|social_care_support|signpost_warm_transfer|advocacy"
)

DIED = definer(
    """
CREATE OR REPLACE FUNCTION gate.has_died(p_person uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.cases_person AS p WHERE p.id = p_person AND p.death_known <> '')
$$""",
    to=(),
)
# What somebody agreed to ends with them, and with whom a representative acts for.
STANDS = definer(
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
        WHEN EXISTS (
            SELECT FROM public.consent_consent AS w
            WHERE w.case_id = g.case_id AND w.decision = 'withdrawn' AND gate.takes_back(w, g)) THEN 'withdrawn'
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
        WHEN gate.has_died(g.grantor_id) OR gate.has_died(g.acts_for_id) THEN 'expired'
        WHEN gate.is_disputed(g.id) THEN 'challenged'
        ELSE 'valid' END;
END $$""",
    to=(),
)
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
                WHERE w.case_id = g.case_id AND w.decision = 'partly_withdrawn' AND gate.takes_back(w, g))))),
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
        'deceased', gate.has_died(g.grantor_id) OR gate.has_died(g.acts_for_id)
            OR EXISTS (SELECT FROM unnest(confiders) AS c WHERE gate.has_died(c)),
        'joint', cardinality(confiders) > 1,
        'all_confiders_agree', cardinality(confiders) > 1 AND confiders <@ agreeing,
        'from_confider', g.grantor_id = ANY (confiders)
            OR g.footing = 'representative' AND g.acts_for_id = ANY (confiders));
END $$""",
    to=(),
)
# What a yes must have beside, and by what each way of giving it can be shown.
IN_ORDER = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.permission_is_in_order(g public.consent_consent) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF g.purpose <> ALL (string_to_array('{HELPING}', '|')) THEN
        RAISE EXCEPTION 'permission helps the service user' USING ERRCODE = '23514';
    END IF;
    IF g.expires_at > g.valid_from + interval '366 days' THEN
        RAISE EXCEPTION 'permission ends within a year' USING ERRCODE = '23514';
    END IF;
    IF g.way = 'in' AND g.categories = '{{existence}}' THEN
        RAISE EXCEPTION 'somebody is asked for something' USING ERRCODE = '23514';
    END IF;
    IF g.method IN ('signed_paper', 'e_signature', 'bsl_recorded', 'via_representative') AND g.paper_kept IS NULL THEN
        RAISE EXCEPTION 'what shows it is kept somewhere' USING ERRCODE = '23514';
    END IF;
    IF (g.method IN ('signed_paper', 'e_signature')) <> (g.signed_on IS NOT NULL)
       OR g.signed_on > (g.recorded_at AT TIME ZONE 'Europe/London')::date THEN
        RAISE EXCEPTION 'what was signed was signed on a day' USING ERRCODE = '23514';
    END IF;
    IF (g.method = 'via_interpreter') <> (g.interpreter IS NOT NULL) THEN
        RAISE EXCEPTION 'whoever interpreted is named' USING ERRCODE = '23514';
    END IF;
    IF NOT g.replaces AND EXISTS (
        SELECT FROM public.consent_consent AS c
        WHERE c.grantor_id = g.grantor_id AND c.recipient_id = g.recipient_id AND c.purpose = g.purpose AND c.way = g.way
          AND c.decision = 'granted' AND gate.permission_stands(c.id) = 'valid') THEN
        RAISE EXCEPTION 'another permission of this scope stands' USING ERRCODE = '23514';
    END IF;
    IF (g.footing = 'competent_child' OR g.capacity = 'assessed') AND NOT EXISTS (
        SELECT FROM public.cases_abilityrecord AS a
        WHERE a.id = g.ability_id AND a.case_id = g.case_id AND a.person_id = g.grantor_id
          AND a.conclusion::text = ANY (CASE WHEN g.footing = 'competent_child' THEN '{{competent}}'
                                       ELSE '{{has,not_in_doubt}}' END::text[])) THEN
        RAISE EXCEPTION 'ability is what was written down' USING ERRCODE = '23514';
    END IF;
    IF g.footing = 'parental' AND (
        NOT EXISTS (SELECT FROM public.cases_person AS p
                    WHERE p.id = ANY (g.subjects) AND p.role IN ('child', 'young_person', 'unborn'))
        OR EXISTS (
            SELECT FROM public.cases_person AS p
            WHERE p.id = ANY (g.subjects) AND p.role IN ('child', 'young_person', 'unborn') AND NOT EXISTS (
                SELECT FROM public.cases_personlink AS l
                WHERE l.case_id = g.case_id AND l.person_id = g.grantor_id AND l.other_id = p.id
                  AND l.responsibility = 'yes' AND l.retired_at IS NULL))) THEN
        RAISE EXCEPTION 'parental responsibility is what was written down' USING ERRCODE = '23514';
    END IF;
END $$""",
    to=(),
)
# It is the caller who says that somebody has died: the record is the same whether we know them or not.
KEEPS_RULES = definer(
    """
CREATE OR REPLACE FUNCTION gate.enquiries_keep_their_rules() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said text := gate.decide(jsonb_build_object(
        'act', CASE WHEN NEW.asked_what = 'records' AND NEW.asked_by IN ('other_parent', 'parent_of_confider')
                    THEN 'subject_access' ELSE 'enquiry' END,
        'party', NEW.asked_by, 'written_authority', NEW.in_writing, 'deceased', NEW.said_died));
BEGIN
    IF said NOT SIMILAR TO '% (ncnd|route)' OR NEW.decided_by_row <> split_part(said, ' ', 1) THEN
        RAISE EXCEPTION 'whoever asks is neither told nor denied anything' USING ERRCODE = '23514';
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.cases_code AS c
        WHERE c.code_list = 'enquiry_script' AND c.code = NEW.script_version
          AND (gate.clock() AT TIME ZONE 'Europe/London')::date
              BETWEEN c.valid_from AND coalesce(c.valid_to, 'infinity')) THEN
        RAISE EXCEPTION 'no answer of this version is in use' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
TASKS = sql(
    *(
        f"ALTER TABLE cases_{table} ADD CONSTRAINT {table}_task_is_of_the_case"
        " FOREIGN KEY (task_id, case_id) REFERENCES cases_task (id, case_id)"
        for table in ("breach", "breachstep")
    )
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0057_died"), ("consent", "0008_all_that_a_decision_says")]
    operations = [
        migrations.AddField("consent", "signed_on", models.DateField(null=True, verbose_name="when it was signed")),
        migrations.AddField(
            "enquiry",
            "in_writing",
            models.BooleanField(default=False, verbose_name="whether they brought written authority"),
        ),
        migrations.AddField(
            "enquiry",
            "said_died",
            models.BooleanField(default=False, verbose_name="whether they say that the person has died"),
        ),
        migrations.AddConstraint(
            "enquiry",
            models.CheckConstraint(
                condition=models.Q(in_writing=False) | models.Q(asked_by="representative"),
                name="authority_is_brought_by_representatives",
            ),
        ),
        DIED,
        STANDS,
        FACTS,
        IN_ORDER,
        KEEPS_RULES,
        TASKS,
    ]

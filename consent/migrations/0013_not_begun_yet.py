"""A permission may begin on a later day, at midnight in London: before it, it permits nothing, and what was agreed to before
stands until then (law-and-practice 3.6)."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

HELPING = (
    "support_in_school|ehc_process|meeting_prep|mediation|tribunal|complaint|exclusion|transport|admissions|"
    "health_support|social_care_support|signpost_warm_transfer|advocacy"
)

# A yes ends an earlier one of its scope as it begins; one that had not begun when it was given, and would still be going on,
# at once.
PLACE = definer(
    """
CREATE OR REPLACE FUNCTION gate.takes_the_place(later public.consent_consent, g public.consent_consent) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT later.decision = 'granted' AND later.expires_at > g.valid_from
       AND (later.valid_from <= gate.clock() OR g.valid_from > later.recorded_at AND later.valid_from < g.expires_at)
$$""",
    to=(),
)
# Where the latest decision of this scope stands at this instant.
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
              AND later.way = g.way AND later.recorded_at > g.recorded_at AND gate.takes_the_place(later, g)) THEN 'expired'
        WHEN g.expires_at <= gate.clock() THEN 'expired'
        WHEN g.review_due IS NOT NULL AND g.review_due + 30 < (gate.clock() AT TIME ZONE 'Europe/London')::date THEN 'expired'
        WHEN g.one_off AND EXISTS (
            SELECT FROM public.cases_sharingproof AS p WHERE p.kind = 'consent' AND p.source = g.id) THEN 'expired'
        WHEN EXISTS (SELECT FROM public.cases_case AS c WHERE c.id = g.case_id AND c.status = 'closed') THEN 'expired'
        WHEN gate.has_died(g.grantor_id) OR gate.has_died(g.acts_for_id) THEN 'expired'
        WHEN g.valid_from > gate.clock() THEN 'ahead'
        WHEN gate.is_disputed(g.id) THEN 'challenged'
        ELSE 'valid' END;
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
    IF g.expires_at AT TIME ZONE 'Europe/London' > g.valid_from AT TIME ZONE 'Europe/London' + interval '366 days' THEN
        RAISE EXCEPTION 'permission ends within a year' USING ERRCODE = '23514';
    END IF;
    IF g.valid_from > g.recorded_at + interval '5 minutes' AND (
        g.valid_from > g.recorded_at + interval '366 days'
        OR (g.valid_from AT TIME ZONE 'Europe/London')::time <> '00:00') THEN
        RAISE EXCEPTION 'permission begins now, or with a day within a year' USING ERRCODE = '23514';
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
          AND c.decision = 'granted' AND c.valid_from < g.expires_at AND c.expires_at > g.valid_from
          AND gate.permission_stands(c.id) IN ('valid', 'ahead')) THEN
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


class Migration(migrations.Migration):
    dependencies = [("consent", "0012_people_made_one"), ("cases", "0064_not_begun_yet")]
    operations = [PLACE, STANDS, IN_ORDER]

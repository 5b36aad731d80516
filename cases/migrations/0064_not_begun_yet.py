"""What was agreed to from a later day on permits nothing before it (D20): it has not begun, which is not that it has run out."""

from django.db import migrations

from foundation.rowsecurity.operations import sql

HELPING = (
    "support_in_school|ehc_process|meeting_prep|mediation|tribunal|complaint|exclusion|transport|admissions|"
    "health_support|social_care_support|signpost_warm_transfer|advocacy"
)

DECIDE = sql(
    f"""CREATE OR REPLACE FUNCTION gate.decide(s jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        act text := coalesce(s ->> 'act', '');
        party text := coalesce(s ->> 'party', '');
        declared text := coalesce(s ->> 'declared', '');
        permission text := coalesce(s ->> 'permission', '');
        given text := coalesce(s ->> 'given', '');
        y text[] := ARRAY(SELECT f.key FROM jsonb_each(s) AS f WHERE f.value = 'true'::jsonb);
        categories text[] := ARRAY(SELECT jsonb_array_elements_text(coalesce(s -> 'categories', '[]'))) || 'existence'::text;
        permitted text[] := ARRAY(SELECT jsonb_array_elements_text(coalesce(s -> 'permitted', '[]')));
        writing text[] := '{{full_notes,safeguarding,domestic_abuse,advice_strategy}}';
        childs text[] := '{{education_record,ehcp_doc,health,mental_health,social_care}}';
        bodies text[] := '{{safeguarding,emergency,senior_manager,police}}';
        adults text[] := '{{safeguarding,emergency,police}}';
        on_consent boolean := act IN ('share', 'ask') AND declared = 'consent';
        on_valid boolean := on_consent AND permission = 'valid';
        known boolean := party NOT IN ('', 'nobody_known');
        sharing boolean := act = 'share' AND known;
        about_child boolean := categories && childs AND NOT 'only_own' = ANY (y);
        spoken boolean := given IN ('verbal', 'interpreter');
        helps boolean := coalesce(s ->> 'purpose', '') = ANY (string_to_array('{HELPING}', '|')) AND 'purpose_matches' = ANY (y);
        named boolean := party = 'senior_manager'
            AND y @> '{{within_discussion,on_rota_without_conflict,minimum_items}}';
        theirs boolean;
        sound boolean;
        evidenced boolean;
        all_in boolean;
        part text[];
    BEGIN
        theirs := CASE WHEN 'joint' = ANY (y) THEN 'all_confiders_agree' = ANY (y) ELSE 'from_confider' = ANY (y) END
            AND ('young_persons_own_word' = ANY (y) OR NOT 'past_young_person_date' = ANY (y));
        sound := on_valid AND known AND NOT 'deceased' = ANY (y) AND CASE act WHEN 'ask' THEN 'inward' = ANY (y) ELSE 'outward' = ANY (y) END
            AND 'recipient_matches' = ANY (y) AND helps AND 'limits_kept' = ANY (y) AND 'capacity_settled' = ANY (y)
            AND theirs AND ('may_speak_for_child' = ANY (y) OR NOT about_child)
            AND ('attendees_within' = ANY (y) OR NOT 'meeting' = ANY (y));
        evidenced := CASE given
            WHEN 'written' THEN 'identity_checked' = ANY (y)
            WHEN 'verbal' THEN y @> '{{identity_checked,script_read,words_recorded}}'
            WHEN 'interpreter' THEN y @> '{{identity_checked,script_read,words_recorded,interpreter_independent}}'
            WHEN 'representative' THEN y @> '{{identity_checked,authority_verified,authority_covers_this}}'
            ELSE false END;
        all_in := 'subjects_within' = ANY (y) AND categories <@ permitted AND NOT (spoken AND categories && writing);
        part := CASE WHEN sound AND evidenced AND 'subjects_within' = ANY (y) AND 'existence' = ANY (permitted) THEN
            ARRAY(SELECT c FROM unnest(categories) AS c
                  WHERE c = ANY (permitted) AND c <> 'existence' AND NOT (spoken AND c = ANY (writing)))
            ELSE '{{}}' END;
        RETURN CASE
            WHEN act = 'look' AND party = 'team' AND 'kept_out' = ANY (y) THEN 'D2 not_found'
            WHEN act = 'look' AND party = 'team' AND 'role_permits' = ANY (y) THEN 'D1 allow'
            WHEN act = 'look' THEN 'D3 ncnd'
            WHEN sharing AND declared = 'vital_interests' AND 'danger_now' = ANY (y) AND party IN ('emergency', 'police')
                THEN 'D4 allow'
            WHEN sharing AND declared = 'public_interest_cp' AND party = 'senior_manager'
                AND y @> '{{concern,within_discussion,on_rota_without_conflict,minimum_items}}' THEN 'D5a allow'
            WHEN sharing AND declared = 'public_interest_cp' AND party = ANY (bodies)
                AND y @> '{{concern,discussed,minimum_items}}' THEN 'D5 allow'
            WHEN sharing AND declared = 'public_interest_cp' AND 'concern' = ANY (y) AND NOT 'discussed' = ANY (y)
                AND party = ANY (bodies) THEN 'D6 deny'
            WHEN sharing AND declared = 'public_interest_cp' AND 'concern' = ANY (y) AND party <> ALL (bodies) THEN 'D7 deny'
            WHEN sharing AND declared = 'anonymous' AND 'nobody_recognisable' = ANY (y) AND party = ANY (bodies) THEN 'D8 allow'
            WHEN sharing AND declared = 'adult_at_risk' AND y @> '{{adult_has_capacity,adult_agrees}}'
                AND party IN ('safeguarding', 'police') THEN 'D9 allow'
            WHEN sharing AND declared = 'adult_at_risk' AND y @> '{{adult_has_capacity,adult_agrees}}' AND named THEN 'D9a allow'
            WHEN sharing AND declared = 'adult_at_risk' AND y && '{{risk_to_others,adult_lacks_capacity}}'
                AND y @> '{{approved_by_two,minimum_items}}' AND party = ANY (adults) THEN 'D11 allow'
            WHEN sharing AND declared = 'adult_at_risk' AND y && '{{risk_to_others,adult_lacks_capacity}}'
                AND 'approved_by_two' = ANY (y) AND named THEN 'D11a allow'
            WHEN sharing AND declared = 'adult_at_risk' AND y @> '{{worker_believes,minimum_items}}'
                AND party = ANY (adults) THEN 'D11b allow'
            WHEN sharing AND declared = 'adult_at_risk' AND y && '{{risk_to_others,adult_lacks_capacity}}' THEN 'D11 route'
            WHEN sharing AND declared = 'adult_at_risk' AND y @> '{{adult_has_capacity,adult_agrees}}' THEN 'D9 deny'
            WHEN sharing AND declared = 'adult_at_risk' AND 'adult_has_capacity' = ANY (y) THEN 'D10 deny'
            WHEN sharing AND declared = 'legal_compulsion' AND y @> '{{order_is_valid,exactly_as_ordered,approved_by_two}}'
                THEN 'D12 allow'
            WHEN sharing AND declared = 'legal_compulsion' AND 'order_is_valid' = ANY (y) THEN 'D12 route'
            WHEN sharing AND declared = 'statutory_duty' AND y @> '{{duty_enabled,more_detrimental}}' THEN 'D15 deny'
            WHEN sharing AND declared = 'statutory_duty'
                AND y @> '{{duty_enabled,helps_their_function,approved_by_two,minimum_items}}' THEN 'D14 allow'
            WHEN sharing AND declared = 'statutory_duty' AND y @> '{{duty_enabled,helps_their_function}}' THEN 'D14 route'
            WHEN party = 'police' AND act IN ('enquiry', 'share') AND declared = '' THEN 'D13 ncnd'
            WHEN act = 'ask' AND NOT (declared = 'consent' AND 'inward' = ANY (y)) THEN 'D45 deny'
            WHEN sound AND evidenced AND all_in THEN CASE given
                WHEN 'written' THEN 'D16 allow' WHEN 'verbal' THEN 'D23 allow'
                WHEN 'interpreter' THEN 'D24 allow' ELSE 'D25 allow' END
            WHEN part <> '{{}}' THEN 'D17 allow_part'
            WHEN on_consent AND 'deceased' = ANY (y) THEN 'D49 route'
            WHEN on_consent AND permission = 'withdrawn' THEN 'D22 deny'
            WHEN on_consent AND permission = 'refused' THEN 'D21 deny'
            WHEN on_consent AND permission IN ('expired', 'ahead') THEN 'D20 deny'
            WHEN on_consent AND permission = 'challenged' THEN 'D26 route'
            WHEN on_consent AND 'joint' = ANY (y) AND NOT 'all_confiders_agree' = ANY (y) THEN 'D28 deny'
            WHEN on_consent AND 'past_young_person_date' = ANY (y) AND NOT 'young_persons_own_word' = ANY (y) THEN 'D34 deny'
            WHEN on_valid AND NOT 'joint' = ANY (y) AND NOT 'from_confider' = ANY (y) THEN 'D27 deny'
            WHEN on_valid AND NOT 'recipient_matches' = ANY (y) THEN 'D18 deny'
            WHEN on_valid AND NOT helps THEN 'D19 deny'
            WHEN on_consent AND 'meeting' = ANY (y) AND NOT 'attendees_within' = ANY (y) THEN 'D36 deny'
            WHEN on_valid AND NOT CASE act WHEN 'ask' THEN 'inward' = ANY (y) ELSE 'outward' = ANY (y) END THEN 'D18 deny'
            WHEN on_valid AND NOT 'limits_kept' = ANY (y) THEN 'D16 deny'
            WHEN on_valid AND NOT 'capacity_settled' = ANY (y) THEN 'D26 route'
            WHEN on_valid AND about_child AND NOT 'may_speak_for_child' = ANY (y) THEN 'D32 route'
            WHEN sound AND given = 'interpreter' AND NOT evidenced THEN 'D24 deny'
            WHEN sound AND given = 'representative' AND NOT evidenced THEN 'D25 deny'
            WHEN sound AND (NOT evidenced OR (spoken AND categories && writing)) THEN 'D23 deny'
            WHEN sound THEN 'D17 deny'
            WHEN (act = 'reach' OR (sharing AND declared = 'self')) AND NOT 'channel_safe' = ANY (y)
                AND NOT 'danger_now' = ANY (y) THEN 'D48 deny'
            WHEN act = 'reach' AND party = 'service_user' THEN 'D48 allow'
            WHEN sharing AND declared = 'self' AND party = 'service_user' AND y @> '{{from_confider,identity_verified}}'
                AND ('may_speak_for_child' = ANY (y) OR NOT about_child) AND NOT 'competent_child' = ANY (y) THEN 'D29 allow'
            WHEN act IN ('enquiry', 'share') AND party = 'parent_of_confider' THEN 'D33 ncnd'
            WHEN act IN ('enquiry', 'share') AND party = 'other_parent' THEN 'D30 ncnd'
            WHEN act = 'enquiry' AND 'deceased' = ANY (y) THEN 'D49 route'
            WHEN act = 'enquiry' AND party = 'referrer' THEN 'D37 ncnd'
            WHEN act = 'enquiry' AND party = 'representative' THEN
                CASE WHEN 'written_authority' = ANY (y) THEN 'D38 route' ELSE 'D38 ncnd' END
            WHEN party = 'inspector' AND 'nobody_recognisable' = ANY (y) AND 'suppressed' = ANY (y) THEN 'D39 allow'
            WHEN party = 'inspector' AND act IN ('enquiry', 'share') THEN 'D39 route'
            WHEN act = 'freedom' AND y @> '{{names_somebody,about_self}}' THEN 'D42 ncnd'
            WHEN act = 'freedom' AND 'names_somebody' = ANY (y) THEN 'D40 ncnd'
            WHEN act = 'freedom' AND 'nobody_recognisable' = ANY (y) AND 'suppressed' = ANY (y) THEN 'D41 allow'
            WHEN act = 'subject_access' AND party = 'service_user' AND y @> '{{about_self,identity_verified,reviewed}}'
                THEN 'D43 allow'
            WHEN act = 'subject_access' THEN 'D31 route'
            WHEN act = 'receive' AND (party = 'service_user'
                 OR (known AND 'inward' = ANY (y) AND permission = 'valid' AND categories <@ permitted)) THEN 'D44 allow'
            WHEN act = 'receive' THEN 'D44 deny'
            WHEN act = 'train' THEN
                CASE WHEN y @> '{{study_approved,audience_within}}' THEN 'D46 allow' ELSE 'D46 deny' END
            WHEN party = 'supplier' AND y @> '{{reference_only,agreed_to_supplier}}' THEN 'D47 allow'
            WHEN party = 'supplier' AND sharing THEN 'D47 deny'
            WHEN act = 'advise' THEN 'D35 allow'
            WHEN act = 'enquiry' AND party IN ('nobody_known', 'council', 'public', 'professional', 'relative') THEN 'D3 ncnd'
            ELSE 'D50 deny' END;
    END $$""",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0063_drafts_about_two_files")]
    operations = [DECIDE]

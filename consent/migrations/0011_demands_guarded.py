"""A court order or a legal demand is followed only as a manager found it valid, with the word of information governance or
a lawyer beside theirs, and then exactly as it orders (D12); a supplier is told the reference alone, and only of somebody who
agreed to them (D47). The proofs are minted here, as governance's, and nowhere else."""

from django.db import migrations

from cases.migrations._gates import gates
from foundation.rowsecurity.operations import definer, sql

TABLES = ("demand", "demandfinding", "booking")
LINKS = sql(
    *(
        f"ALTER TABLE consent_{table} ADD CONSTRAINT {table}_has_the_cases_team"
        " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)"
        for table in TABLES
    ),
    "ALTER TABLE consent_demand ADD CONSTRAINT demand_and_case UNIQUE (id, case_id)",
    *(
        f"ALTER TABLE consent_{table} ADD CONSTRAINT {table}_{column}_is_of_the_case"
        f" FOREIGN KEY ({column}_id, case_id) REFERENCES {other} (id, case_id){late}"
        for table, column, other, late in (
            ("demand", "recipient", "cases_recipient", ""),
            ("demand", "task", "cases_task", ""),
            ("demandfinding", "demand", "consent_demand", ""),
            ("booking", "supplier", "cases_recipient", ""),
            ("booking", "disclosure", "cases_disclosure", " DEFERRABLE INITIALLY DEFERRED"),
        )
    ),
    *(
        f"CREATE TRIGGER a_stamped BEFORE INSERT ON consent_{table}"
        " FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()"
        for table in TABLES
    ),
    "GRANT SELECT ON consent_demand, consent_demandfinding TO pps_definer",
)
# A manager finds it, in turn with whatever is going on it; what is followed is no more than what it orders.
FOUND = definer(
    """
CREATE OR REPLACE FUNCTION gate.findings_keep_their_rules() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.in_turn(NEW.demand_id);
    IF NOT NEW.team_id = ANY (gate.teams_where('see_restricted')) THEN
        RAISE EXCEPTION 'a manager finds whether a demand is valid' USING ERRCODE = '42501';
    END IF;
    IF NEW.checked_on > (gate.clock() AT TIME ZONE 'Europe/London')::date
       OR NOT NEW.categories <@ (SELECT d.categories FROM public.consent_demand AS d WHERE d.id = NEW.demand_id) THEN
        RAISE EXCEPTION 'it is looked at by now, and orders what it orders' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
MINT = definer(
    """
CREATE OR REPLACE FUNCTION gate.mint_demand(
    p_disclosure uuid, p_demand uuid, p_recipient uuid, p_categories text[]) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d public.consent_demand;
    f public.consent_demandfinding;
    kind text;
BEGIN
    SELECT * INTO d FROM public.consent_demand AS k WHERE k.id = p_demand;
    IF NOT FOUND OR NOT gate.works_on(d.case_id) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.in_turn(d.id);
    SELECT * INTO f FROM public.consent_demandfinding AS k
    WHERE k.demand_id = d.id ORDER BY k.recorded_at DESC, k.id DESC LIMIT 1;
    SELECT r.kind INTO kind FROM public.cases_recipient AS r WHERE r.id = p_recipient AND r.case_id = d.case_id;
    RETURN gate.mint_proof(p_disclosure, d.case_id, 'governance', d.id, p_recipient, p_categories, jsonb_build_object(
        'act', 'share', 'declared', 'legal_compulsion', 'party', coalesce(kind, 'nobody_known'),
        'categories', to_jsonb(p_categories),
        'order_is_valid', p_recipient = d.recipient_id AND (f.id IS NULL OR f.found = 'follow'),
        'approved_by_two', coalesce(f.found = 'follow', false),
        'exactly_as_ordered', coalesce(p_categories || 'existence'::text <@ f.categories::text[], false)));
END $$"""
)
# That an order forbids telling them is said where an order does.
FORBIDDEN = definer(
    """
CREATE OR REPLACE FUNCTION gate.only_an_order_forbids() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.cases_sharingproof AS p JOIN public.consent_demand AS d ON d.id = p.source
        WHERE p.disclosure_id = NEW.id AND p.kind = 'governance' AND d.forbids_telling) THEN
        RAISE EXCEPTION 'no order forbids telling them' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
# Whoever is booked learns that there is somebody: the booking is the proof of the disclosure that is written with it.
BOOKED = definer(
    """
CREATE OR REPLACE FUNCTION gate.booking_is_permitted() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kind text;
BEGIN
    SELECT r.kind INTO kind FROM public.cases_recipient AS r WHERE r.id = NEW.supplier_id AND r.case_id = NEW.case_id;
    PERFORM gate.mint_proof(NEW.disclosure_id, NEW.case_id, 'governance', NEW.id, NEW.supplier_id, ARRAY['existence'],
        jsonb_build_object(
            'act', 'share', 'declared', 'anonymous', 'party', coalesce(kind, 'nobody_known'), 'categories', '[]'::jsonb,
            'reference_only', true, 'agreed_to_supplier', NEW.agreed_words IS NOT NULL));
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
TRIGGERS = sql(
    """CREATE TRIGGER keeps_its_rules BEFORE INSERT ON consent_demandfinding
       FOR EACH ROW EXECUTE FUNCTION gate.findings_keep_their_rules()""",
    """CREATE TRIGGER is_permitted BEFORE INSERT ON consent_booking
       FOR EACH ROW EXECUTE FUNCTION gate.booking_is_permitted()""",
    """CREATE CONSTRAINT TRIGGER forbidden AFTER INSERT ON cases_disclosure DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (NEW.subject_told = 'forbidden') EXECUTE FUNCTION gate.only_an_order_forbids()""",
)


class Migration(migrations.Migration):
    dependencies = [("consent", "0010_demands_and_bookings"), ("cases", "0060_forbidden_by_an_order")]
    operations = [
        LINKS,
        *(step for table in TABLES for step in gates(f"consent_{table}", "case_id", author="recorded_by_id")),
        FOUND,
        MINT,
        FORBIDDEN,
        BOOKED,
        TRIGGERS,
    ]

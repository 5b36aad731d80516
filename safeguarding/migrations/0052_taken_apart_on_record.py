"""Words that are taken out of a contact are gone, and are taken only in a transaction whose record names the concern."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

APART = definer(
    """
CREATE OR REPLACE FUNCTION gate.take_words_apart(p_concern uuid, p_summary bytea, p_tasks jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    c public.safeguarding_concern;
    t public.cases_contact;
    kept uuid[];
BEGIN
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = p_concern FOR UPDATE;
    IF NOT FOUND OR NOT gate.knows_concern(p_concern, 'work_cases') THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO t FROM public.cases_contact AS k WHERE k.id = c.contact_id AND k.case_id = c.case_id FOR UPDATE;
    IF t.worker_id IS DISTINCT FROM who AND c.team_id <> ALL (gate.teams_where('approve_referrals')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    kept := ARRAY(SELECT e.user_id FROM public.safeguarding_concernexclusion AS e WHERE e.concern_id = c.id);
    IF c.subject <> 'staff_allegation' AND kept = '{}' OR c.said_apart OR t.id IS NULL OR p_summary IS NULL
       OR t.moved_away_at IS NOT NULL OR t.worker_id = ANY (kept) THEN
        RAISE EXCEPTION 'nothing of it is about a colleague' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (SELECT FROM public.cases_contactaddendum AS a
               WHERE a.contact_id = t.id AND a.recorded_by_id <> ALL (kept) AND NOT p_tasks ? a.id::text) THEN
        RAISE EXCEPTION 'something was added meanwhile' USING ERRCODE = '55000';
    END IF;
    IF NOT gate.on_record(p_concern) THEN
        RAISE EXCEPTION 'this is not on the record' USING ERRCODE = '42501';
    END IF;
    UPDATE public.cases_contact AS k
    SET summary = p_summary, advice_given = NULL, signposted_to = NULL, told_about_family = NULL,
        safeguarding_screen = 'no_concern', edition = k.edition + 1, edited_at = '-infinity'
    WHERE k.id = t.id;
    UPDATE public.cases_contactversion AS v
    SET summary = p_summary, advice_given = NULL, signposted_to = NULL, told_about_family = NULL
    WHERE v.contact_id = t.id;
    UPDATE public.cases_contactaddendum AS a SET text = decode(p_tasks ->> a.id::text, 'hex')
    WHERE a.contact_id = t.id AND a.recorded_by_id <> ALL (kept);
    UPDATE public.cases_task AS k
    SET kind = 'task', title = decode(p_tasks ->> k.id::text, 'hex'), note = NULL, state = 'done',
        done_at = coalesce(k.done_at, gate.clock()), done_by_id = coalesce(k.done_by_id, who),
        done_contact_id = t.id, taken_by_id = NULL, edited_at = '-infinity'
    WHERE k.contact_id = t.id AND k.kind = 'safeguarding' AND p_tasks ? k.id::text;
    UPDATE public.safeguarding_concern AS k SET said_apart = true WHERE k.id = c.id;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0051_decoys_of_each_list"), ("cases", "0083_moved_on_record")]
    operations = [APART]

"""What a senior manager was to confirm, and could not any more once its page had closed by itself, is put to them again: the
same words under the same key, once more for a time, and on the record (C12)."""

from django.db import migrations, models

from foundation.rowsecurity.operations import definer, sql

AGAIN = definer(
    """
CREATE FUNCTION gate.put_packet_again(p_packet uuid, p_until timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    k public.safeguarding_packet;
BEGIN
    SELECT * INTO k FROM public.safeguarding_packet AS p WHERE p.id = p_packet FOR UPDATE;
    IF NOT FOUND OR NOT gate.knows_concern(k.concern_id, 'work_cases') OR k.confirmed_at IS NOT NULL OR EXISTS (
        SELECT FROM public.safeguarding_packetpermission AS g
        WHERE g.content_object_id = p_packet AND (g.until IS NULL OR g.until > gate.clock())) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    DELETE FROM public.safeguarding_packetpermission AS g WHERE g.content_object_id = p_packet;
    INSERT INTO public.safeguarding_packetpermission (id, permission_id, user_id, content_object_id, until)
    SELECT gen_random_uuid(), p.id, k.manager_id, p_packet, p_until
    FROM public.auth_permission AS p JOIN public.django_content_type AS t ON t.id = p.content_type_id
    WHERE t.app_label = 'safeguarding' AND t.model = 'packet' AND p.codename = 'see_packet';
    UPDATE public.safeguarding_packet AS p SET again_at = gate.clock() WHERE p.id = p_packet;
    PERFORM gate.write_event('packet_given', ARRAY[p_packet, k.concern_id], ARRAY[k.team_id], '');
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0022_rounds")]
    operations = [
        migrations.AddField(model_name="packet", name="again_at", field=models.DateTimeField(null=True)),
        sql("GRANT UPDATE (again_at) ON safeguarding_packet TO pps_definer"),
        AGAIN,
    ]

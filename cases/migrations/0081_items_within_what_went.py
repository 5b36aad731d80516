"""An item is looked at as it goes in. What is proven of a disclosure at commit can be asked for earlier
(``SET CONSTRAINTS``), and what was written after it was looked at by nobody.
"""

from django.db import migrations

from foundation.rowsecurity.operations import sql

ITEMS = sql(
    """CREATE OR REPLACE FUNCTION gate.items_come_with_it() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        gone record;
    BEGIN
        SELECT d.basis, d.categories INTO gone FROM public.cases_disclosure AS d
        WHERE d.id = NEW.disclosure_id AND d.made_in = pg_current_xact_id();
        IF NOT FOUND THEN
            RAISE EXCEPTION 'items are written with their disclosure' USING ERRCODE = '42501';
        END IF;
        IF NEW.category <> ALL (gone.categories) THEN
            RAISE EXCEPTION 'the items are what was told' USING ERRCODE = '23514';
        END IF;
        IF gone.basis <> '' AND (NEW.what IS NULL OR NEW.source = '') THEN
            RAISE EXCEPTION 'an item says what was told and where it comes from' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0080_moments_of_writing")]
    operations = [ITEMS]

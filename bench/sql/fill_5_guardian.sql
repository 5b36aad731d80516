-- The rival: guardian's generic tables. A group per team, its workers in it, and one grant per case; what is kept to
-- managers is not granted.
INSERT INTO auth_group (name) SELECT 'team ' || no FROM bench.team ORDER BY no;

INSERT INTO teams_user_groups (user_id, group_id)
SELECT DISTINCT m.user_id, g.id FROM teams_membership AS m JOIN bench.team AS t ON t.id = m.team_id
JOIN auth_group AS g ON g.name = 'team ' || t.no;

INSERT INTO guardian_groupobjectpermission (object_pk, content_type_id, group_id, permission_id)
SELECT m.id::text, p.content_type_id, g.id, p.id
FROM bench.made AS m JOIN auth_group AS g ON g.name = 'team ' || m.team
CROSS JOIN (SELECT p.id, p.content_type_id FROM auth_permission AS p JOIN django_content_type AS t
            ON t.id = p.content_type_id
            WHERE t.app_label = 'cases' AND t.model = 'case' AND p.codename = 'see_case') AS p
WHERE NOT m.narrowed ORDER BY m.n;

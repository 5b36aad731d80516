-- What one person reaches beyond their teams, and what is taken from them; some of it would stand on their first page.
INSERT INTO cases_casepermission (id, content_object_id, permission_id, user_id, until)
SELECT gen_random_uuid(), c.id, p.id, %(person)s, CASE WHEN c.place %% 2 = 0 THEN now() + interval '90 days' END
FROM (SELECT m.id, row_number() OVER (ORDER BY m.n DESC) AS place FROM bench.made AS m
      WHERE m.team <> ALL (%(teams)s) AND NOT m.narrowed AND m.status = 'open') AS c
CROSS JOIN (SELECT p.id FROM auth_permission AS p JOIN django_content_type AS t ON t.id = p.content_type_id
            WHERE t.app_label = 'cases' AND t.model = 'case' AND p.codename = 'see_case') AS p
WHERE c.place IN (1, 2, 3, 500, 2000);

-- Places 3 and 7 of the person's own first page, and two further down; the last of the four has ended.
INSERT INTO cases_caseexclusion (id, user_id, case_id, until)
SELECT gen_random_uuid(), %(person)s, c.id,
       CASE c.place WHEN 7 THEN now() + interval '90 days' WHEN 60 THEN now() - interval '1 day' END
FROM (SELECT m.id, row_number() OVER (ORDER BY m.n DESC) AS place FROM bench.made AS m
      WHERE m.team = ANY (%(teams)s) AND m.status = 'open') AS c
WHERE c.place IN (3, 7, 50, 60);

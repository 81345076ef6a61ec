-- What happens when the counters of a post change, and who may see or change them: they are as public as their post.
-- migrate: allow=PGM407,PGM417 reason="one table, on the lock ladder, only when its rules change"

CREATE OR REPLACE TRIGGER post_stats_rolled_up
    AFTER UPDATE ON app.post_stats
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.post_stats_rolled_up();

GRANT SELECT ON app.post_stats TO app_api;
GRANT UPDATE (view_count) ON app.post_stats TO app_api;

ALTER TABLE app.post_stats ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.post_stats FORCE ROW LEVEL SECURITY;

-- A value and not EXISTS, which the planner likes to answer for a long list by hashing every post there is.
DROP POLICY IF EXISTS post_stats_select ON app.post_stats;
CREATE POLICY post_stats_select ON app.post_stats FOR SELECT TO app_api
    USING ((SELECT true FROM app.posts AS p WHERE p.id = post_id));

DROP POLICY IF EXISTS post_stats_update ON app.post_stats;
CREATE POLICY post_stats_update ON app.post_stats FOR UPDATE TO app_api
    USING ((SELECT app.actor_role()) = 'system')
    WITH CHECK ((SELECT app.actor_role()) = 'system');

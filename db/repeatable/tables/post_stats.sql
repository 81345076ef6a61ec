-- What happens when the counters of a post change, and who may see or change them: they are as public as their post.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER post_stats_rolled_up
    AFTER UPDATE ON app.post_stats
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.post_stats_rolled_up();

-- Functions of the owner write the counters. Revoked, because a grant preceded that.
REVOKE UPDATE (view_count) ON app.post_stats FROM app_api;
DROP POLICY IF EXISTS post_stats_update ON app.post_stats;
GRANT SELECT ON app.post_stats TO app_api, app_readonly;

ALTER TABLE app.post_stats ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.post_stats FORCE ROW LEVEL SECURITY;

-- A value and not EXISTS, which the planner likes to answer for a long list by hashing every post there is.
DROP POLICY IF EXISTS post_stats_select ON app.post_stats;
CREATE POLICY post_stats_select ON app.post_stats FOR SELECT TO app_api, app_readonly
    USING ((SELECT true FROM app.posts AS p WHERE p.id = post_id));

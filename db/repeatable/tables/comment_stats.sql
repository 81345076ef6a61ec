-- Who may see the counters of a comment: they are as public as their comment.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.comment_stats TO app_api, app_readonly, app_reader;

ALTER TABLE app.comment_stats ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.comment_stats FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS comment_stats_select ON app.comment_stats;
CREATE POLICY comment_stats_select ON app.comment_stats FOR SELECT TO app_api, app_readonly
    USING ((SELECT true FROM app.comments AS c WHERE c.id = comment_id));

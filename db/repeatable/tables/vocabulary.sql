-- Who may see the words of misspelled searches: what suggests them. The job that counts them writes as the owner.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.vocabulary TO app_reader;

ALTER TABLE app.vocabulary ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.vocabulary FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS vocabulary_select ON app.vocabulary;
CREATE POLICY vocabulary_select ON app.vocabulary FOR SELECT TO app_reader USING (true);

-- Who may see how far the vocabulary is: functions. The job that counts it reads and writes as the owner.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.vocabulary_passes TO app_reader;

ALTER TABLE app.vocabulary_passes ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.vocabulary_passes FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS vocabulary_passes_select ON app.vocabulary_passes;
CREATE POLICY vocabulary_passes_select ON app.vocabulary_passes FOR SELECT TO app_reader USING (true);

-- Who may see rows of app.webhook_deliveries: the owner of the webhook, once they were sent. One that was not may be of an event that the
-- owner may not see. Functions write them (webhooks.sql).
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.webhook_deliveries TO app_api;

ALTER TABLE app.webhook_deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.webhook_deliveries FORCE ROW LEVEL SECURITY;

-- The array is made once a statement and not once a row; the policy of webhooks decides what is in it.
DROP POLICY IF EXISTS webhook_deliveries_select ON app.webhook_deliveries;
CREATE POLICY webhook_deliveries_select ON app.webhook_deliveries FOR SELECT TO app_api
    USING (is_sent AND webhook_id = ANY (ARRAY(SELECT w.id FROM app.webhooks AS w)));

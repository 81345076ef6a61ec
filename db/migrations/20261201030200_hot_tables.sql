-- Tables whose rows are updated again and again: a session with every use, counters with every like, comment and read, queues with every
-- entry. The default of autovacuum waits until a fifth of a table is dead; of a large one that is millions of rows, which every scan of an
-- index passes. A fiftieth keeps them small; each vacuum then has little to do.

ALTER TABLE app.user_sessions SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE app.post_stats SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE app.comment_stats SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE app.notifications SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE app.mail_outbox SET (autovacuum_vacuum_scale_factor = 0.02);

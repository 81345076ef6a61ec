using Agora.Migrations.Running;

namespace Agora.Migrations.History;

/// <summary>Creates the runner's tables. Only ever called under the runner lock: racing CREATE IF NOT EXISTS fails in PostgreSQL.</summary>
internal sealed class HistorySchema(HistoryNames names)
{
    public const int Layout = 1;

    /// <summary>The history exactly as FluentMigrator makes it on PostgreSQL, so that either tool can continue with it.</summary>
    public IEnumerable<SqlCommand> CreateHistory() =>
    [
        new($"CREATE TABLE {names.Versions} (\"Version\" bigint NOT NULL, \"AppliedOn\" timestamp, \"Description\" varchar(1024))"),
        new($"CREATE UNIQUE INDEX \"UC_Version\" ON {names.Versions} (\"Version\" ASC)"),
    ];

    /// <summary>What FluentMigrator's runner would still have made, had it not been cut in between.</summary>
    public IEnumerable<SqlCommand> CompleteHistory(HistoryShape shape)
    {
        // A reader of the history must not be made to wait behind us for long.
        yield return new("SET LOCAL lock_timeout = '3s'");
        if (!shape.IsUnique)
        {
            yield return new($"CREATE UNIQUE INDEX \"UC_Version\" ON {names.Versions} (\"Version\" ASC)");
        }

        if (shape.AppliedOn.Length == 0)
        {
            yield return new($"ALTER TABLE {names.Versions} ADD \"AppliedOn\" timestamp");
        }

        if (shape.Description.Length == 0)
        {
            yield return new($"ALTER TABLE {names.Versions} ADD \"Description\" varchar(1024)");
        }
    }

    public IEnumerable<SqlCommand> CreateSideTables() =>
    [
        new($"CREATE SCHEMA IF NOT EXISTS {names.SideSchema}"),
        new($"CREATE TABLE {names.Meta} (layout integer NOT NULL CONSTRAINT meta_layout_check CHECK (layout > 0))"),
        new($"INSERT INTO {names.Meta} (layout) VALUES ({Layout})"),
        new($"""
            CREATE TABLE {names.Migration} (
                version        bigint      NOT NULL CONSTRAINT migration_pkey PRIMARY KEY,
                name           text        NOT NULL,
                kind           text        NOT NULL CONSTRAINT migration_kind_check CHECK (kind IN ('versioned', 'baseline')),
                phase          text        NOT NULL CONSTRAINT migration_phase_check CHECK (phase IN ('none', 'expand', 'contract')),
                steps          integer     NOT NULL,
                sha256         text        NOT NULL,
                token_sha256   text        NOT NULL,
                down_sha256    text,
                started_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
                finished_at    timestamptz,
                duration_ms    bigint,
                lock_wait_ms   bigint,
                attempts       integer,
                db_role        text        NOT NULL DEFAULT session_user,
                host           text        NOT NULL,
                runner_version text        NOT NULL,
                git_commit     text,
                source         text        NOT NULL CONSTRAINT migration_source_check CHECK (source IN ('runner', 'fluentmigrator', 'script', 'baseline'))
            )
            """),
        new($"""
            CREATE TABLE {names.Repeatable} (
                name           text        NOT NULL CONSTRAINT repeatable_pkey PRIMARY KEY,
                sha256         text        NOT NULL,
                token_sha256   text        NOT NULL,
                applied_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
                duration_ms    bigint      NOT NULL,
                db_role        text        NOT NULL DEFAULT session_user,
                host           text        NOT NULL,
                runner_version text        NOT NULL,
                git_commit     text
            )
            """),
        new($"""
            CREATE TABLE {names.Journal} (
                version       bigint      NOT NULL,
                direction     text        NOT NULL CONSTRAINT journal_direction_check CHECK (direction IN ('up', 'down')),
                step          integer     NOT NULL,
                stmt          integer     NOT NULL,
                token_sha256  text        NOT NULL,
                state         text        NOT NULL CONSTRAINT journal_state_check
                                          CHECK (state IN ('started', 'done', 'failed', 'uncertain', 'resolved')),
                started_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
                finished_at   timestamptz,
                backend_pid   integer,
                backend_start timestamptz,
                sqlstate      text,
                message       text,
                attempts      integer     NOT NULL DEFAULT 1,
                resolved_by   text,
                reason        text,
                CONSTRAINT journal_pkey PRIMARY KEY (version, direction, step, stmt)
            )
            """),
        new($"""
            CREATE TABLE {names.Backfill} (
                version       bigint      NOT NULL,
                step          integer     NOT NULL,
                last_key      text,
                upper_key     text,
                rows_done     bigint      NOT NULL DEFAULT 0,
                rows_estimate bigint,
                batch         integer     NOT NULL,
                state         text        NOT NULL CONSTRAINT backfill_state_check CHECK (state IN ('running', 'done')),
                updated_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
                CONSTRAINT backfill_pkey PRIMARY KEY (version, step)
            )
            """),
        new($"COMMENT ON COLUMN {names.Journal}.stmt IS 'Position in the step from 1; 0 stands for a whole transactional step.'"),
    ];
}

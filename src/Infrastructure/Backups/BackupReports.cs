using System.Text.Json;
using Agora.Application.Backups;
using Agora.Domain.Backups;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Backups;

internal sealed class BackupReports(DbSession db) : IBackupReports
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public Task AddAsync(BackupReport report, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.backup_reports (id, activity, backup, backup_at, started_at, finished_at, bytes, steps, problem)
            VALUES (@id, @activity, @backup, @backupAt, @startedAt, @finishedAt, @bytes, @steps::jsonb, left(@problem, 2000))
            """;

        return db.ExecuteAsync(
            sql,
            new
            {
                report.Id,
                activity = report.Activity == BackupActivity.Backup ? "backup" : "drill",
                report.Backup,
                report.BackupAt,
                report.StartedAt,
                report.FinishedAt,
                report.Bytes,
                steps = JsonSerializer.Serialize(report.Steps, Json),
                report.Problem,
            },
            ct);
    }

    public async Task<IReadOnlyList<BackupReport>> ListAsync(Guid before, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT r.id, r.activity, r.backup, r.backup_at, r.started_at, r.finished_at, r.bytes, r.steps::text AS steps, r.problem
            FROM app.backup_reports AS r
            WHERE r.id < @before
            ORDER BY r.id DESC
            LIMIT @limit
            """;

        var rows = await db.QueryAsync<ReportRow>(sql, new { before, limit }, ct);
        return [.. rows.Select(row => row.ToReport())];
    }

    public async Task<LastBackups> LastAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT min(r.backup_at) FILTER (WHERE r.activity = 'backup') AS first_at,
                   max(r.backup_at) FILTER (WHERE r.activity = 'backup') AS backup_at,
                   max(r.backup_at) FILTER (WHERE r.activity = 'drill') AS proven_at
            FROM app.backup_reports AS r
            WHERE r.problem IS NULL
            """;

        return (await db.FindAsync<LastBackups>(sql, new { }, ct))!;
    }

    public Task PurgeAsync(TimeSpan kept, CancellationToken ct)
    {
        const string sql = """
            DELETE FROM app.backup_reports AS r
            WHERE r.finished_at < statement_timestamp() - @kept
              AND EXISTS (
                  SELECT FROM app.backup_reports AS newer
                  WHERE newer.activity = r.activity AND newer.problem IS NULL AND newer.finished_at > r.finished_at)
            """;

        return db.ExecuteAsync(sql, new { kept }, ct);
    }

    private sealed record ReportRow(
        Guid Id,
        BackupActivity Activity,
        string? Backup,
        DateTimeOffset? BackupAt,
        DateTimeOffset StartedAt,
        DateTimeOffset FinishedAt,
        long? Bytes,
        string Steps,
        string? Problem)
    {
        public BackupReport ToReport() => new(
            Id, Activity, Backup, BackupAt, StartedAt, FinishedAt, Bytes, JsonSerializer.Deserialize<BackupStep[]>(Steps, Json)!, Problem);
    }
}

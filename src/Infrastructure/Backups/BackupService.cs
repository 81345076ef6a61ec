using Agora.Application.Backups;
using Agora.Domain.Backups;
using Agora.Infrastructure.Database.Embedded;
using Npgsql;

namespace Agora.Infrastructure.Backups;

/// <param name="host">Null where the process did not open a server, as in a host of tests.</param>
internal sealed class BackupService(BackupOptions options, IRestoredAgora agora, TimeProvider clock, BackupHost? host = null) : IBackups
{
    private static readonly TimeSpan FullEvery = TimeSpan.FromDays(7);

    public Task<BackupReport> RunAsync(BackupKind? kind, CancellationToken ct) => ReportAsync(
        BackupActivity.Backup,
        async report =>
        {
            var (folders, program) = await OpenAsync(ct);
            await folders.Repository.PrepareAsync(program, ct);
            await using var server = await BackupServer.OpenAsync(Host.Server, ct);
            var chosen = kind ?? await ChooseAsync(program, ct);
            var started = clock.GetTimestamp();
            var (set, figures) = await new BackupWork(program, folders, server, clock).RunAsync(TypeOf(chosen), Host.Progress, ct);
            var detail = $"{set.Kind}, {figures.Tables.Sum(table => table.Rows)} rows counted"
                + (figures.Left.Count > 0 ? $"; not counted: {string.Join(", ", figures.Left)}" : "");
            return report with
            {
                Backup = set.Label,
                BackupAt = figures.NamedAt,
                Bytes = set.DatabaseBytes,
                Steps = [new BackupStep("copy", clock.GetElapsedTime(started).TotalMilliseconds, detail)],
            };
        });

    public Task<BackupReport> DrillAsync(CancellationToken ct)
    {
        RestoreDrill? drill = null;
        return ReportAsync(
            BackupActivity.Drill,
            async report =>
            {
                var (folders, program) = await OpenAsync(ct);
                var set = await new Restore(program, folders, clock).ChooseAsync(label: null, RestoreTarget.End, ct);
                report = report with { Backup = set.Label, Bytes = set.DatabaseBytes };
                var figures = await BackupFigures.ReadAsync(program.Files, set.Label, ct) ?? throw new BackupException(
                    $"The backup {set.Label} has no figures to compare a restored copy with: it was interrupted, or not made by Agora.");
                var copied = await CopiedServer.OfAsync(Host, clock, ct);
                drill = new RestoreDrill(Host.Server.Access, copied, folders, program, Host.Embedded, agora, Host.Progress, clock);
                await drill.RunAsync(set, figures, ScratchFolder(folders), ct);
                return report with { BackupAt = figures.NamedAt, Steps = drill.Steps };
            },
            () => drill?.Steps ?? []);
    }

    private BackupHost Host => host ?? throw BackupException.Refuse("This process did not open the database server.");

    private async Task<(BackupFolders Folders, PgBackRest Program)> OpenAsync(CancellationToken ct)
    {
        var folders = await BackupPlaces.OfAsync(options, Host.Server.Folder, ct);
        return (folders, await PgBackRest.OpenAsync(folders, options, Host.Embedded, Host.Progress, clock, ct));
    }

    private string ScratchFolder(BackupFolders folders) =>
        string.IsNullOrWhiteSpace(options.ScratchFolder) ? Path.GetDirectoryName(folders.State)! : Path.GetFullPath(options.ScratchFolder);

    private async Task<BackupKind> ChooseAsync(PgBackRest program, CancellationToken ct)
    {
        var newest = (await program.InfoAsync(ct)).Sets.LastOrDefault(set => set.Kind == TypeOf(BackupKind.Full));
        return newest is null || clock.GetUtcNow() - newest.StartedAt >= FullEvery - TimeSpan.FromHours(1)
            ? BackupKind.Full
            : BackupKind.Differential;
    }

    private async Task<BackupReport> ReportAsync(
        BackupActivity activity, Func<BackupReport, Task<BackupReport>> run, Func<IReadOnlyList<BackupStep>>? steps = null)
    {
        var now = clock.GetUtcNow();
        var report = new BackupReport(Guid.CreateVersion7(now), activity, Backup: null, BackupAt: null, now, now, Bytes: null, [], null);
        try
        {
            report = await run(report);
        }
        catch (Exception exception) when (
            exception is BackupException or EmbeddedPostgresException or NpgsqlException or IOException or UnauthorizedAccessException)
        {
            report = report with { Problem = exception.Message, Steps = steps?.Invoke() ?? [] };
        }

        return report with { FinishedAt = clock.GetUtcNow() };
    }

    private static string TypeOf(BackupKind kind) => kind switch
    {
        BackupKind.Full => "full",
        BackupKind.Differential => "diff",
        _ => "incr",
    };
}

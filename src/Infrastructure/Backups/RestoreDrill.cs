using System.Globalization;
using Agora.Application.Backups;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Migrations;
using Agora.Migrations.Events;
using Npgsql;

namespace Agora.Infrastructure.Backups;

/// <summary>
/// Proves a backup: reads it against its checksums, restores it to the point behind it, compares every table, checks tables and indexes
/// with amcheck, reads the history of migrations, and asks an Agora on it for known posts.
/// </summary>
internal sealed class RestoreDrill(
    DatabaseAccess access,
    CopiedServer copied,
    BackupFolders folders,
    PgBackRest program,
    EmbeddedPostgresOptions options,
    IRestoredAgora agora,
    IProgress<string> progress,
    TimeProvider clock)
{
    private readonly List<BackupStep> steps = [];

    public IReadOnlyList<BackupStep> Steps => steps;

    /// <param name="parent">Folder in which the scratch server is made and removed.</param>
    /// <exception cref="BackupException">The backup is not proven.</exception>
    public async Task RunAsync(BackupSet set, BackupFigures figures, string parent, CancellationToken ct)
    {
        await StepAsync("verify", async () =>
        {
            Require(await new RepositoryCheck(program).RunAsync(progress, ct));
            return "the repository agrees with its checksums";
        });

        var scratch = new RestoredServer(
            Path.Combine(parent, $"drill-{Guid.NewGuid():N}"), copied, folders.Account, options, clock);
        scratch.RequireFree();
        try
        {
            await RestoreAsync(scratch, set, figures, ct);
        }
        finally
        {
            await scratch.RemoveAsync();
        }
    }

    private async Task RestoreAsync(RestoredServer scratch, BackupSet set, BackupFigures figures, CancellationToken ct)
    {
        await StepAsync("restore", async () =>
        {
            await scratch.PrepareAsync(ct);
            Restore.RequireSpace(set, scratch.Folder);
            await new Restore(program, folders, clock).WriteAsync(
                set, new RestoreTarget("name", figures.Point, figures.NamedAt), scratch.Data, archives: false, progress, ct);
            return string.Create(CultureInfo.InvariantCulture, $"{set.DatabaseBytes / 1e6:0} MB");
        });

        EmbeddedCluster? cluster = null;
        try
        {
            await StepAsync("recover", async () =>
            {
                cluster = await scratch.RecoverAsync(archives: false, progress, ct);
                return $"the point {figures.Point} was reached";
            });
            await ProveAsync(cluster!, figures, ct);
        }
        finally
        {
            if (cluster is not null)
            {
                await cluster.DisposeAsync();
            }
        }
    }

    private async Task ProveAsync(EmbeddedCluster cluster, BackupFigures figures, CancellationToken ct)
    {
        await StepAsync("compare", async () =>
        {
            await using var source = new NpgsqlDataSourceBuilder(At(cluster, access.Backup!).ConnectionString)
            {
                Name = "agora-drill",
            }.Build();
            Require(figures.Compare(await FigureReader.ReadAsync(source, progress, clock, ct)));
            var left = figures.Left.Count > 0 ? $"; not compared: {string.Join(", ", figures.Left)}" : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{figures.Tables.Count} tables with {figures.Tables.Sum(table => table.Rows)} rows agree{left}");
        });
        await StepAsync("amcheck", () => CheckAsync(cluster, ct));
        await StepAsync("migrations", () => ReadHistoryAsync(cluster, ct));
        await StepAsync("serve", async () =>
        {
            var runtime = At(cluster, access.Direct ?? access.Runtime);
            // A read-only session refuses what would change the copy.
            runtime.Options = "-c default_transaction_read_only=on";
            Require(await agora.AskAsync(
                new DatabaseAccess(runtime, Migrator: null, access.Secrets, "a restored copy"),
                figures.Posts.ToDictionary(post => post.Id, post => post.Title),
                ct));
            return $"{figures.Posts.Count} posts were served";
        });
    }

    private async Task<string> CheckAsync(EmbeddedCluster cluster, CancellationToken ct)
    {
        progress.Report("Checking tables and indexes with amcheck");
        var admin = new NpgsqlConnectionStringBuilder(cluster.AdminConnectionString("postgres"));
        var variables = new Dictionary<string, string>(ServerProcess.Variables(copied.Installation), StringComparer.Ordinal)
        {
            ["PGHOST"] = admin.Host!,
            ["PGPORT"] = admin.Port.ToString(CultureInfo.InvariantCulture),
            ["PGUSER"] = admin.Username!,
            ["PGPASSWORD"] = admin.Password!,
        };
        var result = await ChildProcess.RunAsync(
            [
                copied.Installation.Tool("pg_amcheck"), "--install-missing", "--heapallindexed", "--parent-check",
                $"--jobs={Math.Clamp(Environment.ProcessorCount / 2, 1, 4)}", access.Backup!.Database!,
            ],
            variables,
            read: null,
            ct);
        return result.Succeeded
            ? "tables and indexes are whole"
            : throw new BackupException($"pg_amcheck found damage in the restored copy: {result.Complaint}");
    }

    private async Task<string> ReadHistoryAsync(EmbeddedCluster cluster, CancellationToken ct)
    {
        if (access.Migrator is not { } migrator)
        {
            return "not read: DATABASE_MIGRATOR_URL is not set";
        }

        var restored = new DatabaseAccess(
            At(cluster, access.Direct ?? access.Runtime), At(cluster, migrator), access.Secrets, "a restored copy");
        var status = await new Migrator(DatabaseMigrations.Options(restored), SilentObserver.Instance, clock).StatusAsync(ct);
        return status.Failure is { } failure
            ? throw new BackupException($"The history of migrations cannot be read in the restored copy: {failure.Message}")
            : $"{status.Versions.Count} versions are known";
    }

    private async Task StepAsync(string name, Func<Task<string>> run)
    {
        var started = clock.GetTimestamp();
        try
        {
            steps.Add(new BackupStep(name, 0, await run()) with { Milliseconds = clock.GetElapsedTime(started).TotalMilliseconds });
        }
        catch (Exception exception) when (exception is BackupException or NpgsqlException or EmbeddedPostgresException or IOException)
        {
            steps.Add(new BackupStep(name, clock.GetElapsedTime(started).TotalMilliseconds, exception.Message));
            throw new BackupException($"{name}: {exception.Message}");
        }
    }

    private static void Require(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new BackupException(string.Join('\n', problems));
        }
    }

    /// <summary>Its host, its encryption and the rest are those of the copied server.</summary>
    private static NpgsqlConnectionStringBuilder At(EmbeddedCluster cluster, NpgsqlConnectionStringBuilder login) => new()
    {
        Host = "127.0.0.1",
        Port = cluster.Port,
        Username = login.Username,
        Password = login.Password,
        Database = login.Database,
        SslMode = SslMode.Disable,
        Pooling = false,
    };
}

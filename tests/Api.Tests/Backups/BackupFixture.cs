using System.Diagnostics.CodeAnalysis;
using Agora.Api.Tests.Cli;
using Agora.Infrastructure.Backups;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Secrets;
using Agora.Migrations.Connections;
using Agora.Migrations.Events;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Backups;

/// <summary>An embedded server of its own, as a host would serve it, with a full backup that was made while it was written to.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The runner disposes fixtures asynchronously.")]
public sealed class BackupFixture : IAsyncLifetime
{
    private const int Writers = 4;

    // Below /tmp, because the account that runs the server must be able to reach it.
    private readonly string folder = Path.Combine("/tmp", $"agora-backup-{Guid.NewGuid():N}"[..20]);
    private DatabaseServer? server;

    internal EmbeddedPostgresOptions Embedded => new() { DataDirectory = In("data"), Port = 0 };

    internal string Repository => In("data-backups");

    internal string ClusterFolder => In("data");

    /// <summary>What the first backup printed.</summary>
    internal (int Exit, string Output, string Errors) FirstRun { get; private set; }

    internal string BackupKey { get; private set; } = "";

    internal NpgsqlDataSource Superuser { get; private set; } = NpgsqlDataSource.Create("Host=none");

    public async Task InitializeAsync()
    {
        FileModes.MakeOpenFolder(folder);
        await StartAsync();
        var report = await DatabaseMigrations.UpAsync(
            server!.Access, SilentObserver.Instance, TimeProvider.System, CancellationToken.None);
        report.Failure.ShouldBeNull();
        await Superuser.ExecuteAsync("""
            INSERT INTO app.users (id, email, username) VALUES ('00000000-0000-4000-8000-000000000001', 'ann@example.org', 'ann');
            INSERT INTO app.posts (author_id, title, body, status, published_at)
            SELECT '00000000-0000-4000-8000-000000000001', 'Post ' || n, 'A body.', 'published',
                   '2026-01-01'::timestamptz + n * interval '1 s'
            FROM generate_series(1, 50) AS n
            """);

        using var end = new CancellationTokenSource();
        var writing = Enumerable.Range(1, Writers).Select(writer => Task.Run(() => WriteAsync(writer, end.Token))).ToArray();
        FirstRun = await RunAsync("backup", "run", "--type", "full");
        await end.CancelAsync();
        await Task.WhenAll(writing);
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    internal string In(string name) => Path.Combine(folder, name);

    internal Task<(int Exit, string Output, string Errors)> RunAsync(params string[] words) =>
        RunAsync(new Dictionary<string, string>(StringComparer.Ordinal), words);

    /// <param name="settings">Variables that add to those of this server, or replace them.</param>
    internal Task<(int Exit, string Output, string Errors)> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] words)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AGORA_DATA"] = ClusterFolder,
            ["AGORA_POSTGRES_PORT"] = "0",
            ["DATABASE_URL"] = "embedded",
            // Every use case is logged, and no log line may reach the result of a verb.
            ["Telemetry__SlowUseCaseMilliseconds"] = "1",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        return AgoraProcess.RunAsync(environment, "", words);
    }

    /// <summary>The settings of an instance that takes this server for one of the operator's own.</summary>
    internal Dictionary<string, string> AsConfigured() => new(server!.InstanceSettings, StringComparer.Ordinal)
    {
        ["DATABASE_BACKUP_URL"] = DatabaseLogin.From(server.Access.Backup!).Url,
        ["BACKUP_KEY"] = BackupKey,
        ["Backup__Repository"] = Repository,
        ["AGORA_HOME"] = In("home"),
        ["Database__Embedded__CacheDirectory"] = AgoraFolders.ForThisProcess().Cache(Embedded),
    };

    internal Task<BackupArchive> OpenAsync(string? repository = null, string? key = null) =>
        OpenAsync(Embedded, new BackupOptions { Repository = repository, Key = key });

    internal static Task<BackupArchive> OpenAsync(EmbeddedPostgresOptions embedded, BackupOptions options) => BackupArchive.OpenAsync(
        options,
        embedded,
        isEmbedded: true,
        new Progress<string>(),
        TimeProvider.System,
        CancellationToken.None);

    /// <summary>pgBackRest on a repository, with the key of this server.</summary>
    internal async Task<PgBackRest> ProgramAsync(string repository)
    {
        var options = new BackupOptions { Repository = repository };
        var folders = await BackupPlaces.OfAsync(options, ClusterFolder, CancellationToken.None);
        return await PgBackRest.OpenAsync(
            folders, options, Embedded, new Progress<string>(), TimeProvider.System, CancellationToken.None);
    }

    /// <summary>A repository that has the key of this server, and is that of another one.</summary>
    internal async Task<string> OtherRepositoryAsync()
    {
        var (repository, data) = (In("other-backups"), In("other-data"));
        var account = ServiceAccount.ForThisProcess();
        var files = new AccountFiles(account);
        await files.MakeAsync(data, CancellationToken.None);
        (await ChildProcess.RunAsync(
            ServiceAccount.Wrap(account, server!.Installation!.Tool("initdb"), "--pgdata", data, "--auth", "trust", "--no-sync"),
            ServerProcess.Variables(server.Installation!),
            read: null,
            CancellationToken.None)).Succeeded.ShouldBeTrue();
        var program = await ProgramAsync(repository);
        await new BackupFolderRepository(repository, files).PrepareAsync(program, CancellationToken.None);
        var created = await program.ReadAsync(CancellationToken.None, "stanza-create", "--no-online", $"--pg1-path={data}");
        created.Succeeded.ShouldBeTrue(created.Complaint);
        return repository;
    }

    /// <summary>Runs a client program of PostgreSQL as the superuser.</summary>
    internal async Task<ChildResult> ToolAsync(string program, params string[] words)
    {
        var login = new NpgsqlConnectionStringBuilder(server!.Cluster!.AdminConnectionString("postgres"));
        return await ChildProcess.RunAsync(
            [server.Installation!.Tool(program), .. words],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PGHOST"] = login.Host!,
                ["PGPORT"] = $"{login.Port}",
                ["PGUSER"] = login.Username!,
                ["PGPASSWORD"] = login.Password!,
            },
            read: null,
            CancellationToken.None);
    }

    internal NpgsqlDataSource Admin(string database) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server!.Cluster!.AdminConnectionString(database)) { Pooling = false });

    internal async Task StartAsync()
    {
        server = await DatabaseServer.OpenAsync(
            new DatabaseOptions { Url = DatabaseServer.EmbeddedName },
            Embedded,
            new SecretOptions(),
            development: true,
            new Progress<string>(),
            TimeProvider.System,
            CancellationToken.None);
        Superuser = NpgsqlDataSource.Create(server.Cluster!.AdminConnectionString("agora"));
        BackupKey = (await EmbeddedSecrets.ReadOrCreateAsync(EmbeddedSecrets.PathIn(ClusterFolder), CancellationToken.None)).BackupKey;
    }

    internal async Task StopAsync()
    {
        await Superuser.DisposeAsync();
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>Until the write-ahead log up to now is in the archive.</summary>
    internal Task ArchiveAsync() => ArchiveAsync(Superuser);

    internal static async Task ArchiveAsync(NpgsqlDataSource superuser)
    {
        var file = await superuser.ScalarAsync<string>("SELECT pg_walfile_name(pg_switch_wal() - 1)");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (string.CompareOrdinal(await superuser.ScalarAsync<string>("SELECT last_archived_wal FROM pg_stat_archiver"), file) < 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task WriteAsync(int writer, CancellationToken ct)
    {
        for (var n = 1; !ct.IsCancellationRequested; n++)
        {
            await Superuser.ExecuteAsync(
                """
                WITH changed AS (UPDATE app.users SET full_name = $1 WHERE username = 'ann')
                INSERT INTO app.comments (post_id, author_id, body)
                SELECT p.id, p.author_id, $1 FROM app.posts AS p ORDER BY p.published_at LIMIT 1
                """,
                $"Comment {writer}.{n}");
        }
    }
}

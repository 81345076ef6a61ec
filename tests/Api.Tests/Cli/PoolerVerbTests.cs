using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Database.Pooling;
using Agora.Migrations.Connections;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Cli;

/// <summary><c>agora db pooler</c> as its own process, as the README runs it.</summary>
public sealed partial class PoolerVerbTests(PoolerVerbDatabase database) : IClassFixture<PoolerVerbDatabase>, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    // Below /tmp, because the account that runs PgBouncer must be able to reach it.
    private readonly string home = Path.Combine("/tmp", $"agora-pooler-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(home, recursive: true);

    [PoolerFact]
    public async Task Runs_as_in_the_README_until_it_is_stopped()
    {
        var command = Block().Match(await File.ReadAllTextAsync(Path.Combine(Root(), "README.md"))).Groups["command"].Value.Trim();
        command.ShouldStartWith("agora db pooler ");
        using var process = AgoraProcess.Start(Environment(), [.. command.Split(' ').Skip(1), "--port", $"{FreePort()}"]);
        var settings = await ListeningAsync(process);

        settings["DATABASE_DIRECT_URL"].ShouldBe(DatabaseLogin.From(database.Runtime).Url);
        var login = PostgresUrl.Parse(settings["DATABASE_URL"], "DATABASE_URL");
        await using (var source = NpgsqlDataSource.Create(login))
        {
            await using var connection = await source.OpenConnectionAsync();
            (await PoolerModes.IsBetweenAsync(connection, CancellationToken.None)).ShouldBeTrue();
        }

        foreach (var file in new[] { PoolerFiles.Configuration, PoolerFiles.Users, PoolerFiles.InstanceSettings })
        {
            new FileInfo(Path.Combine(home, "pgbouncer", file)).UnixFileMode.ShouldBe(FileModes.Secret, file);
        }

        await SignalAsync(process, "TERM");
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        IsOpen(login.Port).ShouldBeFalse();
    }

    [PoolerFact]
    public async Task Ends_with_a_program_that_is_killed()
    {
        using var process = AgoraProcess.Start(Environment(), "db", "pooler", "--port", $"{FreePort()}");
        var port = PostgresUrl.Parse((await ListeningAsync(process))["DATABASE_URL"], "DATABASE_URL").Port;

        process.Kill();

        using var limit = new CancellationTokenSource(Limit);
        while (IsOpen(port))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [PoolerFact]
    public async Task Writes_its_files_alone_and_names_a_port_that_is_taken()
    {
        FileModes.MakeOpenFolder(home);
        var folder = Path.Combine(home, "written");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";

        var written = await AgoraProcess.RunAsync(
            Environment(), "", "db", "pooler", "--port", port, "--pool-size", "7", "--max-clients", "70", "--output", folder);
        var refused = await AgoraProcess.RunAsync(Environment(), "", "db", "pooler", "--port", port);

        written.Exit.ShouldBe(0, written.Errors);
        var text = await File.ReadAllTextAsync(Path.Combine(folder, PoolerFiles.Configuration));
        text.ShouldContain($"listen_port = {port}\n");
        text.ShouldContain("default_pool_size = 7\n");
        text.ShouldContain("max_client_conn = 70\n");
        text.ShouldContain("auth_type = scram-sha-256\n");
        (refused.Exit, refused.Output).ShouldBe((2, ""));
        refused.Errors.ShouldStartWith($"PgBouncer cannot listen on port {port}: ");
        refused.Errors.ShouldNotContain("   at ");
    }

    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["AGORA_HOME"] = home,
        // PgBouncer is fetched once for all.
        ["Database__Embedded__CacheDirectory"] = AgoraFolders.ForThisProcess().Cache(new EmbeddedPostgresOptions()),
        ["DATABASE_URL"] = DatabaseLogin.From(database.Runtime).Url,
        ["SECRET_KEY"] = PoolerVerbDatabase.SecretKey,
    };

    /// <summary>Reads what the program says until PgBouncer listens.</summary>
    private async Task<Dictionary<string, string>> ListeningAsync(Process process)
    {
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (line.StartsWith("An instance uses it with: set -a; . ", StringComparison.Ordinal))
            {
                // Drains the rest, which must not fill the pipe.
                _ = process.StandardError.ReadToEndAsync();
                var settings = await File.ReadAllLinesAsync(Path.Combine(home, "pgbouncer", PoolerFiles.InstanceSettings));
                return settings.Select(setting => setting.Split('=', 2)).ToDictionary(
                    parts => parts[0], parts => parts[1].Trim('\''), StringComparer.Ordinal);
            }
        }

        throw new InvalidOperationException($"PgBouncer did not start:\n{string.Join('\n', said)}");
    }

    private static async Task SignalAsync(Process process, string signal) => (await ChildProcess.RunAsync(
        ["kill", $"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)], CancellationToken.None)).Succeeded.ShouldBeTrue();

    private static bool IsOpen(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex("```sh pooler\n(?<command>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}

/// <summary>A database, and the login of the role that serves requests at the server itself.</summary>
public sealed class PoolerVerbDatabase : IAsyncLifetime
{
    public static string SecretKey { get; } = Convert.ToBase64String(new byte[32]);

    private ApiDatabase? database;

    public NpgsqlConnectionStringBuilder Runtime => database!.DirectAccess.Runtime;

    public async Task InitializeAsync() => database = await ApiDatabase.CreateAsync();

    public Task DisposeAsync() => database!.DisposeAsync().AsTask();
}

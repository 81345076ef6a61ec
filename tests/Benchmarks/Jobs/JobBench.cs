using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Agora.Application;
using Agora.Application.Common;
using Agora.Application.Jobs;
using Agora.Domain.Common;
using Agora.Domain.Jobs;
using Agora.Infrastructure;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Testing;
using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agora.Benchmarks.Jobs;

/// <summary>A job that leaves a row.</summary>
internal sealed record BenchJob(int Number) : ICommand<int>;

internal sealed class BenchJobHandler(DbSession db) : ICommandHandler<BenchJob, int>
{
    public async Task<Result<int>> Handle(BenchJob command, CancellationToken ct)
    {
        await db.ExecuteAsync("INSERT INTO app.bench_marks (number) VALUES (@number)", new { number = command.Number }, ct);
        return 0;
    }
}

/// <summary>
/// The job queue beside the bare statements in pgbench, with as many workers; then the same jobs while worker processes and backends are
/// killed: none may be lost, and none may have its effect twice.
/// </summary>
internal static class JobBench
{
    private const int Jobs = 20_000, Workers = 8, Processes = 3, Kills = 100;

    private const string Setup = """
        CREATE TABLE app.bench_marks (number integer NOT NULL);
        GRANT SELECT, INSERT ON app.bench_marks TO app_api;
        CREATE TABLE app.bare_jobs (id bigint PRIMARY KEY, state text NOT NULL, due_at timestamptz NOT NULL, finished_at timestamptz);
        CREATE INDEX ON app.bare_jobs (due_at, id) WHERE state = 'queued';
        CREATE TABLE app.bare_marks (number bigint NOT NULL);
        """;

    // A claim and an outcome are a transaction each, as those of a worker are.
    private const string Bare = """
        \set id 0
        UPDATE app.bare_jobs SET state = 'running' WHERE id = (SELECT id FROM app.bare_jobs WHERE state = 'queued' AND due_at <= now()
            ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id \gset
        BEGIN;
        INSERT INTO app.bare_marks (number) VALUES (:id);
        UPDATE app.bare_jobs SET state = 'succeeded', finished_at = now() WHERE id = :id AND state = 'running';
        COMMIT;
        """;

    /// <summary>The name by which this program starts itself as a worker.</summary>
    public const string WorkerName = "jobs-worker";

    public static async Task RunAsync()
    {
        await using var database = await ApiDatabase.CreateAsync();
        await ExecuteAsync(database, Setup);
        var bare = await BareAsync(database);
        var own = await ThroughputAsync(database);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Jobs} jobs, {Workers} workers: bare statements {bare:F0}/s, job queue {own:F0}/s, {own / bare:F2} of it"));
        await KillAsync(database);
    }

    /// <summary>A worker process, until it is killed. The login comes from the environment.</summary>
    public static async Task RunWorkerAsync()
    {
        var admin = Environment.GetEnvironmentVariable("AGORA_BENCH_DATABASE")
            ?? throw new InvalidOperationException("AGORA_BENCH_DATABASE names no database.");
        using var host = Build(ApiDatabase.AccessTo(admin));
        await host.RunAsync();
    }

    private static async Task<double> ThroughputAsync(ApiDatabase database)
    {
        await QueueAsync(database);
        using var host = Build(database.Access);
        var started = Stopwatch.GetTimestamp();
        await host.StartAsync();
        await AllFinishedAsync(database);
        var elapsed = Stopwatch.GetElapsedTime(started);
        await host.StopAsync();
        await CheckAsync(database, "without kills");
        return Jobs / elapsed.TotalSeconds;
    }

    private static async Task<double> BareAsync(ApiDatabase database)
    {
        const string fill = "INSERT INTO app.bare_jobs SELECT n, 'queued', now() FROM generate_series(1, 20000) AS n";
        const string vacuum = "VACUUM (ANALYZE) app.bare_jobs";

        await ExecuteAsync(database, fill);
        await ExecuteAsync(database, vacuum);
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, Bare);
        var login = new NpgsqlConnectionStringBuilder(database.AdminConnectionString);
        var start = new ProcessStartInfo(Path.Combine(ClientPrograms.BinDirectory(new EmbeddedPostgresOptions(), null), "pgbench"))
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "--no-vacuum", "--protocol=prepared", $"--client={Workers}", "--jobs=2", $"--transactions={Jobs / Workers}",
                $"--file={script}", $"--host={login.Host}", $"--port={login.Port}", $"--username={login.Username}", login.Database!,
            },
            Environment = { ["PGPASSWORD"] = login.Password },
        };
        using var pgbench = Process.Start(start)!;
        var output = await pgbench.StandardOutput.ReadToEndAsync();
        var errors = await pgbench.StandardError.ReadToEndAsync();
        await pgbench.WaitForExitAsync();
        File.Delete(script);
        var rate = output.Split('\n').FirstOrDefault(line => line.StartsWith("tps = ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException(output + errors);
        return double.Parse(rate.Split(' ')[2], CultureInfo.InvariantCulture);
    }

    private static async Task KillAsync(ApiDatabase database)
    {
        const string terminate = """
            SELECT pg_terminate_backend(pid)
            FROM pg_stat_activity
            WHERE datname = current_database()
              AND usename = 'app_api'
            ORDER BY random()
            LIMIT 1
            """;

        await ExecuteAsync(database, "TRUNCATE app.jobs, app.bench_marks");
        await QueueAsync(database);
        var random = new Random(1);
        var workers = Enumerable.Range(0, Processes).Select(_ => StartWorker(database)).ToList();
        var started = Stopwatch.GetTimestamp();
        for (var kill = 1; kill <= Kills; kill++)
        {
            // Spread over the jobs that are left, so that the last kills meet work as well.
            await UntilFinishedAsync(database, (int)((long)Jobs * kill / (Kills + 1)));
            if (kill % 2 == 0)
            {
                await ExecuteAsync(database, terminate);
                continue;
            }

            var victim = random.Next(workers.Count);
            workers[victim].Kill();
            await workers[victim].WaitForExitAsync();
            workers[victim].Dispose();
            workers[victim] = StartWorker(database);
        }

        await AllFinishedAsync(database);
        var elapsed = Stopwatch.GetElapsedTime(started);
        foreach (var worker in workers)
        {
            worker.Kill();
            await worker.WaitForExitAsync();
            worker.Dispose();
        }

        await CheckAsync(database, $"{Kills} kills in {elapsed.TotalSeconds:F0} s");
    }

    private static async Task CheckAsync(ApiDatabase database, string run)
    {
        const string sql = """
            SELECT format('%s jobs: %s succeeded, %s effects, %s of them distinct, %s attempts', count(*),
                          count(*) FILTER (WHERE state = 'succeeded'), (SELECT count(*) FROM app.bench_marks),
                          (SELECT count(DISTINCT number) FROM app.bench_marks), sum(fencing_token))
            FROM app.jobs
            WHERE kind = 'bench.mark'
            """;

        await using var command = database.Superuser.CreateCommand(sql);
        Console.WriteLine($"{run}: {await command.ExecuteScalarAsync()}");
    }

    private static Process StartWorker(ApiDatabase database) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, [.. Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
            ? [typeof(JobBench).Assembly.Location]
            : (string[])[], WorkerName])
        {
            Environment = { ["AGORA_BENCH_DATABASE"] = database.AdminConnectionString },
        })!;

    private static Task QueueAsync(ApiDatabase database) => ExecuteAsync(
        database,
        """
        INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max)
        SELECT gen_random_uuid(), 'bench.mark', jsonb_build_object('number', n), 1, 2, now(), 100 FROM generate_series(1, 20000) AS n;
        ANALYZE app.jobs;
        """);

    private static Task AllFinishedAsync(ApiDatabase database) => UntilFinishedAsync(database, Jobs);

    private static async Task UntilFinishedAsync(ApiDatabase database, int jobs)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        await using var count = database.Superuser.CreateCommand(
            "SELECT count(*) FROM app.jobs WHERE kind = 'bench.mark' AND state IN ('queued', 'running')");
        while (await count.ExecuteScalarAsync() is long left && left > Jobs - jobs)
        {
            await timer.WaitForNextTickAsync();
        }
    }

    private static async Task ExecuteAsync(ApiDatabase database, string sql)
    {
        await using var command = database.Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static IHost Build(DatabaseAccess access)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Jobs:Workers"] = Workers.ToString(CultureInfo.InvariantCulture),
            ["Jobs:PollSeconds"] = "1",
            ["Jobs:LeaseSeconds"] = "5",
        });
        var ready = new DatabaseReadySignal();
        ready.Set();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(ready);
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(builder.Configuration, home: null, isDevelopment: false);
        builder.Services.AddDatabase(access, new DatabaseOptions(), development: false);
        builder.Services.AddScoped<IRequestHandler<BenchJob, Result<int>>, BenchJobHandler>();
        builder.Services.AddSingleton(
            JobKind.Of("bench.mark", (JsonTypeInfo<BenchJob>)JsonSerializerOptions.Web.GetTypeInfo(typeof(BenchJob))) with
            {
                AttemptsMax = 100,
                Backoff = new JobBackoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)),
            });
        return builder.Build();
    }
}

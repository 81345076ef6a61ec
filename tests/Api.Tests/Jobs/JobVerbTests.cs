using System.Diagnostics;
using Agora.Api.Tests.Cli;
using Agora.Migrations.Connections;
using Agora.Testing;

namespace Agora.Api.Tests.Jobs;

/// <summary><c>agora worker</c> and <c>agora jobs</c>, as an operator runs them.</summary>
public sealed class JobVerbTests : IAsyncLifetime
{
    private const int SigTerm = 15;

    private ApiDatabase? database;

    private ApiDatabase Database => database ?? throw new InvalidOperationException("Not initialised.");

    private Dictionary<string, string> Configured => new(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = DatabaseLogin.From(Database.Access.Runtime).Url,
        ["SECRET_KEY"] = Convert.ToBase64String(new byte[32]),
        ["Jobs__Workers"] = "0",
    };

    public async Task InitializeAsync() => database = await ApiDatabase.CreateAsync();

    public async Task DisposeAsync() => await Database.DisposeAsync();

    [Fact]
    public async Task A_worker_runs_jobs_until_it_is_stopped()
    {
        using var worker = AgoraProcess.Start(Configured, "worker", "--jobs", "2");
        var (output, errors) = (worker.StandardOutput.ReadToEndAsync(), worker.StandardError.ReadToEndAsync());
        await QueueAsync();

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await Database.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.jobs WHERE state = 'succeeded'") == 0)
        {
            worker.HasExited.ShouldBeFalse();
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Kill(worker, SigTerm);
        await worker.WaitForExitAsync();

        worker.ExitCode.ShouldBe(0, await errors);
        (await output).ShouldNotContain("http");
        (await errors).ShouldContain("Running jobs, 2 at once");
    }

    [Fact]
    public async Task Jobs_are_listed_shown_and_steered()
    {
        var id = await QueueAsync();

        var paused = await RunAsync("pause", "jobs.purge");
        var cancelled = await RunAsync("cancel", $"{id}");
        var list = await RunAsync("list", "--state", "cancelled");
        var summary = await RunAsync("summary");
        var never = await RunAsync("schedule", "jobs.purge", "0 0 30 2 *");

        Words(paused.Output)[..4].ShouldBe(["jobs.purge", "paused", "limit", "1"], paused.Errors);
        cancelled.Output.ShouldContain("cancelled");
        Words(list.Output).ShouldBe([$"{id}", "jobs.purge", "cancelled", "0/3"], list.Errors);
        Words(summary.Output.Split('\n')[1])[..6].ShouldBe(["jobs.purge", "0", "0", "0", "0", "0"]);
        (never.Exit, never.Errors.Contains("job.schedule_never_fires", StringComparison.Ordinal)).ShouldBe((1, true));
    }

    [Fact]
    public async Task A_state_that_there_is_not_is_answered_with_those_there_are()
    {
        var (exit, _, errors) = await RunAsync("list", "--state", "lost");

        exit.ShouldBe(2);
        errors.ShouldContain("Must be one of queued, running, succeeded, failed, cancelled.");
    }

    private static string[] Words(string line) => line.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static void Kill(Process process, int signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private Task<(int Exit, string Output, string Errors)> RunAsync(params string[] words) =>
        AgoraProcess.RunAsync(Configured, "", ["jobs", .. words]);

    private async Task<Guid> QueueAsync()
    {
        var id = Guid.CreateVersion7();
        await Database.Superuser.ExecuteAsync(
            """
            INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max)
            VALUES ($1, 'jobs.purge', '{}', 1, 2, now(), 3)
            """,
            id);
        return id;
    }
}

using System.Globalization;
using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Monitoring.Doctor;

/// <summary>Checks the running installation. For admins. It answers without the database too: that is the finding then.</summary>
public sealed record RunDoctor : IQuery<DoctorReport>, IRunsAsSystem;

public sealed class RunDoctorHandler(IEnumerable<IDoctorCheck> checks, TimeProvider clock) : IQueryHandler<RunDoctor, DoctorReport>
{
    /// <summary>Of one check.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    public async Task<Result<DoctorReport>> Handle(RunDoctor query, CancellationToken ct)
    {
        var all = checks.ToList();
        using var gate = new Gate();

        // Those that need nothing first: they find out what the others can rely on.
        var runs = await RunAllAsync(all.Where(check => check.Needs == CheckNeeds.None), gate, ct);
        runs.AddRange(await RunAllAsync(all.Where(check => check.Needs != CheckNeeds.None), gate, ct));

        var findings = runs.SelectMany(run => run.Findings)
            .OrderByDescending(finding => finding.Severity)
            .ThenBy(finding => finding.Code, StringComparer.Ordinal)
            .ThenBy(finding => finding.Subject, StringComparer.Ordinal)
            .ToList();
        return new DoctorReport(
            clock.GetUtcNow(),
            findings.Count > 0 ? findings[0].Severity : null,
            [.. runs.Select(run => run.Run).OrderBy(run => run.Name, StringComparer.Ordinal)],
            findings);
    }

    private async Task<List<Ended>> RunAllAsync(IEnumerable<IDoctorCheck> some, Gate gate, CancellationToken ct) =>
        [.. await Task.WhenAll(some.Select(check => RunAsync(check, gate, ct)))];

    private async Task<Ended> RunAsync(IDoctorCheck check, Gate gate, CancellationToken ct)
    {
        var started = clock.GetTimestamp();

        // The role that watches has few connections, and a check that waits for one would take it for silence of the server.
        using var turn = check.Needs.HasFlag(CheckNeeds.Probes) ? await gate.EnterAsync(ct) : null;
        if ((check.Needs & gate.Missing) != CheckNeeds.None)
        {
            return new Ended(new CheckRun(check.Name, CheckStatus.Skipped, 0), []);
        }

        var result = await TryAsync(check, ct);
        var elapsed = clock.GetElapsedTime(started).TotalMilliseconds;
        if (!result.IsSuccess)
        {
            gate.Fail(check.Needs, result.Error);
            return new Ended(new CheckRun(check.Name, CheckStatus.Failed, elapsed), [Unfinished(check, result.Error)]);
        }

        var (findings, missing) = result.Value;
        gate.Lose(missing);
        return new Ended(new CheckRun(check.Name, findings.Count == 0 ? CheckStatus.Ok : CheckStatus.Found, elapsed), findings);
    }

    private async Task<Result<CheckOutcome>> TryAsync(IDoctorCheck check, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Budget, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await check.RunAsync(both.Token).WaitAsync(Budget, clock, ct);
        }
        catch (DependencyException exception)
        {
            return exception.Error;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return Error.Unavailable(
                "check.slow",
                string.Create(CultureInfo.InvariantCulture, $"It did not end within {Budget.TotalSeconds:0} seconds."),
                TimeSpan.FromSeconds(5));
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            // An unforeseen failure of one check must not hide what the others found.
            return Error.Invalid("check.broken", exception.Message.Split('\n')[0]);
        }
    }

    private static Finding Unfinished(IDoctorCheck check, Error error) => Finding.Warning(
        "check.failed",
        check.Name,
        $"The check could not be made: {error.Message}",
        "Remove the cause and run agora doctor again.");

    private sealed record Ended(CheckRun Run, IReadOnlyList<Finding> Findings);

    /// <summary>What is missing, and how many checks ask the database at once.</summary>
    private sealed class Gate : IDisposable
    {
        /// <summary>Failures of a server that does not answer, after which the others would wait as long in vain.</summary>
        private const int FailuresMax = 3;

        private readonly SemaphoreSlim turns = new(2);
        private int missing;
        private int failures;

        public CheckNeeds Missing => (CheckNeeds)Volatile.Read(ref missing);

        public void Lose(CheckNeeds needs) => Interlocked.Or(ref missing, (int)needs);

        public void Fail(CheckNeeds needs, Error error)
        {
            var isSilent = error.Kind == ErrorKind.Unavailable && error.RetryAfter < TimeSpan.FromMinutes(1);
            if (isSilent && Interlocked.Increment(ref failures) >= FailuresMax)
            {
                Lose(needs);
            }
        }

        public async Task<IDisposable> EnterAsync(CancellationToken ct)
        {
            await turns.WaitAsync(ct);
            return new Turn(turns);
        }

        public void Dispose() => turns.Dispose();

        private sealed class Turn(SemaphoreSlim turns) : IDisposable
        {
            public void Dispose() => turns.Release();
        }
    }
}

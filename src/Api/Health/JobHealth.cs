using System.Globalization;
using Agora.Application.Jobs;

namespace Agora.Api.Health;

/// <summary>
/// Whether workers keep up with the jobs that are due. It never fails readiness: requests are served without workers.
/// </summary>
internal sealed class JobHealth
{
    private const string Remedy = "no worker runs it (Jobs:Workers, agora worker)";

    private readonly TimeProvider clock;
    private readonly Recent<OldestDueJob> oldest;

    public JobHealth(HealthQueries queries, TimeProvider clock)
    {
        this.clock = clock;
        oldest = new Recent<OldestDueJob>(
            clock,
            async () => await queries.SendAsync(new GetOldestDueJob()) ?? new OldestDueJob(Kind: null, DueAt: null, Delay: TimeSpan.Zero));
    }

    public async Task<HealthCheck> CheckAsync()
    {
        var started = clock.GetTimestamp();
        var due = await oldest.GetAsync();
        var reason = due is { IsDelayed: true, DueAt: { } since }
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the oldest, {due.Kind}, is due since {since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}; {Remedy}")
            : null;
        return new HealthCheck("jobs", reason is null ? "ok" : "delayed", clock.GetElapsedTime(started).TotalMilliseconds, reason);
    }
}

using System.Diagnostics;

namespace Agora.Testing;

/// <summary>
/// Counts round trips to the database by the trace that a request belongs to, so that other tests running at the same time
/// are not counted. Requests must be sent from the test's own flow, between creation and disposal.
/// </summary>
public sealed class StatementCounter : IDisposable
{
    // The look at the caller's session is shared by all requests of five seconds; whether this one pays for it is chance.
    private const string SessionLook = "SELECT s.id AS session_id, s.user_id, u.role, u.security_version";

    private readonly Activity trace = new("test");
    private readonly ActivityListener listener;
    private readonly Lock gate = new();
    private readonly List<string> statements = [];

    private StatementCounter()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.TraceId == trace.TraceId ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = Add,
        };
        trace.SetIdFormat(ActivityIdFormat.W3C);
        trace.Start();
        ActivitySource.AddActivityListener(listener);
    }

    public int Count => Statements.Count;

    /// <summary>The text of each, to say in a failure what was sent.</summary>
    public IReadOnlyList<string> Statements
    {
        get
        {
            lock (gate)
            {
                return [.. statements];
            }
        }
    }

    public static StatementCounter Start() => new();

    public void Dispose()
    {
        trace.Stop();
        listener.Dispose();
        trace.Dispose();
    }

    private void Add(Activity activity)
    {
        if (activity.TraceId != trace.TraceId
            || (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is not string sql
            || sql.Contains(SessionLook, StringComparison.Ordinal))
        {
            return;
        }

        lock (gate)
        {
            statements.Add(sql);
        }
    }
}

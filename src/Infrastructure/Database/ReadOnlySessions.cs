using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>
/// Empties the pool when the server refuses to write: new connections find the new primary, or a session that is not read-only. Not for
/// each refusal, because a server that stays read-only can still be read.
/// </summary>
internal sealed class ReadOnlySessions(NpgsqlDataSource dataSource, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private long? droppedAt;

    public void Drop()
    {
        lock (gate)
        {
            if (droppedAt is { } last && clock.GetElapsedTime(last) < Interval)
            {
                return;
            }

            droppedAt = clock.GetTimestamp();
        }

        dataSource.Clear();
    }
}

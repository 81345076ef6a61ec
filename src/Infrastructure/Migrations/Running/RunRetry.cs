using Agora.Migrations.Events;
using Npgsql;

namespace Agora.Migrations.Running;

/// <summary>
/// Runs a verb, and once more from the top when the connection broke in COMMIT: the new session reads from the history whether the
/// commit arrived. Any other loss is certain to have rolled back and ends the run.
/// </summary>
internal sealed class RunRetry(EventLog log, TimeProvider clock)
{
    private const int Restarts = 3;
    private const int ConnectAttempts = 10;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public async Task RunAsync(Func<Task<RunSession>> open, Func<RunSession, Task> verb, CancellationToken ct)
    {
        for (var restart = 0; ; restart++)
        {
            try
            {
                await using var session = await OpenAsync(open, patient: restart > 0, ct);
                await verb(session);
                return;
            }
            catch (CommitUnknownException unknown) when (restart < Restarts)
            {
                log.Warn("commit-unknown", $"{unknown.Message} Connecting again to read the history.");
            }
            catch (CommitUnknownException unknown)
            {
                throw new MigrationException(
                    new MigrationFailure(
                        MigratorExit.Failed, $"{unknown.Message} Run again: the history tells whether it arrived."), unknown);
            }
        }
    }

    /// <param name="patient">Waits for a server that restarts; a first start tells at once that there is none.</param>
    private async Task<RunSession> OpenAsync(Func<Task<RunSession>> open, bool patient, CancellationToken ct)
    {
        var pause = TimeSpan.FromSeconds(1);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await open();
            }
            catch (NpgsqlException refused) when (attempt < ConnectAttempts && IsPassing(refused, patient))
            {
                log.Warn("connect", $"{refused.Message} Trying again.");
                await Task.Delay(Jitter.Around(pause), clock, ct);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private static bool IsPassing(NpgsqlException refused, bool patient) => refused is PostgresException answer
        ? answer.SqlState is PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow
        : patient;
}

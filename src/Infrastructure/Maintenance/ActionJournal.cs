using Agora.Application.Maintenance;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;
using Npgsql;

namespace Agora.Infrastructure.Maintenance;

internal sealed class ActionJournal(MaintainConnection maintain) : IActionJournal
{
    public Task<Result<DateTimeOffset>> BeginAsync(NewAction action, CancellationToken ct) => AskAsync<DateTimeOffset>(
        async command =>
        {
            var at = (DateTime)(await command.ExecuteScalarAsync(ct))!;
            return new DateTimeOffset(at);
        },
        "SELECT app.begin_action($1, $2, $3, $4, $5, $6, $7, $8)",
        ct,
        action.Id,
        Stored.Name(action.Kind),
        action.Target,
        action.Reason,
        action.Actor.UserId,
        action.Actor.SessionId,
        action.Actor.SecurityVersion,
        action.IsQueued);

    public Task<Result<StartedAction?>> StartAsync(Guid actionId, CancellationToken ct) => AskAsync<StartedAction?>(
        async command =>
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct) ? new StartedAction(Stored.Kind(reader.GetString(0)), reader.GetString(1)) : null;
        },
        "SELECT s.action, s.target FROM app.start_action($1) AS s",
        ct,
        actionId);

    public Task<Result<DateTimeOffset?>> EndAsync(Guid actionId, ActionEnd end, CancellationToken ct) => AskAsync<DateTimeOffset?>(
        async command => await command.ExecuteScalarAsync(ct) is DateTime at ? new DateTimeOffset(at) : null,
        "SELECT app.end_action($1, $2, $3, $4)",
        ct,
        actionId,
        Stored.Name(end.State),
        end.Error?.Code,
        end.Detail);

    private Task<Result<T>> AskAsync<T>(Func<NpgsqlCommand, Task<T>> ask, string sql, CancellationToken ct, params object?[] values) =>
        MaintenanceFailures.AskAsync<T>(
            maintain,
            async () =>
            {
                await using var command = maintain.Source.CreateCommand(sql);
                foreach (var value in values)
                {
                    command.Parameters.Add(value is null
                        ? new NpgsqlParameter { Value = DBNull.Value }
                        : new NpgsqlParameter { Value = value });
                }

                return await ask(command);
            },
            MaintenanceErrors.NotAllowed,
            ct);
}

internal static class Stored
{
    public static string Name(OperatorActionKind kind) => kind switch
    {
        OperatorActionKind.Cancel => "cancel",
        OperatorActionKind.Terminate => "terminate",
        OperatorActionKind.Vacuum => "vacuum",
        OperatorActionKind.Analyze => "analyze",
        OperatorActionKind.Reindex => "reindex",
        OperatorActionKind.Reset => "reset",
    };

    public static OperatorActionKind Kind(string name) => Enum.GetValues<OperatorActionKind>().Single(kind => Name(kind) == name);

    public static string Name(OperatorActionState state) => state switch
    {
        OperatorActionState.Queued => "queued",
        OperatorActionState.Running => "running",
        OperatorActionState.Succeeded => "succeeded",
        OperatorActionState.Failed => "failed",
        OperatorActionState.Cancelled => "cancelled",
    };
}

using Agora.Application.Maintenance;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;
using Npgsql;

namespace Agora.Infrastructure.Maintenance;

internal sealed class MaintenanceWork(MaintainConnection maintain, IServerMaintenance server, TimeProvider clock) : IMaintenanceWork
{
    /// <summary>
    /// A vacuum gives back as much of the end of a table as it can before a reader is in its way, and rows move to where there is room,
    /// which may be behind. Both are repeated until the table is about as large as its rows need, or so many passes in a row gave nothing
    /// back.
    /// </summary>
    private const int IdlePasses = 3;

    private const double CompactFactor = 1.25;

    public Task<Result<IAsyncDisposable>> TakeTurnAsync(CancellationToken ct) => AskAsync<IAsyncDisposable>(
        async () =>
        {
            var connection = await maintain.Source.OpenConnectionAsync(ct);
            var isTaken = false;
            try
            {
                await using var take = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtext('agora.maintenance'))", connection);
                isTaken = await take.ExecuteScalarAsync(ct) is true;
                return isTaken ? new Turn(connection) : MaintenanceErrors.Running;
            }
            finally
            {
                if (!isTaken)
                {
                    await connection.DisposeAsync();
                }
            }
        },
        ct);

    public Task<Result<IReadOnlyList<MaintenanceNeed>>> FindAsync(MaintenanceAction action, CancellationToken ct)
    {
        var sql = action switch
        {
            MaintenanceAction.Analyze => MaintenanceSql.Analyze,
            MaintenanceAction.Vacuum => MaintenanceSql.Vacuum,
            MaintenanceAction.Compact => MaintenanceSql.Compact,
            MaintenanceAction.Drop => MaintenanceSql.Drop,
            MaintenanceAction.Reindex => MaintenanceSql.Reindex,
            _ => throw new ArgumentOutOfRangeException(nameof(action)),
        };
        return AskAsync<IReadOnlyList<MaintenanceNeed>>(
            async () =>
            {
                await using var command = maintain.Source.CreateCommand(sql);
                command.CommandTimeout = 0;
                await using var reader = await command.ExecuteReaderAsync(ct);
                var needs = new List<MaintenanceNeed>();
                while (await reader.ReadAsync(ct))
                {
                    needs.Add(new MaintenanceNeed(
                        action,
                        reader.GetString(0),
                        reader.GetString(1),
                        reader.IsDBNull(2) ? null : reader.GetInt64(2),
                        reader.IsDBNull(3) ? null : reader.GetDouble(3),
                        reader.IsDBNull(4) ? null : reader.GetInt64(4)));
                }

                return needs;
            },
            ct);
    }

    public async Task<Result<StepResult>> DoAsync(MaintenanceNeed need, CancellationToken ct) => need.Action switch
    {
        MaintenanceAction.Analyze => (await OnTableAsync(need, server.AnalyzeAsync, ct))
            .Then<StepResult>(_ => new StepResult(IsMended: true, null, null, Rows: 0, null)),
        MaintenanceAction.Vacuum => await (await OnTableAsync(need, server.VacuumAsync, ct)).ThenAsync(_ => VacuumedAsync(need, ct)),
        MaintenanceAction.Compact => await CompactAsync(need, ct),
        MaintenanceAction.Drop => await DropAsync(need, ct),
        MaintenanceAction.Reindex => await (await (await server.FindIndexAsync(need.Target, ct))
            .ThenAsync(index => server.ReindexAsync(index, ct))).ThenAsync(_ => MeasureAsync(MaintenanceSql.MeasureIndex, need, "", ct)),
        _ => throw new ArgumentOutOfRangeException(nameof(need)),
    };

    private async Task<Result<Done>> OnTableAsync(
        MaintenanceNeed need, Func<ServerRelation, CancellationToken, Task<Result<Done>>> act, CancellationToken ct) =>
        await (await server.FindTableAsync(need.Target, ct)).ThenAsync(table => act(table, ct));

    private Task<Result<StepResult>> VacuumedAsync(MaintenanceNeed need, CancellationToken ct) => ReadAsync<StepResult>(
        MaintenanceSql.MeasureVacuum,
        need.Target,
        reader => reader.GetBoolean(2)
            ? new StepResult(
                IsMended: false,
                reader.GetInt64(0),
                null,
                reader.GetInt64(1),
                "An open transaction may still see these rows"
                + (reader.IsDBNull(3) ? ", or a standby or a slot keeps them." : $": the oldest is that of {reader.GetString(3)}."))
            : new StepResult(IsMended: true, reader.GetInt64(0), null, reader.GetInt64(1), null),
        ct);

    private async Task<Result<StepResult>> CompactAsync(MaintenanceNeed need, CancellationToken ct)
    {
        const string remedy = "Its free space is reused, and not given back. VACUUM FULL, in a window without readers, or pg_repack does.";

        // Measured again: the table may have changed since it was planned.
        var before = await MeasureAsync(MaintenanceSql.MeasureTable, need, remedy, ct);
        if (!before.IsSuccess || before.Value.IsMended)
        {
            return before;
        }

        var after = before;
        for (var idle = 0; idle < IdlePasses && after is { IsSuccess: true, Value.Factor: > CompactFactor };)
        {
            var bytes = after.Value.Bytes;
            var moved = await MoveRowsAsync(need, after.Value, ct);
            if (!moved.IsSuccess)
            {
                return moved.Error;
            }

            after = await (await OnTableAsync(need, server.TruncateAsync, ct))
                .ThenAsync(_ => MeasureAsync(MaintenanceSql.MeasureTable, need, remedy, ct));
            idle = !moved.Value ? IdlePasses : after.IsSuccess && after.Value.Bytes < bytes ? 0 : idle + 1;
        }

        return after;
    }

    /// <summary>False when rows could not be moved.</summary>
    private Task<Result<bool>> MoveRowsAsync(MaintenanceNeed need, StepResult measured, CancellationToken ct) => AskAsync<bool>(
        async () =>
        {
            await using var connection = await maintain.Source.OpenConnectionAsync(ct);
            await using var settings = new NpgsqlCommand("SET statement_timeout = 0", connection);
            await settings.ExecuteNonQueryAsync(ct);
            return await TableCompaction.MoveRowsAsync(
                connection, need.Target, measured.Bytes!.Value, measured.Factor!.Value, clock, ct);
        },
        ct);

    private Task<Result<StepResult>> DropAsync(MaintenanceNeed need, CancellationToken ct) => ReadAsync<StepResult>(
        "SELECT app.drop_invalid_index(to_regclass($1))",
        need.Target,
        reader => reader.GetBoolean(0)
            ? new StepResult(IsMended: true, Bytes: 0, null, null, null)
            : MaintenanceErrors.IndexNotFound,
        ct);

    private Task<Result<StepResult>> MeasureAsync(string sql, MaintenanceNeed need, string remedy, CancellationToken ct) =>
        ReadAsync<StepResult>(
            sql,
            need.Target,
            reader => reader.GetDouble(1) <= 2
                ? new StepResult(IsMended: true, reader.GetInt64(0), reader.GetDouble(1), null, null)
                : new StepResult(
                    IsMended: false, reader.GetInt64(0), reader.GetDouble(1), null, $"It is still bloated. {remedy}".TrimEnd()),
            ct);

    private Task<Result<T>> ReadAsync<T>(string sql, string target, Func<NpgsqlDataReader, Result<T>> read, CancellationToken ct) =>
        AskAsync<T>(
            async () =>
            {
                await using var command = maintain.Source.CreateCommand(sql);
                command.CommandTimeout = 0;
                command.Parameters.Add(new NpgsqlParameter { Value = target });
                await using var reader = await command.ExecuteReaderAsync(ct);
                return await reader.ReadAsync(ct) ? read(reader) : MaintenanceErrors.TableNotFound;
            },
            ct);

    private Task<Result<T>> AskAsync<T>(Func<Task<Result<T>>> ask, CancellationToken ct) =>
        MaintenanceFailures.AskAsync(maintain, ask, MaintenanceErrors.TableNotFound, ct);

    /// <summary>The lock would outlive the run in the pool, which resets a session only before it is used again.</summary>
    private sealed class Turn(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (connection)
            {
                // A session that was lost holds no lock.
                if (connection.FullState.HasFlag(System.Data.ConnectionState.Open))
                {
                    await using var give = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
                    await give.ExecuteNonQueryAsync();
                }
            }
        }
    }
}

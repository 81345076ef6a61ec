using Npgsql;
using NpgsqlTypes;

namespace Agora.Infrastructure.Imports;

/// <summary>What the imports of all nouns share.</summary>
internal static class ImportSql
{
    /// <summary>
    /// Settings of the transaction of a batch. The limits of a request do not fit a batch, nor does waiting for another one. With the price
    /// of a spinning disk the planner reads every row there is to find those of a batch; by key it also takes them in the order of their
    /// ids, as every statement does that changes several. What is imported happened long ago and sends no notifications.
    /// </summary>
    public const string Begin = """
        SELECT set_config('statement_timeout', '5min', true),
               set_config('lock_timeout', '1min', true),
               set_config('random_page_cost', '1.1', true),
               set_config('app.notifies', 'off', true)
        """;

    public static Task WriteOrNullAsync<T>(this NpgsqlBinaryImporter rows, T? value, NpgsqlDbType type, CancellationToken ct) =>
        value is null ? rows.WriteNullAsync(ct) : rows.WriteAsync(value, type, ct);

    public static Task WriteOrNullAsync<T>(this NpgsqlBinaryImporter rows, T? value, NpgsqlDbType type, CancellationToken ct)
        where T : struct => value is { } some ? rows.WriteAsync(some, type, ct) : rows.WriteNullAsync(ct);
}

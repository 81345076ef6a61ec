using Agora.Infrastructure.Database.Embedded;
using Npgsql;

namespace Agora.Infrastructure.Backups;

/// <summary>Removes the settings of the recovery.</summary>
internal static class RestoredSettings
{
    private static readonly string[] OfRecovery =
    [
        "hot_standby", "restore_command", "recovery_target", "recovery_target_time", "recovery_target_lsn", "recovery_target_name",
        "recovery_target_action", "recovery_target_timeline",
    ];

    private static readonly string[] OfArchive = ["archive_command", "archive_timeout"];

    /// <param name="archives">Whether it archives as the copied server did.</param>
    public static async Task ForgetAsync(EmbeddedCluster cluster, bool archives, CancellationToken ct)
    {
        await using var source = new NpgsqlDataSourceBuilder(cluster.AdminConnectionString("postgres")) { Name = "agora-admin" }.Build();
        foreach (var setting in archives ? OfRecovery : [.. OfRecovery, .. OfArchive])
        {
            await using var command = source.CreateCommand($"ALTER SYSTEM RESET {setting}");
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}

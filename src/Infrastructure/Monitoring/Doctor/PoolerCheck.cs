using Agora.Application.Monitoring.Doctor;
using Agora.Domain.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Pooling;
using Npgsql;

namespace Agora.Infrastructure.Monitoring.Doctor;

/// <summary>A connection pooler is where it helps, pools transactions, and is nowhere else.</summary>
internal sealed class PoolerCheck(DatabaseAccess access) : IDoctorCheck
{
    public string Name => "pooler";

    public CheckNeeds Needs => CheckNeeds.Database;

    public async Task<Result<CheckOutcome>> RunAsync(CancellationToken ct)
    {
        var findings = new List<Finding>();
        if (await ExamineAsync(ct) is { } found)
        {
            findings.Add(found);
        }

        foreach (var (setting, login, needs) in NeedSessions())
        {
            if (login is not null && await IsPooledAsync(login, ct))
            {
                findings.Add(Finding.Warning(
                    "pooler.session",
                    setting,
                    $"{setting} leads to a connection pooler, and {needs} a session of its own.",
                    $"Name the server itself in {setting}."));
            }
        }

        return new CheckOutcome(findings);
    }

    private IEnumerable<(string Setting, NpgsqlConnectionStringBuilder? Login, string Needs)> NeedSessions() =>
    [
        ("DATABASE_DIRECT_URL", access.Direct, "notifications need"),
        ("DATABASE_MIGRATOR_URL", access.Migrator, "migrations need"),
        ("DATABASE_MAINTAIN_URL", access.Maintain, "maintenance needs"),
    ];

    private async Task<Finding?> ExamineAsync(CancellationToken ct)
    {
        await using var source = LoginCheck.Source(access.Runtime);
        await using var one = await source.OpenConnectionAsync(ct);
        if (!await PoolerModes.IsBetweenAsync(one, ct))
        {
            return null;
        }

        if (!await PoolerModes.TakesTransactionsAsync(source, ct))
        {
            return Finding.Critical(
                "pooler.mode",
                "DATABASE_URL",
                "The pooler that DATABASE_URL leads to refuses transactions, so every change fails.",
                "Set pool_mode = transaction in its configuration.");
        }

        await using var other = await source.OpenConnectionAsync(ct);
        if (await PoolerModes.KeepsSessionsAsync(one, other, ct))
        {
            return Finding.Warning(
                "pooler.mode",
                "DATABASE_URL",
                "The pooler that DATABASE_URL leads to keeps a connection of the server for each of its clients, and so saves none.",
                "Set pool_mode = transaction in its configuration.");
        }

        return access.IsPooled ? null : Finding.Critical(
            "pooler.direct",
            "DATABASE_DIRECT_URL",
            "DATABASE_URL leads to a connection pooler and DATABASE_DIRECT_URL is not set, so Agora does not start.",
            "Set DATABASE_DIRECT_URL to the login of app_api at the server itself.");
    }

    private static async Task<bool> IsPooledAsync(NpgsqlConnectionStringBuilder login, CancellationToken ct)
    {
        try
        {
            await using var source = LoginCheck.Source(login);
            await using var connection = await source.OpenConnectionAsync(ct);
            return await PoolerModes.IsBetweenAsync(connection, ct);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            // The check of logins says so.
            return false;
        }
    }
}

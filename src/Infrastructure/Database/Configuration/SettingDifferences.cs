using System.Globalization;
using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Infrastructure.Database.Configuration;

/// <param name="NeedsRestart">Otherwise a reload is enough.</param>
public sealed record SettingDifference(ServerSetting Advised, string Running, bool NeedsRestart);

/// <summary>What a running server has otherwise.</summary>
public static class SettingDifferences
{
    private static readonly Dictionary<string, decimal> Factors = new(StringComparer.Ordinal)
    {
        [""] = 1,
        ["B"] = 1,
        ["kB"] = 1024,
        ["8kB"] = 8192,
        ["MB"] = 1 << 20,
        ["GB"] = 1 << 30,
        ["ms"] = 1,
        ["s"] = 1000,
        ["min"] = 60_000,
        ["h"] = 3_600_000,
    };

    /// <param name="login">Of a role that reads all settings.</param>
    public static async Task<IReadOnlyList<SettingDifference>> ReadAsync(
        string login, IReadOnlyList<ServerSetting> advised, CancellationToken ct)
    {
        const string sql = """
            SELECT name, setting, coalesce(unit, ''), context = 'postmaster'
            FROM pg_settings
            WHERE name = ANY ($1) AND source NOT IN ('database', 'user', 'database user', 'client')
            """;

        await using var source = new NpgsqlDataSourceBuilder(login).BuildForPrimary();
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters = { new() { Value = advised.Select(setting => setting.Name).ToArray() } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var byName = advised.ToDictionary(setting => setting.Name, StringComparer.Ordinal);
        var differences = new List<SettingDifference>();
        while (await reader.ReadAsync(ct))
        {
            var wanted = byName[reader.GetString(0)];
            var (running, unit) = (reader.GetString(1), reader.GetString(2));
            if (!IsSame(wanted, running, unit))
            {
                differences.Add(new SettingDifference(wanted, Readable(running, unit), reader.GetBoolean(3)));
            }
        }

        return [.. differences.OrderBy(difference => difference.Advised.Group)];
    }

    /// <summary>As the role that watches, which the caller has made sure is known.</summary>
    public static Task<IReadOnlyList<SettingDifference>> ReadAsync(
        DatabaseAccess access, IReadOnlyList<ServerSetting> advised, CancellationToken ct) =>
        ReadAsync(access.Watch!.ConnectionString, advised, ct);

    private static bool IsSame(ServerSetting wanted, string running, string unit)
    {
        if (wanted.Name == "shared_preload_libraries")
        {
            var loaded = running.Split(',', StringSplitOptions.TrimEntries);
            return wanted.Value.Split(',').All(name => loaded.Contains(name, StringComparer.Ordinal));
        }

        var number = wanted.Value.TrimEnd([.. "kMGBTmsinh"]);
        return Amount(running, unit) is { } amount && Amount(number, wanted.Value[number.Length..]) is { } advised
            ? amount == advised
            : string.Equals(wanted.Value, running, StringComparison.Ordinal);
    }

    /// <summary>In bytes or milliseconds; null for what is no quantity.</summary>
    private static decimal? Amount(string number, string unit) =>
        Factors.TryGetValue(unit, out var factor)
        && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value * factor
            : null;

    private static string Readable(string running, string unit) => unit == "8kB" && Amount(running, unit) is { } bytes
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):0.##}MB")
        : running + unit;
}

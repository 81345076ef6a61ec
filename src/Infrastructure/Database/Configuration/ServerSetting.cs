namespace Agora.Infrastructure.Database.Configuration;

public enum SettingGroup
{
    Network,
    Limits,
    Memory,
    Parallelism,
    WriteAheadLog,
    Autovacuum,
    Planner,
    Statistics,
    Log,
}

/// <param name="Value">As it stands in the file, without quotes.</param>
/// <param name="Reason">One sentence.</param>
public sealed record ServerSetting(SettingGroup Group, string Name, string Value, string Reason)
{
    /// <summary>The line of the file.</summary>
    public string Line => $"{Name} = '{Value.Replace("'", "''", StringComparison.Ordinal)}'";
}

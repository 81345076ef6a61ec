using System.Globalization;

namespace Agora.Infrastructure.Database.Embedded.Replication;

/// <summary>What the control file of a data folder says of its origin.</summary>
/// <param name="System">The same for all copies of one cluster.</param>
/// <param name="Timeline">Of its last checkpoint.</param>
/// <param name="RedoFile">The file of the log from which it replays when it starts.</param>
internal sealed record ControlFile(string System, int Timeline, string RedoFile)
{
    /// <exception cref="EmbeddedPostgresException">The file cannot be read.</exception>
    public static async Task<ControlFile> ReadAsync(PostgresInstallation installation, ClusterFolder place, CancellationToken ct)
    {
        string[] command = ServiceAccount.Wrap(place.Account, installation.Tool("pg_controldata"), "--pgdata", place.Data);
        var result = await ChildProcess.RunAsync(command, ServerProcess.Variables(installation), null, ct);
        var lines = result.Output.Split('\n')
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First()[1], StringComparer.Ordinal);
        return result.Succeeded
            && lines.TryGetValue("Database system identifier", out var system)
            && lines.TryGetValue("Latest checkpoint's TimeLineID", out var text)
            && int.TryParse(text, CultureInfo.InvariantCulture, out var timeline)
            && lines.TryGetValue("Latest checkpoint's REDO WAL file", out var file)
                ? new ControlFile(system, timeline, file)
                : throw new EmbeddedPostgresException(
                    EmbeddedPostgresFailure.BadFolder, $"The control file in {place.Data} cannot be read: {result.Complaint}");
    }
}

using System.Text.Json;

namespace Agora.Infrastructure.Backups;

/// <summary>One backup of the data folder.</summary>
/// <param name="Label">Its name in the repository.</param>
/// <param name="Kind"><c>full</c>, or what builds on an earlier one: <c>diff</c> or <c>incr</c>.</param>
/// <param name="FirstWal">Name of the file of the write-ahead log that it begins in.</param>
/// <param name="LastWal">Name of the last file that it needs.</param>
/// <param name="LastPosition">The position in it from which on a restored copy is consistent.</param>
/// <param name="DatabaseBytes">What a restore takes.</param>
/// <param name="RepositoryBytes">What it takes in the repository, without what it builds on.</param>
public sealed record BackupSet(
    string Label,
    string Kind,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    string FirstWal,
    string LastWal,
    string LastPosition,
    long DatabaseBytes,
    long RepositoryBytes);

/// <summary>What pgBackRest says of its repository.</summary>
/// <param name="Status">0: there are backups. 1 to 3: something is not there yet. Others: it cannot be read.</param>
/// <param name="LastWal">The newest file of the write-ahead log in the archive; null when there is none.</param>
internal sealed record RepositoryInfo(int Status, string Message, IReadOnlyList<BackupSet> Sets, string? LastWal)
{
    private const int Unreadable = 99;

    public bool IsReadable => Status < Unreadable;

    public static RepositoryInfo Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document);
        }
        catch (JsonException)
        {
            // It repeats what it could not decrypt in its message, byte for byte.
            return new RepositoryInfo(Unreadable, "its description cannot be decrypted", [], LastWal: null);
        }
    }

    private static RepositoryInfo Read(JsonDocument document)
    {
        if (document.RootElement.EnumerateArray().FirstOrDefault() is not { ValueKind: JsonValueKind.Object } stanza)
        {
            return new RepositoryInfo(1, "there is nothing yet", [], null);
        }

        var status = stanza.GetProperty("repo").EnumerateArray().First().GetProperty("status");
        var archives = stanza.TryGetProperty("archive", out var parts) ? parts.EnumerateArray().ToList() : [];
        return new RepositoryInfo(
            status.GetProperty("code").GetInt32(),
            status.GetProperty("message").GetString() ?? "",
            [.. SetsOf(stanza)],
            archives.Select(part => part.GetProperty("max").GetString()).LastOrDefault(name => name is not null));
    }

    private static IEnumerable<BackupSet> SetsOf(JsonElement stanza) => stanza.TryGetProperty("backup", out var backups)
        ? backups.EnumerateArray().Select(backup => new BackupSet(
            Text(backup, "label"),
            Text(backup, "type"),
            Time(backup, "start"),
            Time(backup, "stop"),
            Text(backup.GetProperty("archive"), "start"),
            Text(backup.GetProperty("archive"), "stop"),
            Text(backup.GetProperty("lsn"), "stop"),
            backup.GetProperty("info").GetProperty("size").GetInt64(),
            // Where files are stored in blocks only what this backup added is known.
            backup.GetProperty("info").GetProperty("repository").GetProperty("delta").GetInt64()))
        : [];

    private static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString() ?? "";

    private static DateTimeOffset Time(JsonElement backup, string end) =>
        DateTimeOffset.FromUnixTimeSeconds(backup.GetProperty("timestamp").GetProperty(end).GetInt64());
}

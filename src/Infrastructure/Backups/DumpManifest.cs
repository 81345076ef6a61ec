using System.Text.Json;

namespace Agora.Infrastructure.Backups;

/// <summary>A logical copy: what pg_dump wrote, in its custom format.</summary>
/// <param name="Bytes">Before encryption.</param>
/// <param name="Sha256">Of the same, in hexadecimal digits.</param>
public sealed record DumpManifest(string Name, string Database, string ServerVersion, DateTimeOffset MadeAt, long Bytes, string Sha256)
{
    private const string Pattern = "agora-????????T??????Z.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Oldest first.</summary>
    internal static async Task<IReadOnlyList<DumpManifest>> ListAsync(BackupFolders folders, CancellationToken ct)
    {
        var found = new List<DumpManifest>();
        foreach (var file in Directory.Exists(folders.Dumps) ? Directory.GetFiles(folders.Dumps, Pattern) : [])
        {
            found.Add(JsonSerializer.Deserialize<DumpManifest>(await File.ReadAllTextAsync(file, ct), Json)!);
        }

        return [.. found.OrderBy(dump => dump.MadeAt)];
    }

    internal Task WriteAsync(BackupFolders folders, CancellationToken ct) =>
        folders.WriteAsync(PathIn(folders), JsonSerializer.Serialize(this, Json), ct);

    internal string PathIn(BackupFolders folders) => Path.Combine(folders.Dumps, Path.ChangeExtension(Name, ".json"));
}

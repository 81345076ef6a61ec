using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Agora.Infrastructure.Backups;

/// <summary>A logical copy: what pg_dump wrote, in its custom format.</summary>
/// <param name="Bytes">Before encryption.</param>
/// <param name="Sha256">Of the same, in hexadecimal digits.</param>
public sealed partial record DumpManifest(
    string Name, string Database, string ServerVersion, DateTimeOffset MadeAt, long Bytes, string Sha256)
{
    private const string Folder = "dumps";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Where the copy itself is.</summary>
    internal string Path => PathOf(Name);

    internal static string PathOf(string name) => $"{Folder}/{name}";

    internal static string NameOf(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"agora-{time:yyyyMMdd'T'HHmmss'Z'}.dump");

    /// <summary>Oldest first.</summary>
    /// <exception cref="BackupException">They cannot be read.</exception>
    internal static async Task<IReadOnlyList<DumpManifest>> ListAsync(RepositoryFiles files, CancellationToken ct)
    {
        var found = new List<DumpManifest>();
        foreach (var name in (await files.ListAsync(Folder, ct)).Where(name => NamePattern().IsMatch(name)))
        {
            if (await files.ReadAsync(PathOf(name), ct) is { } text)
            {
                found.Add(Parse(name, text));
            }
        }

        return [.. found.OrderBy(dump => dump.MadeAt)];
    }

    internal Task WriteAsync(RepositoryFiles files, CancellationToken ct) =>
        files.WriteAsync(ManifestPath, JsonSerializer.Serialize(this, Json), ct);

    /// <summary>Removes the copy, and then what makes it known.</summary>
    internal async Task RemoveAsync(RepositoryFiles files, CancellationToken ct)
    {
        await files.RemoveAsync(Path, ct);
        await files.RemoveAsync(ManifestPath, ct);
    }

    private string ManifestPath => System.IO.Path.ChangeExtension(Path, ".json");

    private static DumpManifest Parse(string name, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<DumpManifest>(text, Json)!;
        }
        catch (JsonException)
        {
            throw new BackupException($"The manifest {name} is damaged.");
        }
    }

    [GeneratedRegex(@"^agora-\d{8}T\d{6}Z\.json$", RegexOptions.None, 1000)]
    private static partial Regex NamePattern();
}

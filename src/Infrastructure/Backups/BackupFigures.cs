using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Agora.Infrastructure.Backups;

/// <summary>What a table holds.</summary>
/// <param name="Checksum">Sum of the hashes of its rows, whose order does not matter.</param>
internal sealed record TableFigures(string Table, long Rows, string Checksum)
{
    /// <param name="expected">Of the original.</param>
    /// <param name="copied">Of its copy.</param>
    /// <param name="left">Tables that are not compared.</param>
    /// <returns>What differs, one sentence a table.</returns>
    public static IReadOnlyList<string> Compare(
        IReadOnlyList<TableFigures> expected, IReadOnlyList<TableFigures> copied, IReadOnlyList<string> left)
    {
        var found = copied.ToDictionary(table => table.Table, StringComparer.Ordinal);
        return
        [
            .. expected.Where(table => !found.ContainsKey(table.Table)).Select(table => $"The table {table.Table} is missing."),
            .. expected.Where(table => found.TryGetValue(table.Table, out var other) && other != table).Select(table =>
                found[table.Table].Rows == table.Rows
                    ? $"The table {table.Table} has its {table.Rows} rows, and not their values."
                    : $"The table {table.Table} has {found[table.Table].Rows} rows instead of {table.Rows}."),
            .. copied.Select(table => table.Table).Except(expected.Select(table => table.Table), StringComparer.Ordinal)
                .Except(left, StringComparer.Ordinal).Select(table => $"The table {table} was not there."),
        ];
    }
}

/// <summary>A public post that a restored copy must serve.</summary>
internal sealed record KnownPost(Guid Id, string Title);

/// <summary>What the database held at a named point behind a backup: a copy that is restored to that point must hold the same.</summary>
/// <param name="Point">Name of the restore point.</param>
/// <param name="Position">Its position in the write-ahead log.</param>
/// <param name="Left">Tables that could not be held still at the point, because something wrote or vacuumed them.</param>
internal sealed partial record BackupFigures(
    string Point,
    string Position,
    DateTimeOffset NamedAt,
    IReadOnlyList<TableFigures> Tables,
    IReadOnlyList<string> Left,
    IReadOnlyList<KnownPost> Posts)
{
    private const string Folder = "figures";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public Task WriteAsync(RepositoryFiles files, string label, CancellationToken ct)
    {
        var text = JsonSerializer.Serialize(this, Json);
        return files.WriteAsync(PathOf(label), $"{Hash(text)}\n{text}\n", ct);
    }

    /// <returns>Null when there are none.</returns>
    /// <exception cref="BackupException">They are not what was written.</exception>
    public static async Task<BackupFigures?> ReadAsync(RepositoryFiles files, string label, CancellationToken ct)
    {
        var path = PathOf(label);
        if (await files.ReadAsync(path, ct) is not { } text)
        {
            return null;
        }

        return text.Split('\n', 2) is [var hash, var body] && hash == Hash(body.TrimEnd('\n'))
            ? JsonSerializer.Deserialize<BackupFigures>(body, Json)
            : throw new BackupException($"{path} is not what was written.");
    }

    /// <summary>Removes those whose backup is gone.</summary>
    public static async Task KeepAsync(RepositoryFiles files, IReadOnlyList<BackupSet> sets, CancellationToken ct)
    {
        var kept = sets.Select(set => PathOf(set.Label)).ToHashSet(StringComparer.Ordinal);
        var removed = (await files.ListAsync(Folder, ct)).Where(name => NamePattern().IsMatch(name)).Select(name => $"{Folder}/{name}")
            .Where(path => !kept.Contains(path));
        foreach (var path in removed)
        {
            await files.RemoveAsync(path, ct);
        }
    }

    /// <returns>What differs, one sentence a table.</returns>
    public IReadOnlyList<string> Compare(IReadOnlyList<TableFigures> restored) => TableFigures.Compare(Tables, restored, Left);

    private static string PathOf(string label) => $"{Folder}/{label}.json";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex(@"^\d{8}-\d{6}F(_\d{8}-\d{6}[DI])?\.json$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();
}

using System.Text.RegularExpressions;

namespace Agora.Migrations.Snapshots;

/// <summary>
/// Partitions that a database has made since it was migrated, such as one a month. They are places for rows and no change of the schema,
/// as long as each is like its parent or like a partition of the same parent that the files made. Any other difference
/// remains one.
/// </summary>
internal sealed partial class RuntimePartitions
{
    private readonly IReadOnlyList<string> file;
    private readonly IReadOnlyList<string> database;
    private readonly Dictionary<string, string> fileParents;
    private readonly Dictionary<string, string> databaseParents;

    private RuntimePartitions(IReadOnlyList<string> file, IReadOnlyList<string> database)
    {
        this.file = file;
        this.database = database;
        fileParents = Parents(file);
        databaseParents = Parents(database);
    }

    /// <summary>The statements of the database without those of such partitions, in the same order.</summary>
    /// <param name="file">Statements of the committed dump.</param>
    /// <param name="database">Statements of the dump of the database.</param>
    public static IReadOnlyList<string> Without(IReadOnlyList<string> file, IReadOnlyList<string> database) =>
        new RuntimePartitions(file, database).Filter();

    private IReadOnlyList<string> Filter()
    {
        var made = databaseParents.Keys.Where(partition => !fileParents.ContainsKey(partition) && IsInFile(Root(partition)))
            .ToHashSet(StringComparer.Ordinal);
        if (made.Count == 0)
        {
            return database;
        }

        var left = new HashSet<string>(database, StringComparer.Ordinal);
        foreach (var partition in made)
        {
            left.ExceptWith(Usual(partition));
        }

        return [.. database.Where(left.Contains)];
    }

    /// <summary>
    /// The statements that it shares with the pattern that it is most like; not the table itself when it lacks something.
    /// </summary>
    private IEnumerable<string> Usual(string partition)
    {
        var own = Described(database, partition, databaseParents[partition]);
        var pattern = Patterns(partition).MinBy(pattern =>
            pattern.Except(own.Keys, StringComparer.Ordinal).Count() + own.Keys.Except(pattern, StringComparer.Ordinal).Count()) ?? [];
        var isWhole = pattern.IsSubsetOf(own.Keys);
        return own.Where(
            pair => pattern.Contains(pair.Key) && (isWhole || !pair.Value.StartsWith("CREATE TABLE ", StringComparison.Ordinal)))
            .Select(pair => pair.Value);
    }

    /// <summary>What a partition of this parent may look like: as each one in the files, and as the parent itself.</summary>
    private IEnumerable<HashSet<string>> Patterns(string partition)
    {
        var parent = databaseParents[partition];
        var siblings = fileParents.Where(pair => pair.Value == parent).Select(pair => pair.Key).ToList();
        foreach (var sibling in siblings)
        {
            yield return [.. Described(file, sibling, parent).Keys];
        }

        if (siblings.Count == 0 && IsInFile(parent))
        {
            yield return OfParent(parent);
        }
    }

    /// <summary>
    /// An unchanged partition has the columns and the owner of its parent, and an index for each of the parent's.
    /// </summary>
    private HashSet<string> OfParent(string parent)
    {
        var pattern = new HashSet<string>(StringComparer.Ordinal) { Attached };
        var indexes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var statement in Naming(file, parent))
        {
            if (Index().Match(statement) is { Success: true } index)
            {
                indexes[index.Groups["name"].Value] = index.Groups["name"].Value;
            }
            else if (Key().Match(statement) is { Success: true } key)
            {
                indexes[key.Groups["name"].Value] = key.Groups["name"].Value;
            }
        }

        foreach (var statement in Naming(file, parent)
            .Where(statement => !statement.Contains(" ATTACH PARTITION ", StringComparison.Ordinal)))
        {
            if (statement.StartsWith("CREATE TABLE ", StringComparison.Ordinal) || Index().IsMatch(statement) || Key().IsMatch(statement)
                || statement.Contains(" OWNER TO ", StringComparison.Ordinal))
            {
                pattern.Add(Normalize(PartitionBy().Replace(statement, ")"), parent, indexes));
            }
        }

        pattern.UnionWith(indexes.Values.Select(IndexAttached));
        return pattern;
    }

    /// <summary>
    /// The statements about a partition, by a text in which neither its name nor those of its indexes nor its bounds occur.
    /// </summary>
    private static Dictionary<string, string> Described(IReadOnlyList<string> dump, string partition, string parent)
    {
        // An index of the partition goes by the index of the parent that it belongs to.
        var schema = partition[..(partition.IndexOf('.', StringComparison.Ordinal) + 1)];
        var indexes = new Dictionary<string, string>(StringComparer.Ordinal);
        var own = Naming(dump, partition).ToList();
        var names = own.Select(statement => Index().Match(statement) is { Success: true } index ? index : Key().Match(statement))
            .Where(match => match.Success).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var described = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var statement in dump)
        {
            if (IndexAttach().Match(statement) is { Success: true } attach
                && attach.Groups["index"].Value.StartsWith(schema, StringComparison.Ordinal)
                && names.Contains(attach.Groups["index"].Value[schema.Length..]))
            {
                var whole = attach.Groups["whole"].Value;
                var name = whole[(whole.LastIndexOf('.') + 1)..];
                indexes[attach.Groups["index"].Value[schema.Length..]] = name;
                described[IndexAttached(name)] = statement;
            }
        }

        foreach (var statement in own)
        {
            var isAttach = Attach().Match(statement) is { Success: true } attach
                && attach.Groups["partition"].Value == partition
                && attach.Groups["parent"].Value == parent;
            described[isAttach ? Attached : Normalize(statement, partition, indexes)] = statement;
        }

        return described;
    }

    private const string Attached = "attached";

    private static string IndexAttached(string parentIndex) => $"index attached to {parentIndex}";

    private static string Normalize(string statement, string relation, Dictionary<string, string> indexes)
    {
        var text = Replace(statement.Replace("ON ONLY ", "ON ", StringComparison.Ordinal), relation, "?");
        foreach (var (index, whole) in indexes)
        {
            text = Replace(text, index, $"?{whole}");
        }

        return text;
    }

    // A function whose body names a table says nothing of the table.
    private static IEnumerable<string> Naming(IReadOnlyList<string> dump, string relation) =>
        dump.Where(statement => Names(statement, relation) && !Routine().IsMatch(statement));

    private static bool Names(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if (IsWhole(text, at, name.Length))
            {
                return true;
            }
        }

        return false;
    }

    private static string Replace(string text, string name, string by)
    {
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at, StringComparison.Ordinal))
        {
            if (IsWhole(text, at, name.Length))
            {
                text = text[..at] + by + text[(at + name.Length)..];
                at += by.Length;
            }
            else
            {
                at++;
            }
        }

        return text;
    }

    private static bool IsWhole(string text, int at, int length) =>
        (at == 0 || !(IsWord(text[at - 1]) || text[at - 1] == '.')) && (at + length == text.Length || !IsWord(text[at + length]));

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '$' or '"';

    private string Root(string partition)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (databaseParents.TryGetValue(partition, out var parent) && seen.Add(partition))
        {
            partition = parent;
        }

        return partition;
    }

    private bool IsInFile(string table) => file.Any(statement => statement.StartsWith($"CREATE TABLE {table} (", StringComparison.Ordinal));

    private static Dictionary<string, string> Parents(IReadOnlyList<string> dump) => dump
        .Select(statement => Attach().Match(statement))
        .Where(match => match.Success)
        .GroupBy(match => match.Groups["partition"].Value, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First().Groups["parent"].Value, StringComparer.Ordinal);

    private const string Relation = "(?:\"(?:[^\"]|\"\")+\"|\\w+)\\.(?:\"(?:[^\"]|\"\")+\"|\\w+)";
    private const string Name = "(?:\"(?:[^\"]|\"\")+\"|\\w+)";

    [GeneratedRegex(
        "^ALTER TABLE ONLY (?<parent>" + Relation + ") ATTACH PARTITION (?<partition>" + Relation + ") ",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Attach();

    [GeneratedRegex(
        "^ALTER INDEX (?<whole>" + Relation + ") ATTACH PARTITION (?<index>" + Relation + ")$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex IndexAttach();

    [GeneratedRegex("^CREATE (?:UNIQUE )?INDEX (?<name>" + Name + ") ON ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Index();

    [GeneratedRegex(
        "\\sADD CONSTRAINT (?<name>" + Name + ") (?:PRIMARY KEY|UNIQUE|EXCLUDE)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();

    [GeneratedRegex("^CREATE (?:FUNCTION|PROCEDURE|VIEW) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Routine();

    [GeneratedRegex("\\)\\s*PARTITION BY [^;]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PartitionBy();
}

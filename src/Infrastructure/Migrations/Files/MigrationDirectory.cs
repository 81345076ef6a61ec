using System.Text.RegularExpressions;
using Agora.Migrations.Engine;

namespace Agora.Migrations.Files;

/// <param name="Down">The way back; absent when the up file says why there is none.</param>
/// <param name="Verify">Queries that must return no row once the migration stands.</param>
public sealed record Migration(long Version, string Slug, MigrationFile Up, MigrationFile? Down, MigrationFile? Verify)
{
    /// <summary>As FluentMigrator's history shows it.</summary>
    public string Description => Slug.Replace('_', ' ');

    /// <summary>The C# class whose SQL the files hold; null for files on disk.</summary>
    public string? ClassName { get; init; }
}

/// <summary>
/// Functions and views of a feature, or triggers, rights and policies of a table, applied whole again whenever the tokens change.
/// Files of the folder itself come first, those of its folders after them, each by name.
/// </summary>
/// <param name="Name">Below the folder, without the extension: <c>posts</c> or <c>tables/posts</c>.</param>
/// <param name="Down">Drops what the file creates; runs before any versioned step back.</param>
public sealed record Repeatable(string Name, MigrationFile Up, MigrationFile? Down);

/// <summary>What lies in the directory, in the order in which it is applied.</summary>
public sealed partial record MigrationDirectory(
    string Root, IReadOnlyList<Migration> Versioned, IReadOnlyList<Repeatable> Repeatables, IReadOnlyList<MigrationProblem> Problems)
{
    /// <summary>Where the classes among the versions come from; null without any.</summary>
    public MigrationClasses? Classes { get; init; }

    /// <summary>The files, and the SQL of the C# classes that <c>migrate.toml</c> names, in one order.</summary>
    /// <param name="root">Holds <c>migrations</c> and <c>repeatable</c>; either may be missing.</param>
    /// <exception cref="MigrationException">The assembly of the classes cannot be loaded.</exception>
    public static MigrationDirectory Read(string root) => ClassReader.AddTo(ReadFiles(root), root, newest: long.MaxValue);

    /// <summary>
    /// The files of an older state, which git has, with the classes of the current one, which are only there built: those that are not
    /// newer than the newest old file count as they are now.
    /// </summary>
    public static MigrationDirectory ReadBase(string root, string current)
    {
        var files = ReadFiles(root);
        return ClassReader.AddTo(files, current, files.Versioned.Count > 0 ? files.Versioned[^1].Version : 0);
    }

    private static MigrationDirectory ReadFiles(string root)
    {
        var problems = new List<MigrationProblem>();
        var versioned = ReadVersioned(root, problems);
        var repeatables = ReadRepeatables(root, problems);
        return new MigrationDirectory(root, versioned, repeatables, problems);
    }

    /// <summary>Every file of the directory, ways back and verify files included.</summary>
    public IEnumerable<MigrationFile> Files =>
        Versioned.SelectMany(migration => new[] { migration.Up, migration.Down, migration.Verify })
            .Concat(Repeatables.SelectMany(repeatable => new[] { repeatable.Up, repeatable.Down }))
            .OfType<MigrationFile>();

    public Migration? Find(long version) => Versioned.FirstOrDefault(migration => migration.Version == version);

    private static List<Migration> ReadVersioned(string root, List<MigrationProblem> problems)
    {
        var files = new SortedDictionary<long, Dictionary<string, (string Slug, MigrationFile File)>>();
        foreach (var (name, file) in SqlFiles(root, "migrations", SearchOption.TopDirectoryOnly))
        {
            var match = VersionedName().Match(name);
            if (!match.Success || !MigrationVersion.TryParse(match.Groups["version"].Value, out var version))
            {
                problems.Add(new MigrationProblem("PGM617", file.Path, 1, 1,
                    "A migration is called <14-digit UTC time>_<slug>.sql, .down.sql or .verify.sql; the slug is 3 to 60 of a-z, 0-9 and "
                    + "_."));
                continue;
            }

            var kinds = files.TryGetValue(version, out var known) ? known : files[version] = new(StringComparer.Ordinal);
            if (!kinds.TryAdd(match.Groups["kind"].Value, (match.Groups["slug"].Value, file)))
            {
                problems.Add(new MigrationProblem("PGM617", file.Path, 1, 1, $"Version {version} exists twice."));
            }
        }

        return [.. files.Select(entry => Assemble(entry.Key, entry.Value, problems)).OfType<Migration>()];
    }

    private static Migration? Assemble(
        long version, Dictionary<string, (string Slug, MigrationFile File)> kinds, List<MigrationProblem> problems)
    {
        if (!kinds.TryGetValue("", out var up))
        {
            problems.Add(new MigrationProblem("PGM617", kinds.First().Value.File.Path, 1, 1, "There is no up file beside this one."));
            return null;
        }

        foreach (var (slug, file) in kinds.Values)
        {
            if (slug != up.Slug)
            {
                problems.Add(new MigrationProblem("PGM617", file.Path, 1, 1, $"Version {version} is called '{up.Slug}' in its up file."));
            }
        }

        MigrationFile? Of(string kind) => kinds.TryGetValue(kind, out var found) ? found.File : null;
        return new Migration(version, up.Slug, up.File, Of("down"), Of("verify"));
    }

    private static List<Repeatable> ReadRepeatables(string root, List<MigrationProblem> problems)
    {
        var inOrder = SqlFiles(root, "repeatable", SearchOption.AllDirectories).ToList();
        var files = inOrder.ToDictionary(entry => entry.Name, entry => entry.File, StringComparer.Ordinal);
        var repeatables = new List<Repeatable>();
        foreach (var (name, file) in inOrder)
        {
            var match = RepeatableName().Match(name);
            if (!match.Success)
            {
                problems.Add(
                    new MigrationProblem(
                        "PGM617",
                        file.Path,
                        1,
                        1,
                        "A repeatable file is called <name>.sql or <name>.down.sql, in one folder below at most; names are of a-z, 0-9 and "
                        + "_."));
            }
            else if (match.Groups["kind"].Length == 0)
            {
                var stem = match.Groups["name"].Value;
                repeatables.Add(new Repeatable(stem, file, files.GetValueOrDefault($"{stem}.down.sql")));
            }
            else if (!files.ContainsKey($"{match.Groups["name"].Value}.sql"))
            {
                problems.Add(new MigrationProblem("PGM617", file.Path, 1, 1, "There is no repeatable file beside this one."));
            }
        }

        return repeatables;
    }

    private static IEnumerable<(string Name, MigrationFile File)> SqlFiles(string root, string folder, SearchOption depth)
    {
        var directory = Path.Combine(root, folder);
        if (!Directory.Exists(directory))
        {
            return [];
        }

        // Ordinal order is the same on every machine; a culture's order is not.
        return Directory.EnumerateFiles(directory, "*.sql", depth)
            .Select(path => (Name: Path.GetRelativePath(directory, path).Replace('\\', '/'), Bytes: File.ReadAllBytes(path)))
            .Select(entry => (entry.Name, File: new MigrationFile($"{folder}/{entry.Name}", entry.Bytes)))
            .OrderBy(entry => entry.Name.Contains('/', StringComparison.Ordinal))
            .ThenBy(entry => entry.Name, StringComparer.Ordinal);
    }

    [GeneratedRegex(
        @"^(?<version>[0-9]+)_(?<slug>[a-z0-9_]{3,60})(\.(?<kind>down|verify))?\.sql$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionedName();

    [GeneratedRegex(
        @"^(?<name>([a-z0-9_]{1,60}/)?[a-z0-9_]{1,60})(\.(?<kind>down))?\.sql$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex RepeatableName();
}

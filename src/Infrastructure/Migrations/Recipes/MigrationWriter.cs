using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Lint.Rules;

namespace Agora.Migrations.Recipes;

/// <summary>
/// Writes new migration files: what it writes passes the lint, and what is there it leaves alone. The contract part of a recipe
/// waits in the folder <c>contract</c>, which nothing applies, because beside its expand part it would stop every run until the
/// expand part is old enough.
/// </summary>
/// <param name="root">Holds <c>migrations</c>.</param>
public sealed partial class MigrationWriter(string root, LintOptions options)
{
    public const string WaitingFolder = "contract";

    private const string ContractEnding = "_contract";
    private const int LongestSlug = 60;

    private readonly List<string> remarks = [];

    /// <summary>
    /// What the author still has to write into the files: the way back of what hung on a dropped column, such as its indexes, which
    /// only the model of the schema knew. The lint finds the same until it is done.
    /// </summary>
    public IReadOnlyList<string> Remarks => remarks;

    /// <param name="title">Words; they become the name of the file.</param>
    /// <param name="text">From a recipe; null leaves the statements to the author.</param>
    /// <returns>The paths that were written.</returns>
    /// <exception cref="MigrationException">The title makes no name, a file exists, or the text would not pass the lint; then nothing was
    /// written.</exception>
    public IReadOnlyList<string> Write(string title, RecipeText? text)
    {
        var slug = SlugOf(title, text?.Contract is null ? LongestSlug : LongestSlug - ContractEnding.Length);
        var directory = MigrationDirectory.Read(root);
        var version = Next(directory);
        var contract = text?.Contract;
        var headline = $"-- {title.Trim()}.\n{(contract is null ? "" : "-- migrate: phase=expand\n")}";
        text ??= new RecipeText(
            "-- Write the change in place of this statement.\nSELECT 1;", "-- Write the way back in place of this statement.\nSELECT 1;");
        var files = Pair("migrations", $"{Digits(version)}_{slug}", headline, $"-- Takes back: {title.Trim()}.\n", text);
        Refuse(directory, version, files, options);
        if (contract is not null)
        {
            var waiting = Pair(
                WaitingFolder, $"{Digits(version)}_{slug}{ContractEnding}",
                $"-- {title.Trim()}: what is no longer needed.\n-- migrate: phase=contract\n-- migrate: requires={Digits(version)}\n",
                $"-- Takes back: {title.Trim()}.\n", contract);
            Rehearse(directory, version, files, waiting);
            files = [.. files, .. waiting];
        }

        return Save(files);
    }

    /// <summary>Moves the contract part that waits for an expand file among the migrations, under a version of today.</summary>
    /// <param name="expand">The version of the expand file.</param>
    /// <exception cref="MigrationException">None waits for it, it is too early, or a destructive file lacks its guards; then nothing was
    /// written.</exception>
    public IReadOnlyList<string> Promote(long expand, string? reviewer, string? backup)
    {
        var folder = Path.Combine(root, WaitingFolder);
        var up = (Directory.Exists(folder) ? Directory.GetFiles(folder, $"{Digits(expand)}_*.sql") : [])
            .Where(path => !path.EndsWith(".down.sql", StringComparison.Ordinal))
            .ToArray() is [var only]
                ? only
                : throw new MigrationException(MigratorExit.Usage, $"No contract file in {folder} waits for version {Digits(expand)}.");
        var text = File.ReadAllText(up);
        if (text.Contains(Blank("reviewer"), StringComparison.Ordinal) && (reviewer is null || backup is null))
        {
            throw new MigrationException(
                MigratorExit.Usage,
                "It destroys data: say who looked at it with --reviewer, and from which backup the data could come back with --backup.");
        }

        var directory = MigrationDirectory.Read(root);
        var version = Next(directory);
        var stem = $"{Digits(version)}_{Path.GetFileNameWithoutExtension(up)[(Digits(expand).Length + 1)..]}";
        var down = Path.ChangeExtension(up, ".down.sql");
        var files = new List<NewFile> { new("migrations", $"{stem}.sql", Signed(text, reviewer ?? "", backup ?? "")) };
        if (File.Exists(down))
        {
            files.Add(new NewFile("migrations", $"{stem}.down.sql", File.ReadAllText(down)));
        }

        Refuse(directory, version, files, options);
        var written = Save(files);
        File.Delete(up);
        File.Delete(down);
        return written;
    }

    private static string SlugOf(string title, int longest)
    {
        var slug = Between().Replace(title.Trim().ToLowerInvariant(), "_").Trim('_');
        return Title().IsMatch(title) && slug.Length >= 3 && slug.Length <= longest
            ? slug
            : throw new MigrationException(
                MigratorExit.Usage,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{title}' makes no name: it takes 3 to {longest} letters, digits, spaces, hyphens and underscores, "
                    + $"such as add_post_language."));
    }

    private static string Digits(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static string Blank(string guard) => $"-- migrate: {guard}=\"\"";

    private static string Signed(string text, string reviewer, string backup)
    {
        foreach (var (guard, value) in new[] { ("reviewer", reviewer), ("backup", backup) })
        {
            if (value.Contains('"', StringComparison.Ordinal) || value.Any(char.IsControl))
            {
                throw new MigrationException(MigratorExit.Usage, $"--{guard} holds neither quotes nor line breaks.");
            }

            text = text.Replace(Blank(guard), $"-- migrate: {guard}=\"{value}\"", StringComparison.Ordinal);
        }

        return text;
    }

    private static List<NewFile> Pair(string folder, string stem, string up, string down, RecipeText text)
    {
        var files = new List<NewFile> { new(folder, $"{stem}.sql", $"{up}{text.Up}\n") };
        if (text.Down is not null)
        {
            files.Add(new NewFile(folder, $"{stem}.down.sql", $"{down}{text.Down}\n"));
        }

        return files;
    }

    private long Next(MigrationDirectory directory)
    {
        var version = MigrationVersion.At(options.Now);
        var newest = directory.Versioned.Count > 0 ? directory.Versioned[^1].Version : 0;
        return newest < version ? version : MigrationVersion.At(MigrationVersion.TimeOf(newest).AddSeconds(1));
    }

    /// <summary>Lints the contract part as if its age and its reviewer were given.</summary>
    private void Rehearse(MigrationDirectory directory, long expand, IReadOnlyList<NewFile> expandFiles, IReadOnlyList<NewFile> waiting)
    {
        var day = MigrationVersion.TimeOf(expand) + options.ExpandAge + TimeSpan.FromSeconds(1);
        var known = Requests(expand, expandFiles);
        var signed = waiting.Select(file => file with { Text = Signed(file.Text, "rehearsal", "rehearsal") }).ToList();
        Refuse(directory, MigrationVersion.At(day), signed, options with { Now = day, Base = null }, known);
    }

    private void Refuse(
        MigrationDirectory directory, long version, IReadOnlyList<NewFile> files, LintOptions lint, IReadOnlyList<LintFile>? before = null)
    {
        var present = LintRequest.Of(directory, lint);
        var added = Requests(version, files);
        var versioned = present.Files.TakeWhile(file => file.Version > 0);
        var report = MigrationLinter.Lint(present with
        {
            Files = [.. versioned, .. before ?? [], .. added, .. present.Files.SkipWhile(file => file.Version > 0)],
        });
        var paths = added.Select(file => file.File.Path).ToHashSet(StringComparer.Ordinal);

        // A version from the future is the fault of the newest file that is there, which it has to follow.
        var found = report.Open
            .Where(finding => finding.Severity == Severity.Error && paths.Contains(finding.File) && finding.Rule != FileRules.VersionFormat)
            .ToLookup(finding => finding.Rule == FileRules.NotInverse);
        remarks.AddRange(found[true].Select(finding => $"{finding.File}: {finding.Message}"));
        var errors = found[false]
            .Select(
                finding => $"{finding.File}:{finding.Range.Line}:{finding.Range.Column} {finding.Rule.Id} "
                    + $"{finding.Message} {finding.Excerpt.Trim()}")
            .ToList();
        if (errors.Count > 0)
        {
            throw new MigrationException(
                new MigrationFailure(MigratorExit.LintErrors, "Nothing was written, because the lint would refuse it.")
                {
                    Details = errors,
                    Hint = "Choose other values, or write the file without a recipe and argue the finding in an 'allow'.",
                });
        }
    }

    private static List<LintFile> Requests(long version, IReadOnlyList<NewFile> files) =>
    [
        .. files.Select(file => new LintFile(
            file.Name.EndsWith(".down.sql", StringComparison.Ordinal) ? LintFileKind.Down : LintFileKind.Up,
            new MigrationFile(file.Path, Encoding.UTF8.GetBytes(file.Text)),
            version,
            HasDown: files.Count > 1)),
    ];

    private List<string> Save(IReadOnlyList<NewFile> files)
    {
        var paths = files.Select(file => Path.Combine(root, file.Folder, file.Name)).ToList();
        if (paths.Find(File.Exists) is { } there)
        {
            throw new MigrationException(MigratorExit.Usage, $"{there} is there already; nothing was written.");
        }

        foreach (var (file, path) in files.Zip(paths))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var writer = new StreamWriter(new FileStream(path, FileMode.CreateNew));
            writer.Write(file.Text);
        }

        return paths;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9 _-]*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Between();

    private sealed record NewFile(string Folder, string Name, string Text)
    {
        public string Path => $"{Folder}/{Name}";
    }
}

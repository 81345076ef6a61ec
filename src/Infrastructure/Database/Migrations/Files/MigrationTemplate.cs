using System.Globalization;
using System.Text.RegularExpressions;

namespace Agora.Infrastructure.Database.Migrations.Files;

/// <summary>Writes the empty files of a new migration.</summary>
internal static partial class MigrationTemplate
{
    /// <summary>Writes an up and a down file whose version is now, and in any case above the newest file.</summary>
    /// <param name="title">Free words; becomes the slug.</param>
    /// <returns>The paths that were written.</returns>
    /// <exception cref="MigrationException">The title makes no slug, or the file exists.</exception>
    public static IReadOnlyList<string> Write(MigrationDirectory directory, string title, DateTimeOffset now)
    {
        var slug = NotSlug().Replace(title.Trim().ToLowerInvariant(), "_").Trim('_');
        if (slug.Length is < 3 or > 60)
        {
            throw new MigrationException(MigratorExit.Usage, "A title makes a name of 3 to 60 letters, digits and underscores.");
        }

        var version = MigrationVersion.At(now);
        if (directory.Versioned.Count > 0 && directory.Versioned[^1].Version >= version)
        {
            version = MigrationVersion.At(MigrationVersion.TimeOf(directory.Versioned[^1].Version).AddSeconds(1));
        }

        var stem = Path.Combine(directory.Root, "migrations", string.Create(CultureInfo.InvariantCulture, $"{version}_{slug}"));
        Directory.CreateDirectory(Path.GetDirectoryName(stem)!);
        return [Write($"{stem}.sql", $"-- Why: {title.Trim()}.\n\n"), Write($"{stem}.down.sql", $"-- Takes back: {title.Trim()}.\n\n")];
    }

    private static string Write(string path, string text)
    {
        using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew));
        file.Write(text);
        return path;
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotSlug();
}

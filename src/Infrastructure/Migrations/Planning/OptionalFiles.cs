using Agora.Migrations.Files;

namespace Agora.Migrations.Planning;

/// <summary>Versions that wait for extensions: those that name one, and those that require such a version.</summary>
internal static class OptionalFiles
{
    /// <returns>The extensions that each of them needs; other versions are left out.</returns>
    public static IReadOnlyDictionary<long, IReadOnlySet<string>> Of(MigrationDirectory directory)
    {
        var needed = new Dictionary<long, IReadOnlySet<string>>();
        foreach (var file in directory.Versioned)
        {
            var settings = file.Up.Body.Settings;
            var extensions = settings.Requires
                .Where(needed.ContainsKey)
                .SelectMany(required => needed[required])
                .Concat(settings.Extensions)
                .ToHashSet(StringComparer.Ordinal);
            if (extensions.Count > 0)
            {
                needed.Add(file.Version, extensions);
            }
        }

        return needed;
    }
}

using System.Globalization;
using Agora.Infrastructure.Database.Migrations.Files;

namespace Agora.Infrastructure.Database.Migrations.Testing;

/// <summary>Compares the directory with that of the branch to merge into.</summary>
internal sealed class OrderCheck(string? baseDirectory)
{
    public List<string> Problems(MigrationDirectory directory)
    {
        if (baseDirectory is null)
        {
            return [];
        }

        var merged = MigrationDirectory.Read(baseDirectory);
        var newest = merged.Versioned.Count == 0 ? 0 : merged.Versioned[^1].Version;
        var problems = new List<string>();
        foreach (var old in merged.Versioned)
        {
            var now = directory.Find(old.Version);
            if (now is null)
            {
                problems.Add(Problem(old.Up, "PGM619", "A merged migration was deleted."));
            }
            else if (now.Up.TokenHash != old.Up.TokenHash)
            {
                problems.Add(Problem(now.Up, "PGM619", "A merged migration was edited; write a new one instead."));
            }
        }

        problems.AddRange(directory.Versioned
            .Where(file => file.Version < newest && merged.Find(file.Version) is null)
            .Select(file => Problem(file.Up, "PGM618", string.Create(CultureInfo.InvariantCulture, $"It is older than the newest merged version {newest}; give it a newer one."))));
        return problems;
    }

    private static string Problem(MigrationFile file, string rule, string message) => new MigrationProblem(rule, file.Path, 1, 1, message).ToString();
}

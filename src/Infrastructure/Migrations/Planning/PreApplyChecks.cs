using System.Globalization;
using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Planning;

/// <summary>
/// Says which versions must not run yet: something they need is missing, the release before may still need what they take away, or
/// they destroy data without a named reviewer. A young database holds nothing that could be lost and serves no older release.
/// </summary>
internal sealed class PreApplyChecks(MigratePolicy policy, MigrationDirectory directory, HistoryState history, DateTimeOffset now)
{
    public IEnumerable<MigrationProblem> Problems(IReadOnlyList<PlanItem> work)
    {
        var planned = work.Select(item => item.Version).ToHashSet();
        foreach (var migration in work.Select(item => item.File!))
        {
            foreach (var (rule, message) in Requirements(migration, planned).Concat(Age(migration)).Concat(Guard(migration)))
            {
                yield return new MigrationProblem(rule, migration.Up.Path, 1, 1, message);
            }
        }
    }

    /// <summary>What down files would destroy, where the policy guards it.</summary>
    public IEnumerable<string> Losses(IEnumerable<MigrationFile> downs) =>
        policy.GuardDestructive && !IsYoung
            ? downs.Select(file => Destruction.In(file.Script) is { } what ? $"{file.Path}: {what}" : null).OfType<string>()
            : [];

    private IEnumerable<(string Rule, string Message)> Requirements(Migration migration, HashSet<long> planned)
    {
        foreach (var required in migration.Up.Body.Settings.Requires)
        {
            if (required >= migration.Version || !(history.IsApplied(required) || planned.Contains(required)))
            {
                yield return ("PGM620", string.Create(
                    CultureInfo.InvariantCulture, $"It requires version {required}, which is neither applied nor applied before it."));
            }
        }
    }

    private IEnumerable<(string Rule, string Message)> Age(Migration migration)
    {
        if (migration.Up.Body.Settings.Phase != MigrationPhase.Contract)
        {
            yield break;
        }

        var expands = migration.Up.Body.Settings.Requires
            .Where(version => directory.Find(version) is null or { Up.Body.Settings.Phase: MigrationPhase.Expand }).ToList();
        if (expands.Count == 0)
        {
            yield return ("PGM513", "A contract file names the expand file that it follows: requires=<version>.");
        }

        foreach (var version in expands.Where(_ => !IsYoung))
        {
            var applied = history.Migrations.GetValueOrDefault(version)?.FinishedAt;
            if (applied is null || now.UtcDateTime - applied.Value.ToUniversalTime() < policy.ContractMinAge)
            {
                yield return ("PGM513", string.Create(
                    CultureInfo.InvariantCulture,
                    $"Its expand file {version} "
                    + $"{(applied is null ? "is not applied yet" : $"was applied at {applied:yyyy-MM-dd HH:mm}Z")}; "
                    + $"the policy asks for {policy.ContractMinAge.TotalDays:0.#} days in between."));
            }
        }
    }

    private IEnumerable<(string Rule, string Message)> Guard(Migration migration)
    {
        if (!policy.GuardDestructive || IsYoung || Destruction.In(migration.Up.Script) is not { } what)
        {
            yield break;
        }

        var settings = migration.Up.Body.Settings;
        (string Key, string? Value)[] signatures =
            [("reviewer", settings.Reviewer), ("rollback", settings.Rollback), ("backup", settings.Backup)];
        foreach (var (key, _) in signatures.Where(signature => signature.Value is null))
        {
            yield return ("PGM501", $"It destroys data ({what}); the header must say '-- migrate: {key}=\"...\"'.");
        }

        if (policy.GuardWindow is { } window && !TimeOnly.FromDateTime(now.UtcDateTime).IsBetween(window.From, window.To))
        {
            yield return ("PGM501", string.Create(
                CultureInfo.InvariantCulture,
                $"It destroys data ({what}); the window for that is {window.From:HH:mm} to {window.To:HH:mm} UTC."));
        }
    }

    /// <summary>
    /// True while the oldest version was applied less than the contract age ago, or none was; never after a baseline or an adoption.
    /// </summary>
    private bool IsYoung =>
        history.Migrations.Values.All(
            row => row.Source is "runner" or "script" && now.UtcDateTime - row.StartedAt.ToUniversalTime() < policy.ContractMinAge)
        && history.Versions.Values.All(row => row.AppliedOn is { } on && now.UtcDateTime - on < policy.ContractMinAge);
}

/// <summary>Statements after which data is gone.</summary>
internal static class Destruction
{
    private static readonly SchemaObjectKind[] Holders =
    [
        SchemaObjectKind.Table, SchemaObjectKind.MaterializedView, SchemaObjectKind.Schema, SchemaObjectKind.Database,
        SchemaObjectKind.Sequence,
        SchemaObjectKind.Type, SchemaObjectKind.Domain, SchemaObjectKind.Extension, SchemaObjectKind.ForeignTable,
    ];

    /// <returns>The first such statement in a few words, or null.</returns>
    public static string? In(Sql.SqlScript script) =>
        script.Statements.Select(statement => Of(StatementParser.Parse(statement))).FirstOrDefault(what => what is not null);

    private static string? Of(Statement statement) => statement switch
    {
        DropObjects drop when Holders.Contains(drop.Kind) => $"DROP {drop.Names[0]}",
        DropObjects { Cascade: true } drop => $"DROP {drop.Names[0]} CASCADE",
        Truncate truncate => $"TRUNCATE {truncate.Tables[0]}",
        AlterTable alter =>
            alter.Actions.OfType<DropColumn>().Select(drop => $"DROP COLUMN {drop.Column} of {alter.Name}").FirstOrDefault(),
        _ => null,
    };
}

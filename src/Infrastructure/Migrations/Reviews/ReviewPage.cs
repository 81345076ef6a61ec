using System.Globalization;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Lint.Output;
using Agora.Migrations.Locks;
using Agora.Migrations.Planning;
using Agora.Migrations.Tracing;

namespace Agora.Migrations.Reviews;

/// <summary>One page of Markdown on which a DBA can say yes or no to a pull request.</summary>
/// <param name="rulesPage">Where the rules of the lint are explained.</param>
public sealed class ReviewPage(ReviewSubject subject, TextWriter target, string rulesPage)
{
    private const int LongestStatement = 90;

    /// <summary>From how many in a row on.</summary>
    private const int FewQuiet = 3;

    public static void Write(ReviewSubject subject, TextWriter target, string rulesPage)
    {
        target.NewLine = "\n";
        new ReviewPage(subject, target, rulesPage).Write();
    }

    private void Write()
    {
        var files = subject.Migrations.Count + subject.Repeatables.Count;
        target.WriteLine($"# Review of {LintOutput.Count(files, "migration")}");
        target.WriteLine();
        WriteOrigin();
        if (files == 0)
        {
            return;
        }

        WriteOverview();
        foreach (var migration in subject.Migrations)
        {
            target.WriteLine(string.Create(CultureInfo.InvariantCulture, $"## {migration.Version} {migration.Description}"));
            target.WriteLine();
            WriteHead(migration);
            WriteFile(migration.Up, Linted(migration));
        }

        foreach (var repeatable in subject.Repeatables)
        {
            target.WriteLine($"## {repeatable.Name}, repeatable");
            target.WriteLine();
            target.WriteLine($"- File: `{repeatable.Up.Path}`, applied again whole whenever its text changes.");
            target.WriteLine(
                repeatable.Down is { } down
                    ? $"- Way back: `{down.Path}`, and the text of the release before."
                    : "- Way back: the text of the release before.");
            target.WriteLine();
            WriteFile(repeatable.Up, Linted(repeatable));
        }

        WriteRows();
    }

    private void WriteOrigin()
    {
        if (subject.Trace is not { } trace)
        {
            target.WriteLine(
                "**Not traced** (`--no-trace`): locks, scans and rewrites below are what the lint predicts; there are no durations.");
        }
        else
        {
            var rows = trace.Seeded.Where(table => table.Shortfall is null).Select(table => table.Rows).DefaultIfEmpty().Min();
            target.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Traced: every statement was run on a scratch database{(rows > 0 ? $" with at least {rows} generated rows in each "
                    + "table" : "")}. Durations are those of that database, not production's."));
            if (trace.Failure is { } failure)
            {
                target.WriteLine();
                var place = failure.File is null ? "" : string.Create(CultureInfo.InvariantCulture, $" at `{failure.File}:{failure.Line}`");
                target.WriteLine($"**The trace failed{place}**: {failure.Message} What comes after is as predicted.");
            }
        }

        target.WriteLine();
    }

    private void WriteOverview()
    {
        target.WriteLine("| file | strongest lock | readers | writers | rewrites | scans | findings | way back |");
        target.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var migration in subject.Migrations)
        {
            WriteOverview(
                migration.Up,
                Linted(migration),
                migration.Down is not null
                    ? "down file"
                    : migration.Up.Body.Settings.Irreversible is not null ? "none, by choice" : "**missing**");
        }

        foreach (var repeatable in subject.Repeatables)
        {
            WriteOverview(repeatable.Up, Linted(repeatable), "the text before");
        }

        target.WriteLine();
    }

    private void WriteOverview(MigrationFile file, IReadOnlyList<MigrationFile> linted, string rollback)
    {
        var statements = Statements(file).ToList();
        var strongest = statements.Select(statement => statement.Strongest).DefaultIfEmpty().Max();
        var findings = Findings(linted).Where(finding => finding.Counts).ToList();
        var worst = findings.Select(finding => finding.Severity).DefaultIfEmpty().Max();
        var counted = findings.Count(finding => finding.Severity == worst);
        var scanned = Names(
            statements,
            relation => relation.Scanned && !relation.Rewritten && relation.Lock >= LockMode.ShareUpdateExclusive);
        target.WriteLine(
            $"| `{file.Path}` | {strongest.Sql()} "
            + $"| {(strongest.BlocksReads() ? "**wait**" : "pass")} | {(strongest.BlocksWrites() ? "**wait**" : "pass")} "
            + $"| {Names(statements, relation => relation.Rewritten)} | {scanned} "
            + $"| {(findings.Count == 0 ? "none" : LintOutput.Count(counted, worst.Word()))} | {rollback} |");
    }

    private void WriteHead(Migration migration)
    {
        var settings = migration.Up.Body.Settings;
        target.WriteLine($"- File: `{migration.Up.Path}`");
        if (settings.Phase != MigrationPhase.None)
        {
            var requires = settings.Requires.Count == 0
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $", requires {string.Join(", ", settings.Requires)}");
            target.WriteLine($"- Phase: {settings.Phase.ToString().ToLowerInvariant()}{requires}");
        }

        if (settings.Extensions.Count > 0)
        {
            target.WriteLine($"- Waits until the database has the extension {string.Join(", ", settings.Extensions)}");
        }

        target.WriteLine($"- Way back: {Reversibility(migration)}");
        if (Destruction.In(migration.Up.Script) is { } destroyed)
        {
            WriteGuardrails(settings, destroyed);
        }

        target.WriteLine();
    }

    private static string Reversibility(Migration migration) => migration switch
    {
        { Down: { } down } => $"`{down.Path}`, {LintOutput.Count(down.Script.Statements.Count, "statement")}"
            + (Destruction.In(down.Script) is { } lost ? $"; it loses data (`{lost}`)" : ""),
        { Up.Body.Settings.Irreversible: { } reason } => $"none: {reason}",
        _ => "**missing**: there is neither a down file nor a reason for having none",
    };

    private void WriteGuardrails(FileSettings settings, string destroyed)
    {
        target.WriteLine($"- **Destroys data**: `{destroyed}`. Guardrails:");
        target.WriteLine($"  - reviewer: {settings.Reviewer ?? "**missing**"}");
        target.WriteLine($"  - rollback: {settings.Rollback ?? "**missing**"}");
        target.WriteLine($"  - backup: {settings.Backup ?? "**missing**"}");
        target.WriteLine(subject.Policy.GuardWindow is { } window
            ? string.Create(CultureInfo.InvariantCulture, $"  - window: {window.From:HH:mm} to {window.To:HH:mm} UTC")
            : "  - window: any time");
        if (!subject.Policy.GuardDestructive)
        {
            target.WriteLine("  - The policy does not enforce them (`guard.destructive`).");
        }
    }

    private void WriteFile(MigrationFile file, IReadOnlyList<MigrationFile> linted)
    {
        foreach (var step in file.Body.Steps)
        {
            WriteStep(file, step);
        }

        WriteFindings(linted);
    }

    private void WriteStep(MigrationFile file, MigrationStep step)
    {
        var kind = step.Settings.Backfill is { } backfill
            ? $"backfill of `{backfill.Table}` in batches of {backfill.Batch.ToString(CultureInfo.InvariantCulture)}"
            : step.Settings.Transaction ? "one transaction" : "outside a transaction, statement by statement";
        target.WriteLine(string.Create(CultureInfo.InvariantCulture, $"### Step {step.Number}: {kind}"));
        target.WriteLine();
        var isTraced = subject.Trace is not null;
        target.WriteLine($"| line | statement | locks | what readers and writers feel |{(isTraced ? " duration |" : "")}");
        target.WriteLine($"|---|---|---|---|{(isTraced ? "---|" : "")}");
        var notes = new List<string>();
        var statements = step.Statements.Select(statement => subject.Statements[(file.Path, statement.Index)]).ToList();
        for (var i = 0; i < statements.Count; i++)
        {
            var quiet = statements.Skip(i).TakeWhile(IsQuiet).ToList();
            if (quiet.Count >= FewQuiet)
            {
                WriteQuiet(quiet, isTraced);
                i += quiet.Count - 1;
                continue;
            }

            var reviewed = statements[i];
            target.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {reviewed.Source.Line} | {Code(reviewed)} | {Locks(reviewed)} "
                + $"| {LockImpact.Of(reviewed, step.Settings, subject.Statistics)} |{(isTraced ? $" {Duration([reviewed])} |" : "")}"));
            notes.AddRange(Notes(reviewed));
        }

        notes.AddRange(Removed(file, step));
        target.WriteLine();
        foreach (var note in notes)
        {
            target.WriteLine($"- {note}");
        }

        if (notes.Count > 0)
        {
            target.WriteLine();
        }
    }

    /// <summary>Statements without locks on existing tables share one line, so that the others stand out.</summary>
    private void WriteQuiet(List<ReviewedStatement> statements, bool isTraced) => target.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {statements[0].Source.Line} to {statements[^1].Source.Line} "
        + $"| {statements.Count} statements that lock nothing that was there before, from {Code(statements[0])} on "
        + $"| none | No query waits. |{(isTraced ? $" {Duration(statements)} |" : "")}"));

    private static bool IsQuiet(ReviewedStatement statement) =>
        statement.Strongest < LockMode.RowExclusive
            && statement.Prediction.Opaque is null
            && statement.Traced is not ({ Differences.Count: > 0 } or { ObservedFrom: ObservedFrom.FilesOnly });

    private static IEnumerable<string> Notes(ReviewedStatement statement)
    {
        var line = statement.Source.Line.ToString(CultureInfo.InvariantCulture);
        if (statement.Prediction.Opaque is { } opaque)
        {
            yield return $"Line {line}: nothing could be predicted. {opaque} {(statement.Traced is null ? "Only a trace can tell what it "
                + "does." : "The trace saw what is written above.")}";
        }

        if (statement.Traced is { ObservedFrom: ObservedFrom.FilesOnly })
        {
            yield return $"Line {line}: its locks could not be seen, because it names no table at which it could be made to wait.";
        }

        foreach (var difference in statement.Traced?.Differences ?? [])
        {
            yield return $"Line {line}: **unlike the prediction**: {difference}";
        }
    }

    private IEnumerable<string> Removed(MigrationFile file, MigrationStep step) =>
        (subject.Trace?.Migrations ?? []).Where(migration => migration.File == file.Path)
            .SelectMany(migration => migration.Steps).Where(traced => traced.Number == step.Number).SelectMany(traced => traced.Removed);

    private void WriteFindings(IReadOnlyList<MigrationFile> files)
    {
        var findings = Findings(files).Where(finding => finding.Severity > Severity.Info).ToList();
        if (findings.Count == 0)
        {
            target.WriteLine("The lint has nothing to say.");
            target.WriteLine();
            return;
        }

        target.WriteLine("### What the lint says");
        target.WriteLine();
        foreach (var finding in findings)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"`{finding.File}:{finding.Range.Line}`");
            target.WriteLine(
                $"- **{finding.Severity.Word()}** [{finding.Rule.Id}]({finding.Rule.DocsOn(rulesPage)}) {finding.Slug}, {place}: "
                + finding.Message);
            if (finding.Allowed is { } allowed)
            {
                target.WriteLine(
                    $"  Accepted{(allowed.Expires is { } day ? FormattableString.Invariant($" until {day:yyyy-MM-dd}") : "")}: "
                    + allowed.Reason);
                continue;
            }

            target.WriteLine($"  Why: {finding.Rule.Why}");
            WriteRecipe(finding);
        }

        target.WriteLine();
    }

    private void WriteRecipe(Finding finding)
    {
        if (!finding.IsRewrite)
        {
            target.WriteLine($"  Instead: {finding.Recipe}");
            return;
        }

        target.WriteLine();
        target.WriteLine("  ```sql");
        foreach (var line in finding.Recipe.Split('\n'))
        {
            target.WriteLine(line.Length == 0 ? "" : $"  {line}");
        }

        target.WriteLine("  ```");
    }

    private void WriteRows()
    {
        var few = (subject.Trace?.Seeded ?? []).Where(table => table.Shortfall is not null).ToList();
        if (few.Count == 0)
        {
            return;
        }

        target.WriteLine("## Tables with fewer generated rows");
        target.WriteLine();
        foreach (var table in few)
        {
            target.WriteLine(string.Create(CultureInfo.InvariantCulture, $"- `{table.Table}`: {table.Rows} rows. {table.Shortfall}"));
        }

        target.WriteLine();
    }

    private static List<MigrationFile> Linted(Migration migration) =>
        [.. new[] { migration.Up, migration.Down, migration.Verify }.OfType<MigrationFile>()];

    private static List<MigrationFile> Linted(Repeatable file) => [.. new[] { file.Up, file.Down }.OfType<MigrationFile>()];

    private IEnumerable<ReviewedStatement> Statements(MigrationFile file) =>
        file.Body.Steps.SelectMany(step => step.Statements).Select(statement => subject.Statements[(file.Path, statement.Index)]);

    private IEnumerable<Finding> Findings(IReadOnlyList<MigrationFile> files) =>
        subject.Lint.Findings.Where(finding => finding.Severity != Severity.Off && files.Any(file => file.Path == finding.File));

    private static string Names(IEnumerable<ReviewedStatement> statements, Func<ReviewedRelation, bool> matches)
    {
        var names = statements.SelectMany(statement => statement.Relations)
            .Where(matches)
            .Select(relation => relation.Name.ToString())
            .Distinct(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "no" : string.Join(", ", names.Select(name => $"`{name}`"));
    }

    private static string Locks(ReviewedStatement statement)
    {
        var shown = statement.Relations.Where(relation => relation.Lock >= LockMode.RowExclusive).ToList();
        return shown.Count == 0
            ? "none"
            : string.Join(
                "<br>",
                shown.Select(relation => $"{relation.Lock.Sql()} on `{relation.Name}`{(relation.IsHeld ? " (held already)" : "")}"));
    }

    private static string Duration(IReadOnlyCollection<ReviewedStatement> statements) =>
        statements.Any(statement => statement.Traced is null)
        ? "not run"
        : string.Create(
            CultureInfo.InvariantCulture, $"{statements.Sum(statement => statement.Traced!.Duration.TotalMilliseconds):0.0} ms");

    private static string Code(ReviewedStatement statement)
    {
        var text = TraceOutput.Shorten(statement.Source.Text, LongestStatement);
        return $"`{text.Replace('`', '\'').Replace("|", "\\|", StringComparison.Ordinal)}`";
    }
}

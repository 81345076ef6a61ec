using Agora.Migrations.Files;
using Agora.Migrations.Locks;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint;

/// <summary>One file while it is being linted.</summary>
internal sealed class FileContext(LintFile file, MigrationBody body, LintOptions options, IReadOnlyList<Statement> statements)
{
    private string[]? lines;

    public LintFile File => file;

    public string Path => file.File.Path;

    public MigrationBody Body => body;

    public LintOptions Options => options;

    /// <summary>Every statement of the file, by its position.</summary>
    public IReadOnlyList<Statement> Statements => statements;

    public List<Finding> Findings { get; } = [];

    public bool IsExternal => file.Kind == LintFileKind.External;

    public bool IsDown => file.Kind == LintFileKind.Down;

    /// <summary>Rules of style look at new files only.</summary>
    public bool HasStyle => file.Kind is not LintFileKind.Verify && !(file.Version > 0 && file.Version <= options.AdoptedVersion);

    public bool SetsLockTimeout { get; set; }

    public bool SetsStatementTimeout { get; set; }

    /// <summary>Indexes that this file has dropped, with the line.</summary>
    public List<(ObjectName Table, IndexState Index, SourcePlace Place)> DroppedIndexes { get; } = [];

    public void Report(Rule rule, TextRange range, string message, Severity? severity = null, string? slug = null) =>
        Add(new Finding(rule, severity ?? rule.Severity, Path, range, message) { Slug = slug ?? rule.Slug });

    public void Add(Finding finding)
    {
        if (options.Severities.TryGetValue(finding.Rule.Id, out var chosen))
        {
            finding = finding with { Severity = chosen };
        }

        if (finding.Severity != Severity.Off && (!finding.Rule.IsStyle || HasStyle))
        {
            lines ??= (file.Original ?? body.Script.Text).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
            Findings.Add(finding with
            {
                Recipe = IsExternal ? Rewrite.ForOthers(finding.Recipe) : finding.Recipe,
                IsInScope = options.Changed is null || options.Changed.Contains(Path),
                Excerpt = finding.Range.Line <= lines.Length ? lines[finding.Range.Line - 1] : "",
            });
        }
    }
}

/// <summary>What the statements of one step have done so far.</summary>
internal sealed class StepContext(int number, bool inTransaction, MigrationStep? step)
{
    public int Number => number;

    /// <summary>Null for SQL of others, whose transactions are found as they come.</summary>
    public MigrationStep? Step => step;

    public bool InTransaction { get; set; } = inTransaction;

    /// <summary>For SQL of others: the transaction that its tool has opened around the file.</summary>
    public bool IsOfTool { get; init; }

    public bool IsBackfill => step?.Settings.Backfill is not null;

    public bool HasAssert => step is { Asserts.Count: > 0 };

    /// <summary>Strong locks on tables that were there before, in the order in which they were taken.</summary>
    public Dictionary<ObjectName, LockMode> Locked { get; } = [];

    /// <summary>Indexes of tables that the files do not name: they may be of one that is locked as well.</summary>
    public HashSet<ObjectName> StrayIndexes { get; } = [];

    public HashSet<(ObjectName Table, string Constraint)> AddedNotValid { get; } = [];

    public HashSet<(ObjectName Type, string Label)> AddedLabels { get; } = [];

    /// <summary>Existing tables whose rows the step changes, with the first place.</summary>
    public Dictionary<ObjectName, SqlFragment> Written { get; } = [];

    public List<(ObjectName Table, SqlFragment At, int Statement)> EnabledRowSecurity { get; } = [];

    public AlterTable? PreviousAlter { get; set; }
}

/// <summary>One statement, with all that a rule may ask about it.</summary>
internal sealed class StatementContext(
    FileContext file, StepContext step, SqlStatement source, Statement statement, SchemaModel schema, StatementEffects effects)
{
    public FileContext File => file;

    public StepContext Step => step;

    /// <summary>The statement of the file; for a statement inside a DO block the block.</summary>
    public SqlStatement Source => source;

    public Statement Statement => statement;

    /// <summary>As it stands before the statement.</summary>
    public SchemaModel Schema => schema;

    public StatementEffects Effects => effects;

    public LintOptions Options => file.Options;

    public bool InTransaction => step.InTransaction;

    public SourcePlace Place => new(file.Path, source.Line);

    /// <summary>The statements of the file behind this one, other steps included.</summary>
    public IEnumerable<Statement> Later => file.Statements.Skip(source.Index + 1);

    /// <summary>The statements behind this one that share its transaction.</summary>
    public IEnumerable<Statement> LaterInStep => step.Step is { } known
        ? known.Statements.Where(later => later.Index > source.Index).Select(later => file.Statements[later.Index])
        : Later.TakeWhile(later => later is not TransactionControl { Verb: TransactionVerb.Commit or TransactionVerb.Rollback });

    /// <summary>True for what other sessions may be using.</summary>
    public bool IsExisting(ObjectName relation) => !schema.IsNew(relation);

    public ObjectName Full(ObjectName relation) => schema.Resolve(relation);

    public void Report(Rule rule, string message, SqlFragment? at = null, Severity? severity = null, string? slug = null) =>
        Add(rule, message, at, severity, slug, [], recipe: null);

    /// <summary>Reports with the migration as it should be.</summary>
    public void ReportRewrite(
        Rule rule,
        string message,
        IReadOnlyList<RewriteStep> steps,
        SqlFragment? at = null,
        Severity? severity = null,
        string? slug = null) =>
        Add(rule, message, at, severity, slug, steps, recipe: null);

    /// <summary>Reports with SQL that takes more than one release, or names that only a person can choose.</summary>
    public void ReportRecipe(Rule rule, string message, string recipe, SqlFragment? at = null, Severity? severity = null) =>
        Add(rule, message, at, severity, null, [], recipe);

    /// <summary>The table of the statement, when production is known to hold few rows of every table that it works through.</summary>
    public TableSize? SmallTable()
    {
        var worked = effects.Relations.Where(effect => !effect.IsNew && (effect.Scans || effect.Rewrites)).ToList();
        var sizes = worked.ConvertAll(effect => file.Options.Statistics.Of(effect.Relation));
        return sizes.Count > 0 && sizes.TrueForAll(size => size is not null && size.Rows <= file.Options.SmallTableRows)
            ? sizes.MaxBy(size => size!.Rows)
            : null;
    }

    private void Add(
        Rule rule, string message, SqlFragment? at, Severity? severity, string? slug, IReadOnlyList<RewriteStep> steps, string? recipe)
    {
        var given = severity ?? rule.Severity;
        if (rule.GrowsWithRows && given > Severity.Info && SmallTable() is { } small)
        {
            given = Severity.Info;
            message += $" The statistics know {small}, so it is soon over.";
        }
        else if (rule.GrowsWithRows)
        {
            message += Sizes();
        }

        if (file.IsDown && rule.IsDestructive)
        {
            // Going back is meant to take things away; the runner asks before it loses data.
            given = Severity.Info;
        }

        var isLoss = statement is DropObjects
        {
            Kind: SchemaObjectKind.Table or SchemaObjectKind.MaterializedView
            or SchemaObjectKind.Schema
        } or Truncate
            || (statement is AlterTable alter && alter.Actions.Any(action => action is DropColumn));
        file.Add(new Finding(rule, given, file.Path, TextRange.Of(at ?? statement.Source), message)
        {
            Slug = slug ?? rule.Slug,
            Lock = effects.Relations.Any(effect => !effect.IsNew) && rule.Lock.Length > 0 ? Locks() : rule.Lock,
            Work = effects.Rewrites ? "rewrite" : effects.Scans ? "scan" : "none",
            Recipe = recipe ?? (steps.Count > 0 ? Rewrite.Text(steps, file.IsExternal, step.InTransaction) : rule.Recipe),
            IsRewrite = recipe is not null || steps.Count > 0,
            Fix = steps.Count > 0 && step.Step is not null && !statement.IsInBody
                ? Rewrite.Edits(file.Body.Script, source, step.Step, steps)
                : [],
            Step = step.Number,
            Statement = source.Index,
            LosesData = rule.IsDestructive && isLoss,
        });
    }

    private string Sizes()
    {
        var known = effects.Relations
            .Where(effect => !effect.IsNew && (effect.Scans || effect.Rewrites))
            .Select(effect => (effect.Relation, Size: file.Options.Statistics.Of(effect.Relation)))
            .Where(entry => entry.Size is not null)
            .Select(entry => $"{entry.Relation} has {entry.Size}");
        var text = string.Join(", ", known);
        return text.Length == 0 ? "" : $" In production {text}.";
    }

    private string Locks() => string.Join("; ", effects.Relations
        .Where(effect => !effect.IsNew && effect.Lock >= LockMode.ShareUpdateExclusive)
        .Select(effect => $"{effect.Lock.Sql()} on {effect.Relation} ({effect.Lock.Impact()})"));
}

using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Lint;

/// <summary>
/// Judges migration files without a server: reads them in the order in which they run, keeps a model of what they make, and
/// asks of each statement what it would lock, read and break.
/// </summary>
public sealed class MigrationLinter
{
    private readonly LintRequest request;
    private readonly SchemaModel schema;
    private readonly FileOrder order;

    /// <summary>What the up file of the current version made: its down file may take it away without harm.</summary>
    private List<ObjectName> made = [];

    private MigrationLinter(LintRequest request)
    {
        this.request = request;
        schema = new SchemaModel(request.Options.SearchPath);
        order = new FileOrder(request);
    }

    public static LintReport Lint(LintRequest request) => new MigrationLinter(request).Run();

    private LintReport Run()
    {
        var files = new List<FileContext>();
        foreach (var file in request.Files)
        {
            files.Add(Lint(file));
        }

        var findings = new List<Finding>(order.Names());
        LeftBehind.Check(schema, files);
        foreach (var file in files)
        {
            order.Check(file);
            Suppression.Apply(file);
            findings.AddRange(
                file.Findings.OrderBy(finding => finding.Range.Line).ThenBy(finding => finding.Range.Column)
                    .ThenBy(finding => finding.Rule.Id, StringComparer.Ordinal));
        }

        return new LintReport(findings, files.Count, files.Sum(file => file.Statements.Count));
    }

    private FileContext Lint(LintFile file)
    {
        var body = file.File.Body;
        var model = file.Kind switch
        {
            LintFileKind.Down => schema.Layer(),
            LintFileKind.Verify => schema.Layer(),
            _ => schema,
        };
        var judge = new FileJudge(file, body, request.Options, model);
        if (file.Kind == LintFileKind.Down)
        {
            model.Watch();
            judge.Run(made);
            if (file.Version > 0)
            {
                WayBack.Check(judge.File, schema, model);
            }

            return judge.File;
        }

        if (file.Kind == LintFileKind.Up)
        {
            schema.Watch();
        }

        judge.Run([]);
        made = file.Kind == LintFileKind.Up ? judge.Made : made;
        return judge.File;
    }
}

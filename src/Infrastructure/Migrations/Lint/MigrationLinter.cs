using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Lint;

/// <summary>
/// Checks migration files without a server: reads them in the order in which they run, keeps a model of what they make, and
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
        UnvalidatedConstraints.Check(schema, files);
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
        var linter = new FileLinter(file, body, request.Options, model);
        if (file.Kind == LintFileKind.Down)
        {
            model.Watch();
            linter.Run(made);
            if (file.Version > 0)
            {
                Reversibility.Check(linter.File, schema, model);
            }

            return linter.File;
        }

        if (file.Kind == LintFileKind.Up)
        {
            schema.Watch();
        }

        linter.Run([]);
        made = file.Kind == LintFileKind.Up ? linter.Made : made;
        return linter.File;
    }
}

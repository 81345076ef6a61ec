using Agora.Migrations.Backfills;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Files;

/// <summary>
/// Reads the directives of a file and cuts its statements into steps. Everything unknown is a problem, nothing is guessed.
/// </summary>
internal sealed class MigrationBodyReader
{
    private readonly SqlScript script;
    private readonly DirectiveReader directives;
    private readonly List<MigrationStep> steps = [];
    private readonly List<AllowDirective> allows = [];
    private readonly HashSet<int> seen = [];

    private FileSettings file = new();
    private StepSettings fileStep = new();
    private StepSettings settings = new();
    private List<SqlStatement> statements = [];
    private List<AssertDirective> asserts = [];
    private int stepLine = 1;
    private Directive? separator;

    private MigrationBodyReader(string path, SqlScript script)
    {
        this.script = script;
        directives = new DirectiveReader(path);
    }

    /// <param name="path">Shown in problems.</param>
    public static MigrationBody Read(string path, SqlScript script) => new MigrationBodyReader(path, script).Read();

    private MigrationBody Read()
    {
        foreach (var issue in script.Issues.Where(issue => issue.IsError))
        {
            directives.Report(issue.Rule, issue.Line, issue.Column, issue.Message);
        }

        foreach (var statement in script.Statements)
        {
            ReadComments(statement);
            statements.Add(statement);
        }

        CloseStep();
        foreach (var stray in script.Comments)
        {
            if (Directive.IsDirective(stray, script.Text) && !seen.Contains(stray.Start))
            {
                directives.Report(stray, "A directive stands on a line of its own above the statement that it is about.");
            }
        }

        return new MigrationBody(script, file, steps, allows, directives.Problems);
    }

    private void ReadComments(SqlStatement statement)
    {
        foreach (var comment in statement.LeadingComments)
        {
            if (!Directive.IsDirective(comment, script.Text))
            {
                continue;
            }

            seen.Add(comment.Start);
            var (directive, error) = Directive.Read(comment, script.Text);
            if (directive is null)
            {
                directives.Report(comment, error!);
            }
            else if (directive.Head == "step")
            {
                OpenStep(directive);
            }
            else
            {
                Apply(directive, statement);
            }
        }
    }

    private void OpenStep(Directive directive)
    {
        CloseStep();
        separator = directive;
        stepLine = directive.Comment.Line;
        settings = directives.Step(directive, fileStep, skip: 1);
    }

    private void Apply(Directive directive, SqlStatement statement)
    {
        // "At the top" is before any statement and any step; what is set there holds for every step that does not say otherwise.
        var top = separator is null && statement.Index == 0;
        if (directive.Head == "allow")
        {
            AddAllow(directive, statement, top);
        }
        else if (statements.Count > 0)
        {
            directives.Report(directive.Comment, "Only 'allow' and 'step' may stand between statements.");
        }
        else if (directive.Head == "assert")
        {
            AddAssert(directive);
        }
        else if (DirectiveReader.IsStepKey(directive.Head))
        {
            settings = directives.Step(directive, settings, skip: 0);
            fileStep = top ? settings : fileStep;
        }
        else if (top)
        {
            file = directives.File(directive, file);
        }
        else
        {
            directives.Report(directive.Comment, $"'{directive.Head}' is unknown, or belongs at the top of the file.");
        }
    }

    private void AddAllow(Directive directive, SqlStatement statement, bool top)
    {
        int? target = statements.Count > 0 ? statement.Index : null;
        if (directives.Allow(directive, top ? 0 : steps.Count + 1, target) is { } allow)
        {
            allows.Add(allow);
        }
    }

    private void AddAssert(Directive directive)
    {
        var sql = SqlScript.Parse(directive.Rest);
        var isSelect = sql.Statements is [var only] && (only.Is(0, "select") || only.Is(0, "with") || only.Is(0, "values"));
        if (!isSelect || sql.HasErrors)
        {
            directives.Report(directive.Comment, "'assert' takes one SELECT that returns true.");
            return;
        }

        asserts.Add(new AssertDirective(sql.Statements[0].Text, directive.Comment.Line));
    }

    private void CloseStep()
    {
        if (statements.Count > 0)
        {
            var step = new MigrationStep(steps.Count + 1, separator is null ? statements[0].Line : stepLine, settings, statements, asserts);
            if (settings.Backfill is not null && !BackfillStatement.IsWindowed(step))
            {
                directives.Report(statements[0].Tokens[0], BackfillStatement.Shape);
            }

            steps.Add(step);
        }
        else if (separator is not null)
        {
            directives.Report(separator.Comment, "This step holds no statement.");
        }

        statements = [];
        asserts = [];
        settings = fileStep;
    }
}

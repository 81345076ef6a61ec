namespace Agora.Migrations.Lint.Output;

public enum LintFormat
{
    /// <summary>For people, with the migration as it should be.</summary>
    Text,

    /// <summary>One line a finding, as compilers write it and editors read it.</summary>
    Gcc,

    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>SARIF 2.1.0.</summary>
    Sarif,
    JUnit,

    /// <summary>Workflow commands that GitHub shows beside the lines.</summary>
    GitHub,

    /// <summary>The code quality report of GitLab.</summary>
    GitLab,

    /// <summary>A table for the summary of a job or for a comment.</summary>
    Markdown,
}

/// <param name="PathPrefix">Where the files lie below the root of the repository, with a slash at the end.</param>
/// <param name="Verbose">Shows notes and accepted findings to people as well.</param>
/// <param name="Program">What stands before the verb.</param>
/// <param name="RulesPage">Where the rules are explained.</param>
public sealed record LintOutputOptions(
    string PathPrefix = "", bool Verbose = false, string Program = "migrate", string RulesPage = "rules.md");

/// <summary>Writes a report in the chosen format. Line ends are line feeds on every machine.</summary>
public static class LintOutput
{
    public static void Write(LintReport report, LintFormat format, TextWriter target, LintOutputOptions options)
    {
        target.NewLine = "\n";
        switch (format)
        {
            case LintFormat.Text:
                TextOutput.Write(report, target, options);
                break;
            case LintFormat.Gcc:
                TextOutput.WriteGcc(report, target, options);
                break;
            case LintFormat.Json:
                JsonOutput.Write(report, target, options);
                break;
            case LintFormat.Sarif:
                SarifOutput.Write(report, target, options);
                break;
            case LintFormat.JUnit:
                JUnitOutput.Write(report, target, options);
                break;
            case LintFormat.GitHub:
                AnnotationOutput.WriteGitHub(report, target, options);
                break;
            case LintFormat.GitLab:
                AnnotationOutput.WriteGitLab(report, target, options);
                break;
            case LintFormat.Markdown:
                AnnotationOutput.WriteMarkdown(report, target, options);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, null);
        }
    }

    public static string Word(this Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        Severity.Info => "note",
        _ => "off",
    };

    /// <summary>What a sender of annotations shows: open findings of the files at hand, the worst first.</summary>
    public static IEnumerable<Finding> Shown(LintReport report, Severity least) => report.Open
        .Where(finding => finding.IsInScope && finding.Severity >= least)
        .OrderByDescending(finding => finding.Severity);

    public static string Count(int number, string word) => number == 1
        ? $"1 {word}"
        : $"{number.ToString(System.Globalization.CultureInfo.InvariantCulture)} {word}s";

    public static string Summary(LintReport report) =>
        $"{Count(report.Count(Severity.Error), "error")}, {Count(report.Count(Severity.Warning), "warning")}, "
        + $"{Count(report.Count(Severity.Info), "note")}, "
        + $"{report.Allowed.ToString(System.Globalization.CultureInfo.InvariantCulture)} accepted "
        + $"in {Count(report.Files, "file")} with {Count(report.Statements, "statement")}";
}

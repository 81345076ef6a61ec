using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Agora.Migrations.Lint.Output;

/// <summary>Findings where a reviewer meets them: beside the lines of a merge request.</summary>
internal static class AnnotationOutput
{
    /// <summary>GitHub shows few annotations of a kind, so a statement gets one with all its rules, the worst first.</summary>
    public static void WriteGitHub(LintReport report, TextWriter target, LintOutputOptions options)
    {
        var places = LintOutput.Shown(report, Severity.Warning)
            .GroupBy(finding => (finding.File, finding.Statement, Line: finding.Statement is null ? finding.Range.Line : 0));
        foreach (var findings in places.Select(place => place.ToList()))
        {
            var first = findings[0];
            var range = first.Range;
            var title = string.Join(", ", findings.Select(finding => $"{finding.Rule.Id} {finding.Slug}").Distinct(StringComparer.Ordinal));
            var message = string.Join('\n', findings.Select(finding => finding.Message).Distinct(StringComparer.Ordinal)) + "\n\nInstead:\n"
                + first.Recipe;
            target.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"::{(first.Severity == Severity.Error ? "error" : "warning")} file={Property(options.PathPrefix + first.File)},"
                + $"line={range.Line},endLine={range.EndLine},col={range.Column},endColumn={range.EndColumn},"
                + $"title={Property(title)}::{Data(message)}"));
        }
    }

    public static void WriteGitLab(LintReport report, TextWriter target, LintOutputOptions options) =>
        JsonOutput.Document(target, JsonOutput.Indented, json =>
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        json.WriteStartArray();
        foreach (var finding in LintOutput.Shown(report, Severity.Info))
        {
            // The line is left out of the fingerprint, so that a finding that moves stays the same finding.
            var identity =
                $"{finding.File}\n{finding.Rule.Id}\n{finding.Message}\n{(finding.Statement is null ? "" : finding.Excerpt.Trim())}";
            var copy = seen[identity] = seen.GetValueOrDefault(identity) + 1;
            json.WriteStartObject();
            json.WriteString("description", $"{finding.Rule.Id}: {finding.Message}");
            json.WriteString("check_name", $"{finding.Rule.Id} {finding.Slug}");
            json.WriteString(
                "fingerprint",
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{identity}\n{copy}")))));
            json.WriteString(
                "severity", finding.Severity switch { Severity.Error => "critical", Severity.Warning => "major", _ => "info" });
            json.WriteStartObject("location");
            json.WriteString("path", options.PathPrefix + finding.File);
            json.WriteStartObject("lines");
            json.WriteNumber("begin", finding.Range.Line);
            json.WriteNumber("end", finding.Range.EndLine);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static void WriteMarkdown(LintReport report, TextWriter target, LintOutputOptions options)
    {
        target.WriteLine($"**{LintOutput.Summary(report)}**");
        var shown = LintOutput.Shown(report, Severity.Warning).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        target.WriteLine();
        target.WriteLine("| place | rule | what happens | lock | work |");
        target.WriteLine("|---|---|---|---|---|");
        foreach (var finding in shown)
        {
            target.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {options.PathPrefix}{finding.File}:{finding.Range.Line} "
                + $"| {finding.Severity.Word()} [{finding.Rule.Id}]({finding.Rule.DocsOn(options.RulesPage)}) {finding.Slug} "
                + $"| {Cell(finding.Message)} | {Cell(finding.Lock)} | {finding.Work} |"));
        }

        foreach (var finding in shown.Where(finding => finding.IsRewrite)
            .DistinctBy(finding => (finding.File, finding.Range.Line, finding.Recipe)))
        {
            target.WriteLine();
            target.WriteLine(
                FormattableString.Invariant($"{finding.Rule.Id} in {options.PathPrefix}{finding.File}:{finding.Range.Line}, instead:"));
            target.WriteLine();
            target.WriteLine("```sql");
            target.WriteLine(finding.Recipe);
            target.WriteLine("```");
        }
    }

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);

    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}

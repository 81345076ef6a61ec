using System.Globalization;

namespace Agora.Migrations.Lint.Output;

internal static class TextOutput
{
    public static void Write(LintReport report, TextWriter target, LintOutputOptions options)
    {
        foreach (var finding in report.Findings.Where(finding => IsShown(finding, options)))
        {
            Write(finding, target, options);
        }

        target.WriteLine(LintOutput.Summary(report));
    }

    public static void WriteGcc(LintReport report, TextWriter target, LintOutputOptions options)
    {
        foreach (var finding in report.Open.Where(finding => IsShown(finding, options)))
        {
            target.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{options.PathPrefix}{finding.File}:{finding.Range.Line}:{finding.Range.Column}: "
                + $"{finding.Severity.Word()}: {finding.Message} [{finding.Rule.Id} {finding.Slug}]"));
        }
    }

    private static bool IsShown(Finding finding, LintOutputOptions options) =>
        finding.IsInScope && (options.Verbose || (finding.Counts && finding.Severity > Severity.Info));

    private static void Write(Finding finding, TextWriter target, LintOutputOptions options)
    {
        var range = finding.Range;
        target.WriteLine(FormattableString.Invariant(
            $"{options.PathPrefix}{finding.File}:{range.Line}:{range.Column}  {finding.Severity.Word()} {finding.Rule.Id} {finding.Slug}"));
        target.WriteLine($"  {finding.Message}");
        if (finding.Lock.Length > 0)
        {
            target.WriteLine($"  lock: {finding.Lock}; work: {finding.Work}");
        }

        if (!string.IsNullOrWhiteSpace(finding.Excerpt))
        {
            var number = range.Line.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var line = finding.Excerpt.Replace('\t', ' ');
            var end = range.EndLine == range.Line ? range.EndColumn : line.Length + 1;
            var width = Math.Clamp(end - range.Column, 1, Math.Max(1, line.Length - range.Column + 1));
            target.WriteLine($"  {number} | {line}");
            target.WriteLine($"  {new string(' ', number.Length)} | {new string(' ', range.Column - 1)}{new string('^', width)}");
        }

        if (finding.Allowed is { } allowed)
        {
            var until = allowed.Expires is { } day ? FormattableString.Invariant($" until {day:yyyy-MM-dd}") : "";
            target.WriteLine(FormattableString.Invariant($"  accepted in line {allowed.Line}{until}: {allowed.Reason}"));
        }
        else
        {
            Recipe(finding, target);
        }

        target.WriteLine();
    }

    private static void Recipe(Finding finding, TextWriter target)
    {
        target.WriteLine($"  why: {finding.Rule.Why}");
        if (!finding.IsRewrite)
        {
            target.WriteLine($"  instead: {finding.Recipe}");
            return;
        }

        target.WriteLine("  instead:");
        foreach (var line in finding.Recipe.Split('\n'))
        {
            target.WriteLine(line.Length == 0 ? "" : $"      {line}");
        }
    }
}

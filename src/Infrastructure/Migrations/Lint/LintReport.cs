namespace Agora.Migrations.Lint;

/// <param name="Findings">By file in the order of running, then by place; allowed ones included.</param>
public sealed record LintReport(IReadOnlyList<Finding> Findings, int Files, int Statements)
{
    /// <summary>What counts: not accepted and not switched off.</summary>
    public IEnumerable<Finding> Open => Findings.Where(finding => finding.Counts);

    public int Count(Severity severity) => Open.Count(finding => finding.Severity == severity);

    public int Allowed => Findings.Count(finding => finding.Allowed is not null);

    /// <param name="least">The build stops at this severity.</param>
    public bool Fails(Severity least = Severity.Error) => Open.Any(finding => finding.Severity >= least);

    /// <summary>The same report with findings of another source, such as the server's grammar, in their places.</summary>
    public LintReport With(IEnumerable<Finding> more) =>
        this with
        {
            Findings = [
                .. Findings.Concat(more).OrderBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Range.Start)],
        };
}

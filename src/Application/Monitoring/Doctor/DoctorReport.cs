namespace Agora.Application.Monitoring.Doctor;

public enum CheckStatus
{
    Ok,

    /// <summary>It has findings.</summary>
    Found,

    /// <summary>What it relies on is missing, which is the finding of another check.</summary>
    Skipped,

    /// <summary>It could not be run to its end, which is a finding of its own.</summary>
    Failed,
}

/// <param name="Severity">The highest of the findings; null without any.</param>
/// <param name="Checks">By name.</param>
/// <param name="Findings">Most severe first.</param>
public sealed record DoctorReport(
    DateTimeOffset TakenAt, FindingSeverity? Severity, IReadOnlyList<CheckRun> Checks, IReadOnlyList<Finding> Findings);

public sealed record CheckRun(string Name, CheckStatus Status, double Milliseconds);

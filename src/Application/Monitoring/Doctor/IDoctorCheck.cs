using Agora.Domain.Common;

namespace Agora.Application.Monitoring.Doctor;

/// <summary>What a check relies on. Without it the check is skipped: another one has reported what is missing.</summary>
[Flags]
public enum CheckNeeds
{
    None = 0,

    /// <summary>The database, as the role that serves requests.</summary>
    Database = 1,

    /// <summary>The database, as the role that watches.</summary>
    Probes = 2,
}

/// <summary>A check of the running installation. It changes nothing.</summary>
public interface IDoctorCheck
{
    string Name { get; }

    /// <summary>Checks that need nothing run first.</summary>
    CheckNeeds Needs { get; }

    /// <summary>What is wrong; an error when that could not be found out.</summary>
    Task<Result<CheckOutcome>> RunAsync(CancellationToken ct);
}

/// <param name="Missing">What this check found to be missing; checks that need it are skipped.</param>
public sealed record CheckOutcome(IReadOnlyList<Finding> Findings, CheckNeeds Missing = CheckNeeds.None);

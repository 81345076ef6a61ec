namespace Agora.Migrations.Running;

/// <summary>What a run has done so far; true at any moment, also when the next step fails.</summary>
internal sealed class RunResult
{
    public List<long> Applied { get; } = [];

    public List<string> Repeatables { get; } = [];

    /// <summary>The version that is being worked on.</summary>
    public long? InFlight { get; set; }

    /// <summary>What a way down set out to take back; kept over a restart, or "the last two" would become four.</summary>
    public IReadOnlyList<long>? Planned { get; set; }

    public List<long> Pending { get; } = [];
}

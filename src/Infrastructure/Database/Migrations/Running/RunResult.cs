namespace Agora.Infrastructure.Database.Migrations.Running;

/// <summary>What a run has done so far; true at any moment, also when the next step fails.</summary>
internal sealed class RunResult
{
    public List<long> Applied { get; } = [];

    public List<string> Repeatables { get; } = [];

    public List<long> Pending { get; } = [];
}

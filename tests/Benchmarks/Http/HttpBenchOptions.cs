namespace Agora.Benchmarks.Http;

/// <param name="Agora">The published program of Agora.</param>
/// <param name="Bare">The published program of the bare server.</param>
/// <param name="Keep">Where the cluster stays for the next run; null for a folder that goes with this one.</param>
/// <param name="Scale">1 for 100,000 users, 200,000 posts and 1,000,000 comments.</param>
/// <param name="Only">The scenarios to run; all when empty.</param>
/// <param name="Rounds">How often each contender of a scenario is measured, in turn.</param>
/// <param name="Seconds">Of a round.</param>
/// <param name="Writes">Comments a second that are written beside each round; 0 for none.</param>
/// <param name="QuietSeconds">How long a round waits at most for others to leave the processor alone.</param>
/// <param name="Mixed">Whether heavy requests beside plain reads are measured instead of the scenarios.</param>
/// <param name="Output">Where the reports go.</param>
internal sealed record HttpBenchOptions(
    string Agora,
    string Bare,
    string? Keep,
    double Scale,
    IReadOnlyList<string> Only,
    int Rounds,
    int Seconds,
    int Connections,
    int Writes,
    int QuietSeconds,
    bool Mixed,
    string Output);

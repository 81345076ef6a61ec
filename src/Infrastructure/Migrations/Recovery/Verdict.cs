namespace Agora.Migrations.Recovery;

internal enum Decision
{
    Run,
    AlreadyDone,
    NobodyKnows,
}

/// <summary>What the catalogue says about a statement that was begun and perhaps not finished.</summary>
internal sealed record Verdict(Decision Decision, string Reason)
{
    public static Verdict Run { get; } = new(Decision.Run, "");

    public static Verdict AlreadyDone { get; } = new(Decision.AlreadyDone, "");

    public static Verdict NobodyKnows(string reason) => new(Decision.NobodyKnows, reason);
}

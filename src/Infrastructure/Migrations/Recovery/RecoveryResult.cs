namespace Agora.Migrations.Recovery;

internal enum RecoveryAction
{
    Run,
    AlreadyDone,
    Unknown,
}

/// <summary>What the catalogue says about a statement that was begun and perhaps not finished.</summary>
internal sealed record RecoveryResult(RecoveryAction Action, string Reason)
{
    public static RecoveryResult Run { get; } = new(RecoveryAction.Run, "");

    public static RecoveryResult AlreadyDone { get; } = new(RecoveryAction.AlreadyDone, "");

    public static RecoveryResult Unknown(string reason) => new(RecoveryAction.Unknown, reason);
}

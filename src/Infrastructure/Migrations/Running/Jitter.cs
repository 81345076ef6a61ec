namespace Agora.Migrations.Running;

internal static class Jitter
{
    /// <summary>The time give or take a fifth, so that runners that started together drift apart.</summary>
    public static TimeSpan Around(TimeSpan time) =>
#pragma warning disable CA5394 // Spread, not secrecy.
        time * (0.8 + (Random.Shared.NextDouble() * 0.4));
#pragma warning restore CA5394
}

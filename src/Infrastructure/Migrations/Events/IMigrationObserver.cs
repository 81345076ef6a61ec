namespace Agora.Migrations.Events;

/// <summary>Receives every event, in order, on the thread that runs; must be quick and must not throw.</summary>
public interface IMigrationObserver
{
    void On(MigrationEvent happened);
}

/// <summary>Ignores all events.</summary>
public sealed class SilentObserver : IMigrationObserver
{
    public static SilentObserver Instance { get; } = new();

    public void On(MigrationEvent happened)
    {
    }
}

namespace Agora.Migrations.Events;

/// <summary>Stamps events with time, run and place before the observer gets them.</summary>
internal sealed class EventLog(IMigrationObserver observer, TimeProvider clock)
{
    private readonly Guid runId = Guid.CreateVersion7(clock.GetUtcNow());
    private readonly Lock gate = new();
    private int sequence;

    public long? Version { get; set; }

    public int? Step { get; set; }

    public int? Statement { get; set; }

    public void Add(MigrationEvent happened)
    {
        // The lock watcher reports from another thread than the statement it watches.
        lock (gate)
        {
            observer.On(happened with
            {
                Ts = clock.GetUtcNow(),
                RunId = runId,
                Seq = ++sequence,
                Version = Version,
                Step = Step,
                Stmt = Statement,
            });
        }
    }

    public void Warn(string code, string message) => Add(new Warned(code, message));

    /// <summary>Where the next events belong; nulls outside a migration, a step, a statement.</summary>
    public void At(long? version, int? step = null, int? statement = null)
    {
        Version = version;
        Step = step;
        Statement = statement;
    }
}

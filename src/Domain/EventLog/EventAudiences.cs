namespace Agora.Domain.EventLog;

public static class EventAudiences
{
    /// <summary>
    /// Whether readers learn whose an event is. Who wrote what is gone is not said: its tombstone does not say so either. The same as
    /// <c>app.event_names_owner</c>.
    /// </summary>
    /// <param name="audience">As the database names it.</param>
    public static bool NameOwner(string audience)
    {
        ArgumentNullException.ThrowIfNull(audience);
        return !audience.EndsWith("_gone", StringComparison.Ordinal);
    }
}

using System.Globalization;

namespace Agora.Domain.Maintenance;

/// <summary>When steps of the nightly maintenance may begin, in UTC. It may go past midnight.</summary>
public sealed record MaintenanceWindow(TimeOnly From, TimeOnly To)
{
    /// <param name="text"><c>01:00-05:00</c>.</param>
    /// <returns>Null when the text is of another form.</returns>
    public static MaintenanceWindow? Parse(string text) =>
        text?.Split('-') is [var from, var to] && Time(from) is { } start && Time(to) is { } end ? new MaintenanceWindow(start, end) : null;

    /// <summary>A window that ends when it begins is the whole day.</summary>
    public bool IsOpen(DateTimeOffset at) => From == To || TimeOnly.FromDateTime(at.UtcDateTime).IsBetween(From, To);

    private static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}

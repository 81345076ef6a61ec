using System.Globalization;

namespace Agora.Application.Webhooks;

/// <summary>A position of the event log in a text.</summary>
public static class WebhookPosition
{
    /// <returns>Null for a test, which has none.</returns>
    public static string? Text(long batch, long logId) =>
        batch == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{batch}-{logId}");

    public static bool TryRead(string? text, out long batch, out long logId)
    {
        (batch, logId) = (0, 0);
        return text?.Split('-') is [var first, var second]
            && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out batch)
            && long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out logId);
    }
}

using System.Text;
using Agora.Domain.Common;

namespace Agora.Domain.Jobs;

/// <summary>Why an attempt failed.</summary>
/// <param name="Code">Stable, such as that of the refusal.</param>
/// <param name="Message">At most <see cref="MessageMax"/> characters, all of which can be stored. Admins read it.</param>
/// <param name="IsPermanent">Whether another attempt would fail as well.</param>
/// <param name="RetryAfter">The earliest time at which another attempt may help; null for the backoff of the kind.</param>
public sealed record JobFailure(string Code, string Message, bool IsPermanent, TimeSpan? RetryAfter = null)
{
    public const int MessageMax = 500;

    /// <summary>The use case refused. What is busy or contended may succeed later; any other refusal stays one.</summary>
    public static JobFailure Of(Error error)
    {
        var isPermanent = error.Kind is not (ErrorKind.Unavailable or ErrorKind.TooMany or ErrorKind.Conflict or ErrorKind.Stale);
        return new JobFailure(error.Code, Storable(error.Message), isPermanent, error.RetryAfter);
    }

    /// <summary>The handler threw.</summary>
    public static JobFailure Of(Exception exception) =>
        new("job.exception", Storable($"{exception.GetType().Name}: {exception.Message}"), IsPermanent: false);

    // PostgreSQL stores neither NUL nor half of a surrogate pair, and messages of exceptions may hold both.
    private static string Storable(string message)
    {
        var text = new StringBuilder(Math.Min(message.Length, MessageMax));
        foreach (var rune in message.EnumerateRunes())
        {
            if (text.Length + rune.Utf16SequenceLength > MessageMax)
            {
                break;
            }

            text.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return text.ToString();
    }
}

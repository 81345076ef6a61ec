using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Agora.Domain.Common;

namespace Agora.Application.Common;

/// <summary>
/// Writes and reads keyset cursors: opaque to clients, signed, and bound to one list with its filters, so that a cursor
/// can neither be made up nor carried to another list.
/// </summary>
/// <param name="key">Secret of at least 32 bytes.</param>
public sealed class CursorCodec(byte[] key)
{
    private const int MacBytes = 16;
    private const char Separator = '\u001f';

    public static readonly Error Malformed = Error.InvalidField(
        "cursor",
        "page.cursor_invalid",
        "Must be the `next` of a page of the same list, with the same filters and the same `sort`. Start again without a cursor.");

    /// <param name="list">Names the list and every filter that shapes it.</param>
    public string Encode(string list, params ReadOnlySpan<string> values)
    {
        var payload = Encoding.UTF8.GetBytes(string.Join(Separator, values));
        var bytes = new byte[MacBytes + payload.Length];
        Mac(list, payload).AsSpan(0, MacBytes).CopyTo(bytes);
        payload.CopyTo(bytes, MacBytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The values of a cursor made for exactly this list; null when it is anything else.</summary>
    public string[]? Decode(string list, string cursor)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        if (cursor.Length is < 23 or > 2048 || !Base64Url.IsValid(cursor, out var length) || length < MacBytes)
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(cursor);
        var payload = bytes.AsSpan(MacBytes);
        return CryptographicOperations.FixedTimeEquals(Mac(list, payload).AsSpan(0, MacBytes), bytes.AsSpan(0, MacBytes))
            ? Encoding.UTF8.GetString(payload).Split(Separator)
            : null;
    }

    /// <summary>The cursor for lists ordered by a time and an id, the usual keyset.</summary>
    public string Encode(string list, KeysetPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        return Encode(
            list, position.At.UtcTicks.ToString(CultureInfo.InvariantCulture), position.Id.ToString("N"));
    }

    /// <summary>Null position when there is no cursor; <see cref="Malformed"/> when it is not one of ours.</summary>
    public Result<KeysetPosition?> DecodePosition(string list, string? cursor)
    {
        if (cursor is null)
        {
            return (KeysetPosition?)null;
        }

        return Decode(list, cursor) is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && Guid.TryParseExact(id, "N", out var guid)
                ? new KeysetPosition(new DateTimeOffset(at, TimeSpan.Zero), guid)
                : Malformed;
    }

    private byte[] Mac(string list, ReadOnlySpan<byte> payload)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(list));
        hmac.AppendData([0]);
        hmac.AppendData(payload);
        return hmac.GetHashAndReset();
    }
}

/// <summary>Position in a list ordered by a time, then by id.</summary>
public sealed record KeysetPosition(DateTimeOffset At, Guid Id);

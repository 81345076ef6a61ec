using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Agora.Application.Common;

namespace Agora.Infrastructure.Database;

/// <summary>
/// Signs who asks, so that SQL injected into a statement cannot act as another user: the policies read the actor through
/// <c>app.actor()</c>, which checks this signature against a key that the runtime role cannot read.
/// </summary>
/// <param name="key">Secret of 32 bytes.</param>
public sealed class ContextSigner(byte[] key, TimeProvider clock)
{
    /// <summary>The custom setting that carries the context, always local to a transaction.</summary>
    public const string Setting = "app.ctx";

    private const char Separator = '|';
    private const int Separators = 5;

    // The database compares with the start of the transaction, so this bounds clock differences, not long work.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Names the key in <c>sec.context_keys</c>; derived from it, so that the same key always has the same name.</summary>
    public string KeyId { get; } = Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 8));

    /// <summary>The two padded halves of the HMAC key (RFC 2104), which let the database verify with its own <c>sha256()</c>.</summary>
    public (byte[] Inner, byte[] Outer) Pads()
    {
        var inner = new byte[64];
        var outer = new byte[64];
        key.CopyTo(inner, 0);
        key.CopyTo(outer, 0);
        for (var i = 0; i < 64; i++)
        {
            inner[i] ^= 0x36;
            outer[i] ^= 0x5c;
        }

        return (inner, outer);
    }

    /// <summary>Empty for an anonymous reader: the policies then grant what everyone may see, at no cost.</summary>
    /// <param name="request">What the audit notes beside the actor; null without a request.</param>
    public string Sign(Actor actor, RequestOrigin? request = null)
    {
        if (actor.Role == ActorRole.Anonymous)
        {
            return "";
        }

        var expires = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds();
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{KeyId}|{actor.UserId}|{RoleName(actor.Role)}|{expires}|{request?.Id}|{request?.Address}");
        if (message.Count(c => c == Separator) != Separators)
        {
            throw new ArgumentException(
                "The id of a request holds the character that separates the fields of the context.", nameof(request));
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(message), mac);
        return $"{message}|{Convert.ToHexStringLower(mac)}";
    }

    internal static string RoleName(ActorRole role) => role switch
    {
        ActorRole.User => "user",
        ActorRole.Moderator => "moderator",
        ActorRole.Admin => "admin",
        ActorRole.System => "system",
        ActorRole.Anonymous => throw new InvalidOperationException("An anonymous caller has no context to sign."),
    };
}

using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Agora.Application.Sessions;
using Agora.Infrastructure.Sessions;

namespace Agora.Api.Tests.Sessions;

/// <summary>
/// Makes tokens piece by piece, right or wrong, with the key of the host: what a thief of the key, a confused client or an
/// attacker without it could send.
/// </summary>
internal sealed class TokenForge(SigningKeys keys, SessionSettings settings, TimeProvider clock, SessionGrant grant)
{
    public byte[] Key => keys.Current.Bytes;

    public string KeyId => keys.Current.Id;

    public long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    public string Header => $$"""{"alg":"HS256","typ":"at+jwt","kid":"{{KeyId}}"}""";

    public string Payload => PayloadWith("");

    /// <summary>The right payload with one member replaced, taken out (null) or, when it is not among the ten, added.</summary>
    public string PayloadWith(string member, string? json = null)
    {
        var members = new List<(string Name, string Json)>
        {
            ("iss", $"\"{settings.Issuer}\""),
            ("aud", $"\"{settings.Audience}\""),
            ("sub", $"\"{grant.UserId}\""),
            ("role", "\"user\""),
            ("sid", $"\"{grant.SessionId}\""),
            ("ver", Text(grant.SecurityVersion)),
            ("iat", Text(Now)),
            ("nbf", Text(Now)),
            ("exp", Text(Now + 600)),
            ("jti", $"\"{Guid.NewGuid()}\""),
        };
        var at = members.FindIndex(m => m.Name == member);
        if (at >= 0)
        {
            members.RemoveAt(at);
        }

        if (json is not null)
        {
            members.Insert(Math.Max(at, 0), (member, json));
        }

        return $"{{{string.Join(',', members.Select(m => $"\"{m.Name}\":{m.Json}"))}}}";
    }

    public string HeaderWith(string member, string? json = null)
    {
        var members = new List<(string Name, string Json)> { ("alg", "\"HS256\""), ("typ", "\"at+jwt\""), ("kid", $"\"{KeyId}\"") };
        var at = members.FindIndex(m => m.Name == member);
        if (at >= 0)
        {
            members.RemoveAt(at);
        }

        if (json is not null)
        {
            members.Insert(Math.Max(at, 0), (member, json));
        }

        return $"{{{string.Join(',', members.Select(m => $"\"{m.Name}\":{m.Json}"))}}}";
    }

    /// <summary>A payload of which every time is moved.</summary>
    public string PayloadAt(long issued, long notBefore, long expires) => Payload
        .Replace($"\"iat\":{Text(Now)}", $"\"iat\":{Text(issued)}", StringComparison.Ordinal)
        .Replace($"\"nbf\":{Text(Now)}", $"\"nbf\":{Text(notBefore)}", StringComparison.Ordinal)
        .Replace($"\"exp\":{Text(Now + 600)}", $"\"exp\":{Text(expires)}", StringComparison.Ordinal);

    public string Signed(string header, string payload) => Signed(header, payload, Key);

    /// <summary>Whether the signature is right, by a reading that forgives spare bits and padding.</summary>
    public bool IsSigned(string token)
    {
        var end = token.LastIndexOf('.');
        var bytes = Convert.FromBase64String(Padded(token[(end + 1)..].TrimEnd('=').Replace('-', '+').Replace('_', '/')));
        return bytes.AsSpan().SequenceEqual(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(token[..end])));

        static string Padded(string text) => text.PadRight((text.Length + 3) / 4 * 4, '=');
    }

    public static string Signed(string header, string payload, byte[] key) =>
        Join(header, payload, input => HMACSHA256.HashData(key, input));

    /// <summary>The signature is the result of <paramref name="sign"/> for the first two parts.</summary>
    public static string Join(string header, string payload, Func<byte[], byte[]> sign)
    {
        var input = $"{Encode(header)}.{Encode(payload)}";
        return $"{input}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    public static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

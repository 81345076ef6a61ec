using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Agora.Application.Sessions;

/// <summary>
/// 256 random bits for a client to send back once. Only the hash is stored; because the token is random, a plain SHA-256
/// cannot be guessed backwards.
/// </summary>
public sealed record OpaqueToken(string Text, byte[] Hash)
{
    private const int Bytes = 32, Characters = 43;

    public static OpaqueToken New() => Of(RandomNumberGenerator.GetBytes(Bytes));

    /// <param name="secret">256 bits that cannot be guessed.</param>
    public static OpaqueToken Of(ReadOnlySpan<byte> secret)
    {
        var text = Base64Url.EncodeToString(secret);
        return new OpaqueToken(text, HashText(text));
    }

    /// <summary>Null when the text cannot be a token of ours.</summary>
    public static byte[]? HashOf(string? text) =>
        text is { Length: Characters } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? HashText(text) : null;

    private static byte[] HashText(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));
}

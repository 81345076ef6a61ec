using System.Security.Cryptography;
using System.Text.Json;

namespace Agora.Api.Http.Responses;

/// <summary>
/// Says of an endpoint that what it answers has no version, such as a list, so that the ETag is a hash of the body. Every read of the
/// API gets it that answers in JSON and has none of its own.
/// </summary>
internal sealed class TagsBody;

internal static class BodyTags
{
    private const int HashBytes = 16;

    /// <summary>Whether answers of the type have no ETag of their own. JSON of any shape says for itself.</summary>
    public static bool Suit(Type answer) => answer != typeof(JsonElement) && answer.GetProperty("Version")?.PropertyType != typeof(int);

    public static string Of(ReadOnlySpan<byte> body) => $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, HashBytes))}\"";
}

using System.Security.Cryptography;
using System.Text.Json;

namespace Agora.Api.Http.Responses;

/// <summary>
/// Metadata: the response has no version, such as a list, so its ETag is a hash of the body. Every JSON read of the API without a version
/// has it.
/// </summary>
internal sealed class TagsBody;

internal static class BodyTags
{
    private const int HashBytes = 16;

    /// <summary>Whether bodies of the type have no ETag of their own. Endpoints that return arbitrary JSON set one themselves.</summary>
    public static bool CanTag(Type answer) => answer != typeof(JsonElement) && answer.GetProperty("Version")?.PropertyType != typeof(int);

    public static string Of(ReadOnlySpan<byte> body) => $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, HashBytes))}\"";
}

using Microsoft.Extensions.Primitives;

namespace Agora.Api.Http.Responses;

internal sealed record CachedResponse(string? ContentType, StringValues Link, string ETag, byte[] Body);

using Agora.Domain.Common;
using Agora.Domain.Sessions;

namespace Agora.Application.Sessions;

/// <summary>Links that were sent by mail. Every invalid link is refused with the same error.</summary>
internal static class OneTimeLinks
{
    /// <summary>Uses the link up.</summary>
    public static async Task<Result<UsedOneTimeToken>> UseLinkAsync(
        this ICredentialRepository credentials, string token, OneTimePurpose purpose, DateTimeOffset now, CancellationToken ct) =>
        OpaqueToken.HashOf(token) is { } hash && await credentials.TryUseOneTimeTokenAsync(hash, purpose, now, ct) is { } used
            ? used
            : Refused();

    /// <summary>Whether the link would do now, without using it up.</summary>
    public static async Task<Result<Done>> CheckLinkAsync(
        this ICredentialRepository credentials, string token, OneTimePurpose purpose, DateTimeOffset now, CancellationToken ct) =>
        OpaqueToken.HashOf(token) is { } hash && await credentials.IsOneTimeTokenGoodAsync(hash, purpose, now, ct)
            ? default(Done)
            : Refused();

    private static Error Refused() => SessionErrors.OneTimeTokenInvalid;
}

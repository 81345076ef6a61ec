using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Sessions;

namespace Agora.Application.Sessions;

/// <summary>Confirms an address by the link that was sent there.</summary>
public sealed record VerifyEmail(string Token, ClientOrigin Origin) : ICommand<Done>, IRunsAsSystem;

public sealed class VerifyEmailHandler(ICredentialRepository credentials, ISessionRepository sessions, TimeProvider clock)
    : ICommandHandler<VerifyEmail, Done>
{
    public async Task<Result<Done>> Handle(VerifyEmail command, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (OpaqueToken.HashOf(command.Token) is not { } hash
            || await credentials.TryUseOneTimeTokenAsync(hash, OneTimePurpose.VerifyEmail, now, ct) is not { } userId)
        {
            return SessionErrors.OneTimeTokenInvalid;
        }

        await credentials.VerifyEmailAsync(userId, now, ct);
        await sessions.AddEventAsync(
            new SecurityEvent(Guid.CreateVersion7(now), now, SecurityEventKind.EmailVerified, userId, null, command.Origin), ct);
        return default(Done);
    }
}

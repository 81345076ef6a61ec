using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Mail;

/// <summary>How much mail waits to be sent.</summary>
public sealed record GetMailBacklog : IQuery<MailBacklog>, IRunsAsSystem
{
    /// <summary>More is not counted.</summary>
    public const int CountMax = 10_000;
}

/// <param name="Oldest">When the oldest was asked for; null when none waits.</param>
public sealed record MailBacklog(int Count, DateTimeOffset? Oldest);

public sealed class GetMailBacklogHandler(IMailOutbox outbox) : IQueryHandler<GetMailBacklog, MailBacklog>
{
    public async Task<Result<MailBacklog>> Handle(GetMailBacklog query, CancellationToken ct) =>
        await outbox.CountWaitingAsync(GetMailBacklog.CountMax, ct);
}

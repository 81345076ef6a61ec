using Agora.Application.Embeddings;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Embeddings;

/// <summary>Embeds posts that were written, in the background.</summary>
internal sealed partial class EmbeddingService(IServiceScopeFactory scopes, TimeProvider clock, ILogger<EmbeddingService> log)
    : PeriodicBackgroundService(scopes, clock)
{
    private bool isAdded, saidMissing;

    protected override TimeSpan Interval => TimeSpan.FromSeconds(2);

    protected override bool BeginsAtStart => true;

    protected override async Task RunOnceAsync(CancellationToken ct)
    {
        // pgvector may arrive while the host runs.
        isAdded = isAdded || (await SendAsync(new AddEmbeddingModel(), ct)).Value;
        if (isAdded)
        {
            await SendUntilDoneAsync(new EmbedPosts(), ct);
        }
        else if (!saidMissing)
        {
            saidMissing = true;
            NotInstalled(log);
        }
    }

    protected override void OnError(Exception? exception) => RunFailed(log, exception);

    [LoggerMessage(EventId = 430, Level = LogLevel.Warning, Message = "Posts were not embedded; retrying in the next run")]
    private static partial void RunFailed(ILogger log, Exception? exception);

    [LoggerMessage(
        EventId = 431,
        Level = LogLevel.Warning,
        Message = "Search by meaning is off: the database has no pgvector. Install it, run `agora db init` or CREATE EXTENSION vector, "
        + "then `agora migrate up`")]
    private static partial void NotInstalled(ILogger log);
}

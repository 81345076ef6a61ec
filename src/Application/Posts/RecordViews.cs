using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Posts;

/// <summary>One view of a post.</summary>
/// <param name="Reader">An account if <paramref name="SignedIn"/>, otherwise a pseudonym of the address.</param>
public sealed record SeenPost(Guid PostId, Guid Reader, bool SignedIn, DateTimeOffset At);

/// <summary>Hands views on to the counters, which count a reader once in <see cref="Window"/>.</summary>
public sealed record RecordViews(IReadOnlyList<SeenPost> Views) : ICommand<Done>, IRunsAsSystem
{
    public static readonly TimeSpan Window = TimeSpan.FromDays(1);
}

public sealed class RecordViewsHandler(IPostRepository posts) : ICommandHandler<RecordViews, Done>
{
    public async Task<Result<Done>> Handle(RecordViews command, CancellationToken ct)
    {
        await posts.RecordViewsAsync(command.Views, RecordViews.Window, ct);
        return default(Done);
    }
}

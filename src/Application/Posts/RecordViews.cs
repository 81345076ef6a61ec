using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Posts;

/// <summary>Hands views on to the counters.</summary>
public sealed record RecordViews(IReadOnlyList<KeyValuePair<Guid, int>> Views) : ICommand<Done>, IRunsAsSystem;

public sealed class RecordViewsHandler(IPostRepository posts) : ICommandHandler<RecordViews, Done>
{
    public async Task<Result<Done>> Handle(RecordViews command, CancellationToken ct)
    {
        await posts.AddViewsAsync([.. command.Views.Select(v => v.Key)], [.. command.Views.Select(v => v.Value)], ct);
        return default(Done);
    }
}

using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Bookmarks;

/// <summary>The caller removes the bookmark of a post, which need not exist.</summary>
public sealed record RemoveBookmark(Guid PostId) : ICommand<Done>;

public sealed class RemoveBookmarkHandler(IBookmarkRepository bookmarks, ActorContext context) : ICommandHandler<RemoveBookmark, Done>
{
    public async Task<Result<Done>> Handle(RemoveBookmark command, CancellationToken ct)
    {
        await bookmarks.RemoveAsync(context.SignedInId, command.PostId, ct);
        return default(Done);
    }
}

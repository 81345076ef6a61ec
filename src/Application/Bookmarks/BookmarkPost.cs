using Agora.Application.Common;
using Agora.Domain.Bookmarks;
using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Bookmarks;

/// <summary>The caller bookmarks a post. Idempotent.</summary>
public sealed record BookmarkPost(Guid PostId) : ICommand<Done>;

public sealed class BookmarkPostHandler(IBookmarkRepository bookmarks, ActorContext context, TimeProvider clock)
    : ICommandHandler<BookmarkPost, Done>
{
    public async Task<Result<Done>> Handle(BookmarkPost command, CancellationToken ct) =>
        await bookmarks.AddAsync(context.SignedInId, command.PostId, clock.GetUtcNow(), ct) switch
        {
            BookmarkOutcome.Kept => default(Done),
            BookmarkOutcome.Missing => PostErrors.NotFound,
            BookmarkOutcome.Full => BookmarkErrors.Full,
        };
}

using Agora.Domain.Common;

namespace Agora.Domain.Bookmarks;

public static class BookmarkErrors
{
    [EnforcedBy("bookmarks_limit_check")]
    public static readonly Error Full =
        Error.Conflict("bookmark.full", "You have 10,000 bookmarks, as many as are kept. Remove one first.");
}

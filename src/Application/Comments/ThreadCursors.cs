using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;

namespace Agora.Application.Comments;

internal static class ThreadCursors
{
    /// <summary>Before the first row of any list that runs from old to new.</summary>
    public static readonly TimedKey Oldest = new(new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.Empty);

    public static Result<ThreadPosition> Decode(CursorCodec cursors, string list, ThreadOrder order, string? cursor)
    {
        if (cursor is null)
        {
            return new ThreadPosition([], order == ThreadOrder.Oldest ? Oldest : PostCursors.Newest);
        }

        if (order == ThreadOrder.Thread)
        {
            return cursors.Decode(list, cursor) is [var path] ? new ThreadPosition(Convert.FromHexString(path), Oldest) : CursorCodec.Malformed;
        }

        var time = cursors.DecodeTimed(list, cursor);
        return time.IsSuccess ? new ThreadPosition([], time.Value!) : time.Error;
    }

    public static string Encode(CursorCodec cursors, string list, ThreadOrder order, ThreadPosition position) => order == ThreadOrder.Thread
        ? cursors.Encode(list, Convert.ToHexString(position.Path))
        : cursors.Encode(list, position.Time);

    public static Page<ThreadComment> Page(IReadOnlyList<ThreadRow> rows, int limit, Func<ThreadPosition, string> cursorAfter)
    {
        var page = Page<ThreadRow>.Of(rows, limit, last => cursorAfter(last.Position));
        return new Page<ThreadComment>([.. page.Items.Select(r => r.Comment)], page.Next);
    }
}

using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Comments;

internal static class ThreadCursors
{
    public static Result<ThreadPosition> Decode(CursorCodec cursors, string list, ThreadOrder order, string? cursor)
    {
        if (cursor is null)
        {
            return new ThreadPosition([], order == ThreadOrder.Oldest ? KeysetPaging.Oldest : KeysetPaging.Newest);
        }

        if (order == ThreadOrder.Thread)
        {
            return cursors.Decode(list, cursor) is [var path]
                ? new ThreadPosition(Convert.FromHexString(path), KeysetPaging.Oldest)
                : CursorCodec.Malformed;
        }

        return cursors.DecodePosition(list, cursor).Then<ThreadPosition>(time => new ThreadPosition([], time!));
    }

    public static string Encode(CursorCodec cursors, string list, ThreadOrder order, ThreadPosition position) => order == ThreadOrder.Thread
        ? cursors.Encode(list, Convert.ToHexString(position.Path))
        : cursors.Encode(list, position.Time);

    public static Page<ThreadComment> Page(IReadOnlyList<ThreadRow> rows, int limit, Func<ThreadPosition, string> cursorAfter) =>
        Page<ThreadRow>.Of(rows, limit, last => cursorAfter(last.Position)).Map(r => r.Comment);
}

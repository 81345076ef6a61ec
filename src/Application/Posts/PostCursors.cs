using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Posts;

internal static class PostCursors
{
    /// <summary>
    /// Before the first row of any list that runs from new to old. A value rather than a null, because the plan that reads a
    /// page by key must not depend on whether there is a cursor.
    /// </summary>
    public static readonly TimedKey Newest = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);

    /// <summary>One page of a list ordered by a time and an id, both falling.</summary>
    /// <param name="list">Names the list and every filter that shapes it.</param>
    public static async Task<Result<Page<T>>> PageAsync<T>(
        this CursorCodec cursors,
        string list,
        string? cursor,
        int limit,
        Func<TimedKey, int, Task<IReadOnlyList<T>>> read,
        Func<T, TimedKey> key)
    {
        var after = cursors.DecodeTimed(list, cursor);
        if (!after.IsSuccess)
        {
            return after.Error;
        }

        var rows = await read(after.Value ?? Newest, limit + 1);
        return Page<T>.Of(rows, limit, last => cursors.Encode(list, key(last)));
    }
}

using Agora.Domain.Common;

namespace Agora.Application.Common;

/// <summary>
/// Keyset paging of lists ordered by a time and an id. The first page starts at an extreme value instead of null, so that all pages have
/// the same plan.
/// </summary>
internal static class KeysetPaging
{
    /// <summary>Before the first row of any descending list.</summary>
    public static readonly KeysetPosition Newest = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);

    /// <summary>Before the first row of any ascending list.</summary>
    public static readonly KeysetPosition Oldest = new(new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.Empty);

    /// <summary>One page of a list, newest first.</summary>
    /// <param name="list">Names the list and every filter that shapes it.</param>
    public static Task<Result<Page<T>>> PageAsync<T>(
        this CursorCodec cursors,
        string list,
        string? cursor,
        int limit,
        Func<KeysetPosition, int, Task<IReadOnlyList<T>>> read,
        Func<T, KeysetPosition> key) =>
        PageAsync(cursors, Newest, list, cursor, limit, read, key);

    /// <summary>One page of a list, oldest first.</summary>
    /// <param name="list">Names the list and every filter that shapes it.</param>
    public static Task<Result<Page<T>>> AscendingPageAsync<T>(
        this CursorCodec cursors,
        string list,
        string? cursor,
        int limit,
        Func<KeysetPosition, int, Task<IReadOnlyList<T>>> read,
        Func<T, KeysetPosition> key) =>
        PageAsync(cursors, Oldest, list, cursor, limit, read, key);

    /// <summary>One page of the children of a resource, newest first.</summary>
    /// <param name="read">Null when the resource does not exist.</param>
    public static Task<Result<Page<T>>> PageOfAsync<T>(
        this CursorCodec cursors,
        Error missing,
        string list,
        string? cursor,
        int limit,
        Func<KeysetPosition, int, Task<IReadOnlyList<T>?>> read,
        Func<T, KeysetPosition> key) =>
        PageOfAsync(cursors, Newest, missing, list, cursor, limit, read, key);

    /// <summary>One page of the children of a resource, oldest first.</summary>
    /// <param name="read">Null when the resource does not exist.</param>
    public static Task<Result<Page<T>>> AscendingPageOfAsync<T>(
        this CursorCodec cursors,
        Error missing,
        string list,
        string? cursor,
        int limit,
        Func<KeysetPosition, int, Task<IReadOnlyList<T>?>> read,
        Func<T, KeysetPosition> key) =>
        PageOfAsync(cursors, Oldest, missing, list, cursor, limit, read, key);

    private static Task<Result<Page<T>>> PageOfAsync<T>(
        CursorCodec cursors,
        KeysetPosition start,
        Error missing,
        string list,
        string? cursor,
        int limit,
        Func<KeysetPosition, int, Task<IReadOnlyList<T>?>> read,
        Func<T, KeysetPosition> key) =>
        cursors.DecodePosition(list, cursor).ThenAsync<Page<T>>(async after => await read(after ?? start, limit + 1) is { } rows
            ? Page<T>.Of(rows, limit, last => cursors.Encode(list, key(last)))
            : missing);

    private static Task<Result<Page<T>>> PageAsync<T>(
        CursorCodec cursors,
        KeysetPosition start,
        string list,
        string? cursor,
        int limit,
        Func<KeysetPosition, int, Task<IReadOnlyList<T>>> read,
        Func<T, KeysetPosition> key) =>
        cursors.DecodePosition(list, cursor).ThenAsync<Page<T>>(async after =>
            Page<T>.Of(await read(after ?? start, limit + 1), limit, last => cursors.Encode(list, key(last))));
}

using Agora.Domain.Common;

namespace Agora.Application.Common;

/// <summary>Adds the number of rows of the whole list to a page, when requested. The count is a separate statement.</summary>
internal static class CountedPages
{
    /// <param name="count">Counts or estimates the rows that the caller may see.</param>
    public static async Task<Result<Page<T>>> CountedAsync<T>(this Result<Page<T>> page, CountMode mode, Func<Task<long>> count) =>
        !page.IsSuccess || mode == CountMode.None
            ? page
            : page.Value with { Total = new RowCount(await count(), mode) };
}

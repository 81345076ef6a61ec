using Agora.Domain.Common;

namespace Agora.Application.Common;

/// <summary>Says of a page how many rows its whole list has, where that was asked for. The count is a statement of its own.</summary>
internal static class CountedPages
{
    /// <param name="count">Counts the rows of the list that the caller may see, or guesses the same.</param>
    public static async Task<Result<Page<T>>> CountedAsync<T>(this Result<Page<T>> page, CountMode mode, Func<Task<long>> count) =>
        !page.IsSuccess || mode == CountMode.None
            ? page
            : page.Value with { Total = new RowCount(await count(), mode) };
}

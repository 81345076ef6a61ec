using System.Text.Json.Serialization;

namespace Agora.Application.Common;

/// <summary>A page of any item type.</summary>
public interface IPage
{
    string? Next { get; }
}

/// <param name="Next">Cursor of the following page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next) : IPage
{
    /// <summary>Number of rows of the whole list, when requested.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowCount? Total { get; init; }

    /// <param name="rows">Up to one row more than <paramref name="limit"/>: the extra row means that there is a next page.</param>
    public static Page<T> Of(IReadOnlyList<T> rows, int limit, Func<T, string> cursorAfter)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(cursorAfter);
        return rows.Count <= limit
            ? new Page<T>(rows, null)
            : new Page<T>([.. rows.Take(limit)], cursorAfter(rows[limit - 1]));
    }

    /// <summary>The page with each item mapped.</summary>
    public Page<TOut> Map<TOut>(Func<T, TOut> make) => new([.. Items.Select(make)], Next) { Total = Total };
}

/// <summary>How a list counts its rows.</summary>
public enum CountMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>As the statistics of the database guess, without looking at a row.</summary>
    Estimated,

    /// <summary>One by one, which takes as long as there are rows.</summary>
    Exact,
}

/// <param name="Kind">Whether the rows were counted or guessed.</param>
public sealed record RowCount(long Rows, CountMode Kind);

using System.Text.Json.Serialization;

namespace Agora.Application.Common;

/// <summary>A page of whatever.</summary>
public interface IPage
{
    string? Next { get; }
}

/// <param name="Next">Cursor of the following page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next) : IPage
{
    /// <summary>How many rows the whole list has, where that was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowCount? Total { get; init; }

    /// <param name="rows">One row more than <paramref name="limit"/>, if there is one: that row tells of a next page.</param>
    public static Page<T> Of(IReadOnlyList<T> rows, int limit, Func<T, string> cursorAfter)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(cursorAfter);
        return rows.Count <= limit
            ? new Page<T>(rows, null)
            : new Page<T>([.. rows.Take(limit)], cursorAfter(rows[limit - 1]));
    }

    /// <summary>The same page with each item made into another.</summary>
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

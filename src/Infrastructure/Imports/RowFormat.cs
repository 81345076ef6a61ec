namespace Agora.Infrastructure.Imports;

/// <summary>How rows of a kind are spelled in files.</summary>
/// <param name="Columns">Of a CSV file, in any order.</param>
/// <param name="Required">Columns that the header must name.</param>
/// <param name="FromCsv">The row of a record, whose fields it reads by their column; an empty field is null.</param>
/// <param name="FromJson">The row of a JSON object. A <see cref="FormatException"/> says what is wrong with it, for people.</param>
public sealed record RowFormat<TRaw>(
    IReadOnlyList<string> Columns, IReadOnlyList<string> Required, Func<Func<string, string?>, TRaw> FromCsv, JsonRow<TRaw> FromJson);

public delegate TRaw JsonRow<out TRaw>(ReadOnlySpan<byte> json);

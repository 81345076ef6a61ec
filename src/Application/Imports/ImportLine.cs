namespace Agora.Application.Imports;

/// <summary>What a reader found at one place of the file: a row, or the reason why there is none.</summary>
/// <param name="Number">
/// Counts lines of the file from 1; a record of several lines has the number of its first. In a JSON array it counts items.
/// </param>
public readonly record struct ImportLine<TRaw>(long Number, TRaw? Item, string? Problem)
    where TRaw : class
{
    public static ImportLine<TRaw> Read(long number, TRaw item) => new(number, item, null);

    public static ImportLine<TRaw> Unreadable(long number, string problem) => new(number, null, problem);
}

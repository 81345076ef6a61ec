namespace Agora.Application.Common;

/// <param name="Next">Cursor of the following page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>What a list endpoint was asked for.</summary>
/// <param name="Limit">Rows wanted, 1 to <see cref="MaxLimit"/>.</param>
/// <param name="Cursor">As an earlier page gave it; null for the first page.</param>
public sealed record PageRequest(int Limit, string? Cursor)
{
    public const int DefaultLimit = 20, MaxLimit = 100;
}

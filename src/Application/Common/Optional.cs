namespace Agora.Application.Common;

/// <summary>
/// A member of a merge patch (RFC 7396): absent leaves the value alone, null clears it, anything else replaces it.
/// </summary>
public readonly record struct Optional<T>(T Value)
{
    /// <summary>Whether the member was sent.</summary>
    public bool IsSet { get; } = true;

    public T Or(T current) => IsSet ? Value : current;

    public static implicit operator Optional<T>(T value) => new(value);
}

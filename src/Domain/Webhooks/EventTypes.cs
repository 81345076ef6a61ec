namespace Agora.Domain.Webhooks;

/// <summary>What a subscription is for: <c>*</c>, all of a kind (<c>post.*</c>), or one type (<c>post.published</c>).</summary>
public static class EventTypes
{
    public const int Max = 20;

    private const int PartMax = 30;

    public static bool AreValid(IReadOnlyCollection<string>? patterns) =>
        patterns is { Count: >= 1 and <= Max }
        && patterns.All(IsPattern)
        && patterns.Distinct(StringComparer.Ordinal).Count() == patterns.Count;

    private static bool IsPattern(string? pattern) => pattern == "*"
        || (pattern?.Split('.') is [var kind, var change] && IsName(kind) && (change == "*" || IsName(change)));

    private static bool IsName(string part) => part.Length is >= 1 and <= PartMax && part.All(c => c is (>= 'a' and <= 'z') or '_');
}

namespace Agora.Domain.Common;

/// <summary>
/// Names what in the database holds the rule of an error: a constraint, an index, a function, a policy, a view, or a column that a statement
/// compares (<c>app.posts.version</c>). For rules that several requests race for, and for what row-level security hides.
/// </summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Method)]
public sealed class HeldByAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}

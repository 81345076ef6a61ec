namespace Agora.Domain.Common;

/// <summary>
/// Names what holds the rule of an error beside this project: in the database a constraint, an index, a function, a policy, a view, or a
/// column that a statement compares (<c>app.posts.version</c>), for rules that requests race for and for what row-level security hides; or
/// the interface of a system outside.
/// </summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Method)]
public sealed class EnforcedByAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}

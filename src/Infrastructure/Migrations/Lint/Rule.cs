namespace Agora.Migrations.Lint;

/// <summary>Ordered: what is worse is greater.</summary>
public enum Severity
{
    Off,

    /// <summary>For information; no action is needed.</summary>
    Info,

    /// <summary>Has to be acknowledged by an <c>allow</c> with a reason, or changed.</summary>
    Warning,

    /// <summary>Stops the build.</summary>
    Error,
}

/// <summary>One thing that the lint looks for. The id never changes; the slug is for people and may.</summary>
/// <param name="Severity">What a finding has unless the policy or the case at hand says otherwise.</param>
public sealed record Rule(string Id, string Slug, Severity Severity)
{
    /// <summary>What in the SQL sets it off.</summary>
    public required string Trigger { get; init; }

    /// <summary>What PostgreSQL 17 was seen to lock and to read or write; empty when locks are not the point.</summary>
    public string Lock { get; init; } = "";

    public required string Why { get; init; }

    public required string Recipe { get; init; }

    /// <summary>The harm grows with the rows of the table, so a table known to be small makes it harmless.</summary>
    public bool GrowsWithRows { get; init; }

    /// <summary>A matter of taste and order: off for files that are older than the lint.</summary>
    public bool IsStyle { get; init; }

    /// <summary>
    /// Takes something away that a running release or the data may need: the subject of contract files and of guardrails.
    /// </summary>
    public bool IsDestructive { get; init; }

    /// <summary>What the rule is about as a whole file, so that an <c>allow</c> for it belongs at the top.</summary>
    public bool IsAboutFile { get; init; }

    /// <summary>Where a page such as <c>db/rules.md</c> explains it.</summary>
    public string DocsOn(string page) => $"{page}#{Id.ToLowerInvariant()}";
}

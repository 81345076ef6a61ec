using System.Collections.Frozen;
using Agora.Migrations.Lint.Rules;

namespace Agora.Migrations.Lint;

/// <summary>Every rule, by chapter.</summary>
internal static class RuleCatalogue
{
    public static readonly IReadOnlyList<(string Title, IReadOnlyList<Rule> Rules)> Chapters =
    [
        ("Indexes", IndexRules.All),
        ("Constraints", ConstraintRules.All),
        ("Columns and types", ColumnRules.All),
        ("Tables, partitions, views, triggers, sequences", TableRules.All),
        ("Destruction and compatibility", DestructiveRules.All),
        ("Transactions, session, runner", TransactionRules.All),
        ("Files, versions and directives", FileRules.Order),
        ("Data", DataRules.All),
        ("Style of new objects", StyleRules.All),
        ("File hygiene", FileRules.Hygiene),
    ];

    private static readonly FrozenDictionary<string, Rule> ById = Chapters
        .SelectMany(chapter => chapter.Rules)
        .ToFrozenDictionary(rule => rule.Id, StringComparer.Ordinal);

    public static IEnumerable<Rule> All => Chapters.SelectMany(chapter => chapter.Rules);

    public static Rule? Find(string id) => ById.GetValueOrDefault(id);
}

using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Locks;

/// <summary>
/// What the runner asks about one statement by itself: how it waits, whether a transaction may hold it, what it is about.
/// </summary>
internal static class StatementClassifier
{
    public static StatementFacts Classify(SqlStatement statement)
    {
        var parsed = StatementParser.Parse(statement);
        var effects = LockCatalogue.Of(parsed, new SchemaModel([]));
        var (kind, about) = Describe(parsed);
        return new StatementFacts(
            kind,
            effects.Class,
            TransactionOf(parsed, effects),
            about,
            [.. effects.Relations.Select(effect => effect.Relation)],
            Creates(parsed));
    }

    private static TransactionRule TransactionOf(Statement statement, StatementEffects effects) => statement switch
    {
        _ when effects.RefusesTransaction => TransactionRule.Outside,
        TransactionControl { Verb: not TransactionVerb.SetTransaction } => TransactionRule.Control,
        _ => TransactionRule.Any,
    };

    private static ObjectName? Creates(Statement statement) => statement switch
    {
        CreateTable create => create.Name,
        CreateView { OrReplace: false } create => create.Name,
        CreateSequence create => create.Name,
        _ => null,
    };

    private static (StatementKind Kind, string? About) Describe(Statement statement) => statement switch
    {
        CreateIndex { Concurrently: true } create => (StatementKind.CreateIndexConcurrently, create.Name),
        DropObjects { Kind: SchemaObjectKind.Index, Concurrently: true } drop => (StatementKind.DropIndexConcurrently, drop.Names[0].Name),
        Reindex { Concurrently: true } reindex => (StatementKind.ReindexConcurrently, reindex.Name?.Name),
        AlterTable { Actions: [DetachPartition { Concurrently: true } detach] } =>
            (StatementKind.DetachConcurrently, detach.Partition.ToString()),
        AlterTable { Actions: [ValidateConstraint validate] } => (StatementKind.ValidateConstraint, validate.Name),
        AddEnumValue add => (StatementKind.AddEnumValue, add.Label),
        Vacuum or Analyze or Cluster or Reindex or RefreshMaterializedView => (StatementKind.Repeatable, null),
        _ => (StatementKind.Other, null),
    };
}

using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

/// <param name="Column">Null for an expression.</param>
internal sealed record IndexElement(SqlFragment Source, string? Column);

internal sealed record CreateIndex(SqlFragment Source, ObjectName Table) : Statement(Source)
{
    public string? Name { get; init; }

    public bool Unique { get; init; }

    public bool Concurrently { get; init; }

    public bool IfNotExists { get; init; }

    public bool Only { get; init; }

    public string Method { get; init; } = "btree";

    public IReadOnlyList<IndexElement> Elements { get; init; } = [];

    public IReadOnlyList<string> Included { get; init; } = [];

    /// <summary>The condition of a partial index.</summary>
    public SqlFragment? Where { get; init; }
}

/// <param name="Kind">Index, Table, Schema, Database or Other (SYSTEM).</param>
internal sealed record Reindex(SqlFragment Source, SchemaObjectKind Kind, ObjectName? Name, bool Concurrently) : Statement(Source);

internal sealed record Vacuum(SqlFragment Source, bool Full, IReadOnlyList<ObjectName> Tables) : Statement(Source);

internal sealed record Analyze(SqlFragment Source, IReadOnlyList<ObjectName> Tables) : Statement(Source);

/// <param name="Table">Null: every table that was clustered before.</param>
internal sealed record Cluster(SqlFragment Source, ObjectName? Table) : Statement(Source);

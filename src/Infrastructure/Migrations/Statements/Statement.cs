using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

/// <summary>One statement, read as far as its locks and its dangers depend on it.</summary>
internal abstract record Statement(SqlFragment Source)
{
    /// <summary>True when the statement stands in the body of a DO block or function and not in the file itself.</summary>
    public bool IsInBody { get; init; }

    /// <summary>Stands in a loop that turns once for each row of a query, or as long as a condition holds.</summary>
    public bool IsRepeated { get; init; }
}

/// <summary>A statement of a form that the parser does not read. Honest rather than guessed.</summary>
internal sealed record OtherStatement(SqlFragment Source) : Statement(Source);

internal enum SchemaObjectKind
{
    Table,
    Index,
    View,
    MaterializedView,
    ForeignTable,
    Sequence,
    Schema,
    Database,
    Type,
    Domain,
    Function,
    Procedure,
    Routine,
    Aggregate,
    Trigger,
    Policy,
    Rule,
    Extension,
    Publication,
    Subscription,
    Role,
    Tablespace,
    EventTrigger,
    Statistics,
    Other,
}

internal sealed record DropObjects(SqlFragment Source, SchemaObjectKind Kind, IReadOnlyList<ObjectName> Names) : Statement(Source)
{
    /// <summary>The table of a trigger, policy or rule.</summary>
    public ObjectName? Table { get; init; }

    public bool Concurrently { get; init; }

    public bool IfExists { get; init; }

    public bool Cascade { get; init; }
}

/// <summary>ALTER of anything but a table: rename, owner, schema, or other options.</summary>
internal sealed record AlterObject(SqlFragment Source, SchemaObjectKind Kind, ObjectName Name) : Statement(Source)
{
    public ObjectName? Table { get; init; }

    public string? RenameTo { get; init; }

    public string? SetSchema { get; init; }

    public string? OwnerTo { get; init; }
}

internal sealed record CreateSchema(SqlFragment Source, string? Name, IReadOnlyList<Statement> Elements) : Statement(Source)
{
    public bool IfNotExists { get; init; }
}

internal sealed record CreateExtension(SqlFragment Source, string Name) : Statement(Source);

internal sealed record CreateDatabase(SqlFragment Source) : Statement(Source);

internal sealed record CreateTablespace(SqlFragment Source) : Statement(Source);

internal sealed record AlterSystem(SqlFragment Source) : Statement(Source);

/// <param name="IsRevoke">False for GRANT.</param>
/// <param name="Privileges">Words such as <c>select</c>; <c>all</c> for ALL PRIVILEGES; role names when a role is granted.</param>
internal sealed record GrantPrivileges(
    SqlFragment Source, bool IsRevoke, IReadOnlyList<string> Privileges, SqlFragment Target, IReadOnlyList<string> Grantees)
        : Statement(Source)
{
    public bool WithGrantOption { get; init; }

    /// <summary>True when a role, not a privilege on an object, is granted.</summary>
    public bool IsMembership { get; init; }
}

/// <summary>CREATE or ALTER of a role, user or group.</summary>
internal sealed record DefineRole(SqlFragment Source, bool IsAlter, string Name) : Statement(Source)
{
    public bool HasPassword { get; init; }
}

internal sealed record CommentOn(SqlFragment Source, SchemaObjectKind Kind, ObjectName Name) : Statement(Source)
{
    /// <summary>Set for a comment on a column.</summary>
    public string? Column { get; init; }

    public bool IsColumn => Column is not null;
}

internal enum TransactionVerb
{
    Begin,
    Commit,
    Rollback,
    Savepoint,
    Release,
    RollbackTo,
    Prepare,
    CommitPrepared,
    RollbackPrepared,
    SetTransaction,
}

internal sealed record TransactionControl(SqlFragment Source, TransactionVerb Verb) : Statement(Source);

/// <param name="Value">The value without quotes; null for RESET and DEFAULT.</param>
internal sealed record SetVariable(SqlFragment Source, string Name, string? Value, bool IsLocal) : Statement(Source);

internal sealed record ResetVariable(SqlFragment Source, string Name) : Statement(Source);

internal sealed record Discard(SqlFragment Source, string What) : Statement(Source);

internal sealed record CallProcedure(SqlFragment Source, ObjectName Name) : Statement(Source);

/// <summary>A backslash command, which only psql understands.</summary>
/// <param name="Rest">What follows on later lines: the command ends with its line, whether or not a semicolon stands there.</param>
internal sealed record PsqlCommand(SqlFragment Source, string Command, SqlFragment Rest) : Statement(Source);

/// <summary>EXPLAIN; only with ANALYZE does it run what it explains.</summary>
internal sealed record Explain(SqlFragment Source, bool Executes, Statement Inner) : Statement(Source);

internal sealed record PrepareStatement(SqlFragment Source, Statement Inner) : Statement(Source);

using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

internal sealed record CreateEnum(SqlFragment Source, ObjectName Name, IReadOnlyList<string> Labels) : Statement(Source);

/// <summary>CREATE TYPE of any form but an enum.</summary>
internal sealed record CreateType(SqlFragment Source, ObjectName Name) : Statement(Source);

/// <param name="IsPlaced">True with BEFORE or AFTER.</param>
internal sealed record AddEnumValue(SqlFragment Source, ObjectName Type, string Label, bool IsPlaced) : Statement(Source)
{
    public bool IfNotExists { get; init; }
}

internal sealed record RenameEnumValue(SqlFragment Source, ObjectName Type, string Label) : Statement(Source);

internal sealed record CreateDomain(SqlFragment Source, ObjectName Name, SqlType Type) : Statement(Source)
{
    public bool NotNull { get; init; }

    public bool HasCheck { get; init; }

    public bool HasDefault { get; init; }
}

internal enum DomainChange
{
    AddConstraint,
    AddConstraintNotValid,
    Validate,
    SetNotNull,
    DropNotNull,
    DropConstraint,
    Other,
}

internal sealed record AlterDomain(SqlFragment Source, ObjectName Name, DomainChange Change) : Statement(Source);

internal enum RoutineVolatility
{
    Volatile,
    Stable,
    Immutable,
}

/// <summary>CREATE FUNCTION or PROCEDURE.</summary>
/// <param name="Arguments">Types and names as written, in one spelling, without defaults.</param>
internal sealed record CreateRoutine(SqlFragment Source, ObjectName Name, bool IsProcedure, string Arguments) : Statement(Source)
{
    public bool OrReplace { get; init; }

    public string Language { get; init; } = "sql";

    public string Returns { get; init; } = "";

    public RoutineVolatility Volatility { get; init; }

    public bool IsSecurityDefiner { get; init; }

    public bool SetsSearchPath { get; init; }

    public bool HasSettings { get; init; }

    /// <summary>The tokens of the body, for a body that can be read.</summary>
    public SqlFragment Body { get; init; } = SqlFragment.None;
}

internal sealed record DoBlock(SqlFragment Source, string Language, SqlFragment Body) : Statement(Source);

internal enum WriteKind
{
    Insert,
    Update,
    Delete,
    Merge,
}

/// <summary>One table that a statement of data writes.</summary>
/// <param name="Where">Null when every row is meant. For INSERT the query it takes its rows from, null for VALUES.</param>
internal sealed record TableWrite(WriteKind Kind, ObjectName Table, SqlFragment? Where, SqlFragment Source)
{
    /// <summary>Columns of the INSERT list or of SET, in the order written.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];
}

/// <summary>SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES and TABLE, with the writes of their WITH clauses.</summary>
internal sealed record DataStatement(SqlFragment Source, IReadOnlyList<TableWrite> Writes) : Statement(Source);

/// <param name="Table">Null when a query is copied out.</param>
internal sealed record CopyData(SqlFragment Source, ObjectName? Table, bool FromStdin, bool IsFrom) : Statement(Source);

using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Locks;

internal enum TypeChangeCost
{
    /// <summary>Only the catalogue changes.</summary>
    Metadata,

    /// <summary>timestamp to timestamptz or back: metadata when the session's time zone is UTC, a rewrite otherwise.</summary>
    DependsOnTimeZone,

    /// <summary>The new type is a domain with constraints.</summary>
    ConstrainedDomain,

    Rewrite,

    /// <summary>The old type is not in the files, so a rewrite has to be expected.</summary>
    Unknown,
}

/// <summary>What ALTER COLUMN TYPE costs, as the server decides it: whether the old bytes may stay as they are.</summary>
internal static class TypeChange
{
    public static TypeChangeCost CostOf(SqlType? old, SetColumnType change, SchemaModel schema)
    {
        if (old is null)
        {
            return TypeChangeCost.Unknown;
        }

        var target = Unwrap(change.Type, schema, out var constrained);
        var source = Unwrap(old, schema, out _);
        if (constrained && old.Name != change.Type.Name)
        {
            return TypeChangeCost.ConstrainedDomain;
        }

        if (change.Using is { } expression && !IsPlainCast(expression, change))
        {
            return TypeChangeCost.Rewrite;
        }

        if ((source.Base, target.Base) is ("timestamp", "timestamptz") or ("timestamptz", "timestamp") && !source.IsArray)
        {
            return TypeChangeCost.DependsOnTimeZone;
        }

        return KeepsBytes(source, target) ? TypeChangeCost.Metadata : TypeChangeCost.Rewrite;
    }

    /// <summary>True when the change does nothing at all, or only to the collation.</summary>
    public static bool IsSame(SqlType? old, SqlType target) =>
        old is not null && old.Name == target.Name && old.IsArray == target.IsArray && old.Modifiers.SequenceEqual(target.Modifiers);

    /// <summary>True when values of the old type may not fit the new one.</summary>
    public static bool Narrows(SqlType? old, SqlType target) => old is not null && (old.Base, target.Base) switch
    {
        ("int8", "int4" or "int2") or ("int4", "int2") or ("float8", "float4") or ("numeric", "int8" or "int4" or "int2") => true,
        ("text" or "varchar", "varchar" or "bpchar") =>
            target.Modifiers.Count > 0 && (old.Modifiers.Count == 0 || old.Modifiers[0] > target.Modifiers[0]),
        ("numeric", "numeric") => target.Modifiers.Count > 0 && (old.Modifiers.Count == 0 || Digits(old) > Digits(target)),
        ("text" or "varchar", not ("text" or "varchar" or "citext" or "bpchar")) => target.IsBuiltIn,
        _ => false,
    };

    private static SqlType Unwrap(SqlType type, SchemaModel schema, out bool constrained)
    {
        constrained = false;
        var seen = new HashSet<ObjectName>();
        while (seen.Add(type.Name) && schema.Type(type.Name) is { Kind: TypeKind.Domain, BaseType: { } inner } domain)
        {
            constrained |= domain.IsConstrained;
            type = inner with { IsArray = type.IsArray || inner.IsArray };
        }

        return type;
    }

    /// <summary><c>USING c</c>, <c>USING c::type</c> and <c>USING CAST(c AS type)</c> say no more than their absence.</summary>
    private static bool IsPlainCast(SqlFragment expression, SetColumnType change)
    {
        var reader = new SqlReader(expression);
        for (var depth = 0; depth < SqlReader.MostParentheses
            && reader.Is(0, SqlTokenKind.LeftParen)
            && expression.Is(expression.Count - 1, SqlTokenKind.RightParen); depth++)
        {
            expression = reader.Parentheses();
            reader = new SqlReader(expression);
        }

        var call = reader.Take("cast") ? new SqlReader(reader.Parentheses()) : reader;
        if (call.Name() != change.Column)
        {
            return false;
        }

        if (call.AtEnd)
        {
            return true;
        }

        var cast = call.Take(SqlTokenKind.TypeCast) || call.Take("as");
        return cast && SqlType.Read(call) is { } type && call.AtEnd && IsSame(type, change.Type);
    }

    private static bool KeepsBytes(SqlType old, SqlType target)
    {
        if (IsSame(old, target))
        {
            return true;
        }

        if (old.IsArray || target.IsArray)
        {
            return false;
        }

        var unlimited = target.Modifiers.Count == 0;
        return (old.Base, target.Base) switch
        {
            ("varchar" or "text" or "citext", "text" or "citext") => true,
            ("varchar", "varchar") or ("varbit", "varbit") =>
                unlimited || (old.Modifiers.Count > 0 && target.Modifiers[0] >= old.Modifiers[0]),
            ("text" or "citext", "varchar") => unlimited,
            ("numeric", "numeric") => unlimited || FitsNumeric(old, target),
            ("timestamp", "timestamp") or ("timestamptz", "timestamptz") or ("time", "time") or ("timetz", "timetz")
                or ("interval", "interval") =>
                Precision(target) >= Precision(old),
            ("cidr", "inet") or ("xml", "text") or ("int4", "oid") or ("oid", "int4") or ("bit", "varbit") => unlimited,
            ("xml", "varchar") => unlimited,
            _ => false,
        };
    }

    private static bool FitsNumeric(SqlType old, SqlType target) =>
        old.Modifiers.Count > 0 && Scale(old) == Scale(target) && target.Modifiers[0] >= old.Modifiers[0];

    private static int Digits(SqlType type) => type.Modifiers[0] - Scale(type);

    private static int Scale(SqlType type) => type.Modifiers.Count > 1 ? type.Modifiers[1] : 0;

    private static int Precision(SqlType type) => type.Modifiers.Count > 0 ? type.Modifiers[0] : 6;
}

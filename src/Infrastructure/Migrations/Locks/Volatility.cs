using System.Collections.Frozen;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Locks;

/// <summary>Whether a default has to be computed row by row, which makes ADD COLUMN write the table anew.</summary>
internal static class Volatility
{
    private const int DeepestInlining = 20;

    /// <summary>Volatile functions of the server and of its usual extensions that a default might use.</summary>
    private static readonly FrozenSet<string> Volatile = FrozenSet.ToFrozenSet(
        ("random random_normal setseed gen_random_uuid uuidv4 uuidv7 clock_timestamp timeofday nextval currval lastval setval "
        + "gen_random_bytes gen_salt uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 pg_sleep pg_sleep_for pg_sleep_until "
        + "normal_rand set_config pg_advisory_lock pg_advisory_xact_lock pg_try_advisory_lock pg_backup_start pg_notify pg_switch_wal "
        + "lo_create lo_creat lo_import lo_from_bytea pg_logical_emit_message query_to_xml xpath_table")
            .Split(' '), StringComparer.Ordinal);

    /// <summary>The function that makes the expression volatile, or null when none does.</summary>
    public static ObjectName? VolatileCall(SqlFragment expression, SchemaModel schema) => VolatileCall(expression, schema, [], 0);

    /// <param name="seen">Functions that were checked before: a recursive call does not make one more volatile.</param>
    private static ObjectName? VolatileCall(SqlFragment expression, SchemaModel schema, HashSet<ObjectName> seen, int depth)
    {
        foreach (var (name, at) in expression.Calls())
        {
            // '...'::app.kind(3) and CAST(... AS app.kind(3)) name a type.
            var first = name.Schema is null ? at : at - 2;
            if (expression.Is(first - 1, SqlTokenKind.TypeCast) || expression.Is(first - 1, "as"))
            {
                continue;
            }

            if (seen.Add(name) && IsVolatile(name, schema, seen, depth))
            {
                return name;
            }
        }

        return null;
    }

    private static bool IsVolatile(ObjectName name, SchemaModel schema, HashSet<ObjectName> seen, int depth)
    {
        if (schema.Routine(name) is { } routine)
        {
            // A function of the user is volatile unless it says otherwise; one that the planner inlines has the volatility of its body.
            return InlinedBody(routine.Definition) is { } body && depth < DeepestInlining
                ? VolatileCall(body, schema, seen, depth + 1) is not null
                : routine.Definition.Volatility == RoutineVolatility.Volatile;
        }

        // A function that no file makes and that is not the server's own is user-defined, and volatile unless it says otherwise.
        return Volatile.Contains(name.Name) || (name.Schema is not "pg_catalog" && !BuiltInFunctions.IsSteady(name.Name));
    }

    /// <summary>The expression that the planner puts in place of a call: one SELECT without FROM, in SQL, without settings.</summary>
    private static SqlFragment? InlinedBody(CreateRoutine routine)
    {
        if (routine.Language != "sql" || routine.IsSecurityDefiner || routine.HasSettings || routine.IsProcedure)
        {
            return null;
        }

        var body = routine.Body;
        if (body.Is(body.Count - 1, SqlTokenKind.Semicolon))
        {
            body = new SqlFragment(body.Script, body.Tokens[..^1]);
        }

        var isExpression = body.Is(0, "select") || body.Is(0, "return");
        return isExpression
            && body.IndexOf("from") < 0
            && body.IndexOf("where") < 0
            && body.IndexOf("limit") < 0
            && body.IndexOf("union") < 0
            ? body.From(1)
            : null;
    }
}

using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

/// <summary>
/// Reads the statements whose locks and dangers are known. Tolerant: it finds the parts that matter in valid SQL, and leaves
/// it to the server to refuse what is not SQL.
/// </summary>
internal static partial class StatementParser
{
    public static Statement Parse(SqlStatement statement) => Parse(new SqlFragment(statement.Script, statement.TokenMemory));

    /// <param name="inBody">True for a statement of PL/pgSQL, where SELECT INTO fills a variable.</param>
    public static Statement Parse(SqlFragment code, bool inBody = false)
    {
        var statement = Read(new SqlReader(code), inBody);
        return inBody ? statement with { IsInBody = true } : statement;
    }

    private static Statement Read(SqlReader reader, bool inBody)
    {
        var code = reader.Code;
        if (code.IsEmpty)
        {
            return new OtherStatement(code);
        }

        if (code.First.Kind == SqlTokenKind.Other && code.First.Of(code.Script) is "\\")
        {
            var lineEnd = 1;
            while (lineEnd < code.Count && code.Span[lineEnd].Line == code.First.Line)
            {
                lineEnd++;
            }

            reader.Position = 1;
            return new PsqlCommand(code, reader.Name() ?? "", code.From(lineEnd));
        }

        if (code.First.Kind == SqlTokenKind.LeftParen)
        {
            return Data(reader, inBody);
        }

        Span<char> word = stackalloc char[16];
        var length = code.First.Kind == SqlTokenKind.Word ? code.First.Of(code.Script).ToLowerInvariant(word) : -1;
        return word[..Math.Max(length, 0)] switch
        {
            "create" => Create(reader),
            "alter" => Alter(reader),
            "drop" => Drop(reader),
            "select" or "with" or "insert" or "update" or "delete" or "merge" or "values" or "table" => Data(reader, inBody),
            "truncate" => ReadTruncate(reader),
            "lock" => ReadLock(reader),
            "copy" => ReadCopy(reader),
            "comment" => ReadComment(reader),
            "grant" => ReadGrant(reader, isRevoke: false),
            "revoke" => ReadGrant(reader, isRevoke: true),
            "reindex" => ReadReindex(reader),
            "vacuum" => ReadVacuum(reader),
            "analyze" or "analyse" => ReadAnalyze(reader),
            "cluster" => ReadCluster(reader),
            "refresh" => ReadRefresh(reader),
            "do" => ReadDo(reader),
            "call" => ReadCall(reader),
            "explain" => ReadExplain(reader, inBody),
            "prepare" => ReadPrepare(reader),
            "set" => ReadSet(reader),
            "reset" => ReadReset(reader),
            "discard" => new Discard(code, TakeFirst(reader)),
            "begin" or "start" or "commit" or "end" or "rollback" or "abort" or "savepoint" or "release" => ReadTransaction(reader),
            _ => new OtherStatement(code),
        };
    }

    private static string TakeFirst(SqlReader reader)
    {
        reader.Position++;
        return reader.Name() ?? "";
    }

    private static Statement Create(SqlReader reader)
    {
        reader.Take("create");
        var replace = reader.Take("or", "replace");
        var global = reader.TakeAny("global", "local") is not null;
        var temporary = reader.TakeAny("temporary", "temp") is not null || global;
        var unlogged = reader.Take("unlogged");
        if (reader.Take("table"))
        {
            return ReadCreateTable(reader) with { IsTemporary = temporary, IsUnlogged = unlogged };
        }

        if (reader.Take("sequence"))
        {
            return ReadCreateSequence(reader, temporary);
        }

        reader.Take("recursive");
        if (reader.Take("materialized", "view"))
        {
            return ReadCreateView(reader, materialized: true, replace, temporary: false);
        }

        if (reader.Take("view"))
        {
            return ReadCreateView(reader, materialized: false, replace, temporary);
        }

        return reader.Is("unique") || reader.Is("index") ? ReadCreateIndex(reader) : CreateOther(reader, replace);
    }

    private static Statement CreateOther(SqlReader reader, bool replace)
    {
        var code = reader.Code;
        if (reader.Take("constraint", "trigger") || reader.Take("trigger"))
        {
            return ReadCreateTrigger(reader, replace);
        }

        if (reader.Take("foreign", "table"))
        {
            return ReadCreateTable(reader) with { IsForeign = true };
        }

        if (reader.TakeAny("function", "procedure") is { } routine)
        {
            return ReadCreateRoutine(reader, routine == "procedure", replace);
        }

        switch (reader.TakeAny(
            "schema", "rule", "policy", "type", "domain", "extension", "database", "tablespace", "role", "user", "group",
            "publication", "subscription", "statistics"))
        {
            case "schema":
                return ReadCreateSchema(reader);
            case "rule":
                return ReadCreateRule(reader);
            case "policy":
                return ReadPolicy(reader, alter: false);
            case "type":
                return ReadCreateType(reader);
            case "domain":
                return ReadCreateDomain(reader);
            case "extension":
                reader.TakeIfNotExists();
                return new CreateExtension(code, reader.Name() ?? "");
            case "database":
                return new CreateDatabase(code);
            case "tablespace":
                return new CreateTablespace(code);
            case "role" or "group":
                return ReadRole(reader, alter: false);
            case "user" when !reader.Is("mapping"):
                return ReadRole(reader, alter: false);
            case "publication":
                return ReadPublication(reader, alter: false);
            case "subscription":
                return new CreateSubscription(code, Connects(code));
            case "statistics":
                return ReadCreateStatistics(reader);
            default:
                return new OtherStatement(code);
        }
    }

    private static bool Connects(SqlFragment code)
    {
        // WITH (connect = false) and WITH (create_slot = false) make no replication slot, which is what a transaction refuses.
        for (var i = 0; i + 2 < code.Count; i++)
        {
            if ((code.Is(i, "connect") || code.Is(i, "create_slot")) && IsFalse(code, i + 2))
            {
                return false;
            }
        }

        return true;

        static bool IsFalse(SqlFragment code, int at) =>
            code.Is(at, "false") || code.Is(at, "off") || code.Span[at].Of(code.Script) is "0" or "'false'" or "'off'";
    }

    private static CreateSchema ReadCreateSchema(SqlReader reader)
    {
        var guarded = reader.TakeIfNotExists();
        var name = reader.Is("authorization") ? null : reader.Name();
        if (reader.Take("authorization"))
        {
            name ??= reader.Name();
            reader.Name();
        }

        var elements = new List<Statement>();
        while (!reader.AtEnd)
        {
            // A schema element cannot hold a bare CREATE or GRANT inside, so the next one begins the next element.
            elements.Add(Parse(reader.Until(comma: false, "create", "grant")));
        }

        return new CreateSchema(reader.Code, name, elements) { IfNotExists = guarded };
    }

    private static Statement ReadSet(SqlReader reader)
    {
        reader.Position++;
        if (reader.Is("transaction") || reader.Is("constraints") || reader.Is("session", "characteristics"))
        {
            return new TransactionControl(reader.Code, TransactionVerb.SetTransaction);
        }

        var local = reader.Take("local");
        reader.Take("session");
        if (reader.Take("time", "zone"))
        {
            return new SetVariable(reader.Code, "timezone", Value(reader.Rest()), local);
        }

        if (reader.Object() is not { } name)
        {
            return new OtherStatement(reader.Code);
        }

        if (!reader.Take("to") && reader.Kind == SqlTokenKind.Operator)
        {
            reader.Position++;
        }

        var value = reader.Is("default") ? null : Value(reader.Rest());
        return new SetVariable(reader.Code, name.ToString(), value, local);
    }

    private static bool Is(this SqlReader reader, string first, string second) => reader.Is(first) && reader.Is(1, second);

    private static string Value(SqlFragment value) =>
        value.Count == 1 && value.First.IsString ? SqlText.Value(value.First, value.Script) : value.Text;

    private static ResetVariable ReadReset(SqlReader reader)
    {
        reader.Position++;
        return new ResetVariable(reader.Code, reader.Object()?.ToString() ?? "");
    }

    private static TransactionControl ReadTransaction(SqlReader reader)
    {
        var verb = reader.TakeAny("begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release") switch
        {
            "begin" or "start" => TransactionVerb.Begin,
            "commit" when reader.Take("prepared") => TransactionVerb.CommitPrepared,
            "commit" or "end" => TransactionVerb.Commit,
            "savepoint" => TransactionVerb.Savepoint,
            "release" => TransactionVerb.Release,
            _ when reader.Take("prepared") => TransactionVerb.RollbackPrepared,
            _ => TransactionVerb.Rollback,
        };

        _ = reader.TakeAny("work", "transaction");
        if (verb == TransactionVerb.Rollback && reader.Is("to"))
        {
            verb = TransactionVerb.RollbackTo;
        }

        return new TransactionControl(reader.Code, verb);
    }

    private static Explain ReadExplain(SqlReader reader, bool inBody)
    {
        reader.Position++;
        var options = reader.Parentheses();
        var executes = OptionIsOn(options, "analyze") || OptionIsOn(options, "analyse");
        executes |= reader.TakeAny("analyze", "analyse") is not null;
        reader.Take("verbose");
        // Neither explains the other in SQL, and an endless row of them would be read level by level.
        return new Explain(
            reader.Code, executes, reader.IsAny("explain", "prepare") ? new OtherStatement(reader.Rest()) : Parse(reader.Rest(), inBody));
    }

    private static Statement ReadPrepare(SqlReader reader)
    {
        reader.Position++;
        if (reader.Take("transaction"))
        {
            return new TransactionControl(reader.Code, TransactionVerb.Prepare);
        }

        reader.Name();
        reader.Parentheses();
        reader.Take("as");
        return new PrepareStatement(
            reader.Code, reader.IsAny("explain", "prepare") ? new OtherStatement(reader.Rest()) : Parse(reader.Rest()));
    }
}

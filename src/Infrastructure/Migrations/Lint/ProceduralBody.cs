using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint;

/// <summary>What can be read from the body of a DO block or a PL/pgSQL function without running it.</summary>
/// <param name="Statements">SQL that stands there literally, in order, conditions and loops taken as run.</param>
/// <param name="Opaque">EXECUTE of text that only exists at run time.</param>
/// <param name="Calls">Routines that are called by PERFORM, CALL or a bare SELECT.</param>
internal sealed record ProceduralBody(
    IReadOnlyList<Statement> Statements, IReadOnlyList<SqlFragment> Opaque, IReadOnlyList<ObjectName> Calls)
{
    public static ProceduralBody Read(SqlFragment body, string language) =>
        language == "sql" ? ReadSql(body) : new ProceduralBodyReader(body).Read();

    private static ProceduralBody ReadSql(SqlFragment body)
    {
        var statements = new List<Statement>();
        var start = 0;
        var depth = 0;
        for (var i = 0; i <= body.Count; i++)
        {
            depth += i < body.Count ? SqlFragment.Nesting(body.Span[i].Kind) : 0;
            if (i == body.Count || (depth == 0 && body.Span[i].Kind == SqlTokenKind.Semicolon))
            {
                if (i > start)
                {
                    statements.Add(StatementParser.Parse(new SqlFragment(body.Script, body.Tokens[start..i]), inBody: true));
                }

                start = i + 1;
            }
        }

        return new ProceduralBody(statements, [], []);
    }
}

/// <summary>Walks PL/pgSQL: block words are stepped over, what remains between semicolons is SQL.</summary>
internal sealed class ProceduralBodyReader(SqlFragment body)
{
    private readonly SqlReader reader = new(body);
    private readonly List<Statement> statements = [];
    private readonly List<SqlFragment> opaque = [];
    private readonly List<ObjectName> calls = [];

    /// <summary>Open loops; true for one with as many turns as there are rows.</summary>
    private readonly Stack<bool> loops = new();
    private bool nextLoop = true;

    public ProceduralBody Read()
    {
        while (!reader.AtEnd)
        {
            Step();
        }

        // Code that commits as it goes is its own way to work in batches.
        var commits = statements.Exists(statement => statement is TransactionControl { Verb: TransactionVerb.Commit });
        return new ProceduralBody(
            commits ? statements.ConvertAll(statement => statement with { IsRepeated = false }) : statements, opaque, calls);
    }

    private void Step()
    {
        if (reader.Take("loop"))
        {
            Open();
            return;
        }

        if (reader.Take(SqlTokenKind.Semicolon) || reader.TakeAny("begin", "else", "exception") is not null)
        {
            return;
        }

        if (reader.Kind == SqlTokenKind.Operator)
        {
            // A label: <<name>>.
            reader.Position++;
            return;
        }

        if (reader.Take("declare"))
        {
            SkipDeclarations();
        }
        else if (reader.IsAny("if", "elsif", "elseif", "when", "case"))
        {
            SkipCondition("then");
        }
        else if (reader.Is("while"))
        {
            SkipCondition("loop");
        }
        else if (reader.IsAny("for", "foreach"))
        {
            ReadLoop();
        }
        else
        {
            ReadStatement();
        }
    }

    private void SkipDeclarations()
    {
        while (!reader.AtEnd && !reader.Is("begin"))
        {
            TakeStatement();
        }
    }

    /// <summary>Moves behind the word that ends the condition; a CASE inside has words of the same spelling.</summary>
    private SqlFragment SkipCondition(string end)
    {
        var start = reader.Position;
        reader.Position++;
        var depth = 0;
        while (!reader.AtEnd && !(depth == 0 && reader.Is(end)))
        {
            depth += reader.Is("case") ? 1 : reader.Is("end") ? -1 : 0;
            if (reader.Kind == SqlTokenKind.Semicolon)
            {
                break;
            }

            reader.SkipBalanced();
        }

        var condition = reader.Since(start);
        calls.AddRange(condition.Calls().Select(call => call.Name));
        if (reader.Take(end) && end == "loop")
        {
            nextLoop = !IsCounted(condition);
            Open();
        }

        return condition;
    }

    private void Open()
    {
        loops.Push(nextLoop);
        nextLoop = true;
    }

    /// <summary>FOR i IN 1..10 and FOREACH over a literal array: the file itself says how often.</summary>
    private static bool IsCounted(SqlFragment head)
    {
        var range = -1;
        for (var i = 0; i < head.Count; i++)
        {
            range = head.Is(i, SqlTokenKind.DotDot) ? i : range;
        }

        return (range > 0 && head.Is(range - 1, SqlTokenKind.Integer) && head.Is(range + 1, SqlTokenKind.Integer))
            || (head.Is(0, "foreach") && head.Mentions("array") && !head.Mentions("select"));
    }

    private void Add(SqlFragment text) =>
        statements.Add(StatementParser.Parse(text, inBody: true) with { IsRepeated = loops.Contains(true) });

    private void ReadLoop()
    {
        var head = SkipCondition("loop");
        var within = head.IndexOf("in");
        if (within < 0)
        {
            return;
        }

        var query = head.From(within + 1);
        if (query.Is(0, "execute"))
        {
            Execute(query);
        }
        else if (query.Is(0, "insert") || query.Is(0, "update") || query.Is(0, "delete") || query.Is(0, "with") || query.Is(0, "merge"))
        {
            Add(query);
        }
    }

    private SqlFragment TakeStatement()
    {
        var start = reader.Position;
        while (!reader.AtEnd && reader.Kind != SqlTokenKind.Semicolon)
        {
            reader.SkipBalanced();
        }

        var statement = reader.Since(start);
        reader.Take(SqlTokenKind.Semicolon);
        return statement;
    }

    private void ReadStatement()
    {
        var text = TakeStatement();
        if (text.Is(0, "end") && text.Is(1, "loop"))
        {
            loops.TryPop(out _);
        }

        var execute = text.Is(0, "return") ? text.IndexOf("execute") : text.Is(0, "execute") ? 0 : -1;
        if (execute >= 0)
        {
            Execute(text.From(execute));
        }
        else if (text.Is(0, "perform") || text.Is(0, "call"))
        {
            calls.AddRange(text.Calls().Select(call => call.Name));
            Add(text);
        }
        else if (text.Is(0, "return") || text.Is(0, "raise") || IsAssignment(text))
        {
            calls.AddRange(text.Calls().Select(call => call.Name));
        }
        else if (!text.Is(0, "end") && !text.Is(0, "null"))
        {
            Add(text);
        }
    }

    private static bool IsAssignment(SqlFragment text)
    {
        for (var i = 1; i < text.Count && i < 8; i++)
        {
            if (text.Is(i, SqlTokenKind.ColonEquals))
            {
                return true;
            }
        }

        return text.Count > 1 && text.Span[1].Kind == SqlTokenKind.Operator;
    }

    /// <summary>A literal is read like the statement it is; anything else exists only at run time.</summary>
    private void Execute(SqlFragment execute)
    {
        var isLiteral = execute.Count >= 2 && execute.Span[1].IsString
            && (execute.Count == 2 || execute.Is(2, "into") || execute.Is(2, "using"));
        if (!isLiteral)
        {
            opaque.Add(execute);
            return;
        }

        var text = StatementParser.LexString(execute.Span[1], execute.Script);
        if (text.Is(text.Count - 1, SqlTokenKind.Semicolon))
        {
            text = new SqlFragment(text.Script, text.Tokens[..^1]);
        }

        Add(text);
    }
}

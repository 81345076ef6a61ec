using Agora.Migrations.Files;
using Agora.Migrations.Lint.Rules;
using Agora.Migrations.Running;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;
using Npgsql;

namespace Agora.Migrations.Lint;

/// <summary>
/// Asks the server's own grammar. Statements are only parsed, which runs nothing and accepts no second statement; bodies in
/// PL/pgSQL are compiled by way of a temporary function that is rolled back.
/// </summary>
internal sealed class ServerGrammar(ServerConnection connection)
{
    public async Task<IReadOnlyList<Finding>> CheckAsync(IEnumerable<LintFile> files, CancellationToken ct)
    {
        var findings = new List<Finding>();
        foreach (var file in files)
        {
            var body = file.File.Body;
            foreach (var statement in body.Script.Statements)
            {
                var step = body.Steps.FirstOrDefault(step => step.Statements.Contains(statement));
                if (await RefusalAsync(statement, ct) is { } refusal)
                {
                    findings.Add(Report(file.File.Path, statement, step, refusal));
                }
                else if (StatementParser.Parse(statement) is DoBlock { Language: "plpgsql" } or CreateRoutine { Language: "plpgsql" }
                    && await CompileAsync(statement, ct) is { } mistake)
                {
                    findings.Add(Report(file.File.Path, statement, step, mistake));
                }
            }
        }

        return findings;
    }

    private static Finding Report(string path, SqlStatement statement, MigrationStep? step, (string Message, int Position) refusal)
    {
        var place = statement.Locate(refusal.Position);
        return new Finding(
            FileRules.Syntax,
            FileRules.Syntax.Severity,
            path,
            TextRange.At(place.Line, place.Column),
            $"The server says: {refusal.Message}.")
        {
            Step = step?.Number ?? 0,
            Statement = statement.Index,
        };
    }

    /// <summary>Parses one statement, which runs nothing.</summary>
    /// <returns>What the grammar refuses, with the position in the statement from 1; null when it is content.</returns>
    public async Task<(string Message, int Position)?> RefusalAsync(SqlStatement statement, CancellationToken ct)
    {
        try
        {
            await connection.ParseAsync(WithParameters(statement), ct);
            return null;
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.SyntaxError)
        {
            return (refusal.MessageText, Math.Max(refusal.Position, 1));
        }
        catch (PostgresException) when (connection.IsOpen)
        {
            // The grammar was content; that a table is not there says nothing about the text.
            return null;
        }
    }

    /// <summary>The window of a backfill as parameters of the protocol, character for character.</summary>
    private static string WithParameters(SqlStatement statement)
    {
        var text = statement.Text;
        for (var i = 0; i + 1 < statement.Tokens.Length; i++)
        {
            if (statement.Tokens[i].Kind == SqlTokenKind.Colon && (statement.Is(i + 1, "lo") || statement.Is(i + 1, "hi")))
            {
                var at = statement.Tokens[i].Start - statement.Start;
                text = $"{text[..at]}{(statement.Is(i + 1, "lo") ? "$1 " : "$2 ")}{text[(at + 3)..]}";
            }
        }

        return text;
    }

    private async Task<(string Message, int Position)?> CompileAsync(SqlStatement statement, CancellationToken ct)
    {
        var (sql, shift, from) = Compilable(statement);
        await connection.SendAsync("BEGIN", ct);
        try
        {
            await connection.SendAsync(sql, ct);
            return null;
        }
        catch (PostgresException mistake) when (mistake.SqlState == PostgresErrorCodes.SyntaxError)
        {
            var position = mistake.Position > from ? mistake.Position - shift : mistake.Position;
            return (mistake.MessageText, Math.Max(position, 1));
        }
        catch (PostgresException) when (connection.IsOpen)
        {
            // An argument's type may be missing here; only the grammar is asked.
            return null;
        }
        finally
        {
            await connection.TryRollBackAsync();
        }
    }

    /// <returns>The text to run, by how much it is longer in front of the body, and from where on.</returns>
    private static (string Sql, int Shift, int From) Compilable(SqlStatement statement)
    {
        const string name = "pg_temp.agora_grammar_check";
        if (statement.Is(0, "do"))
        {
            var literal = FirstString(statement);
            var prefix = $"CREATE FUNCTION {name}() RETURNS void LANGUAGE plpgsql AS ";
            return (prefix + statement.TextOf(literal).ToString(), prefix.Length - (literal.Start - statement.Start), 0);
        }

        var reader = new SqlReader(statement.Fragment());
        reader.Take("create");
        reader.Take("or", "replace");
        _ = reader.TakeAny("function", "procedure");
        var first = statement.Tokens[reader.Position];
        reader.Object();
        var last = statement.Tokens[reader.Position - 1];
        var written = last.End - first.Start;
        var sql = $"{statement.Script[statement.Start..first.Start]}{name}{statement.Script[last.End..statement.End]}";
        return (sql, name.Length - written, first.Start - statement.Start);
    }

    private static SqlToken FirstString(SqlStatement statement)
    {
        foreach (var token in statement.Tokens)
        {
            if (token.IsString)
            {
                return token;
            }
        }

        return statement.Tokens[^1];
    }
}

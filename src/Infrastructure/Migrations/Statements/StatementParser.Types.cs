using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

internal static partial class StatementParser
{
    private static Statement ReadCreateType(SqlReader reader)
    {
        var name = reader.Object() ?? Nameless;
        if (!reader.Take("as", "enum"))
        {
            return new CreateType(reader.Code, name);
        }

        var labels = reader.Parentheses().Items().Where(item => item.First.IsString).Select(item => SqlText.Value(item.First, item.Script));
        return new CreateEnum(reader.Code, name, [.. labels]);
    }

    private static Statement? ReadAlterEnum(SqlReader reader)
    {
        var start = reader.Position;
        var name = reader.Object() ?? Nameless;
        if (reader.Take("add", "value"))
        {
            var guarded = reader.TakeIfNotExists();
            var label = Label(reader);
            return new AddEnumValue(reader.Code, name, label, reader.IsAny("before", "after")) { IfNotExists = guarded };
        }

        if (reader.Take("rename", "value"))
        {
            return new RenameEnumValue(reader.Code, name, Label(reader));
        }

        reader.Position = start;
        return null;
    }

    private static string Label(SqlReader reader)
    {
        if (reader.AtEnd || !reader.Code.Span[reader.Position].IsString)
        {
            return "";
        }

        return SqlText.Value(reader.Code.Span[reader.Position++], reader.Code.Script);
    }

    private static CreateDomain ReadCreateDomain(SqlReader reader)
    {
        var name = reader.Object() ?? Nameless;
        reader.Take("as");
        var type = SqlType.Read(reader) ?? new SqlType(Nameless, [], IsArray: false, SqlFragment.None);
        var rest = reader.Rest();
        var not = rest.IndexOf("not");
        return new CreateDomain(reader.Code, name, type)
        {
            NotNull = not >= 0 && rest.Is(not + 1, "null"),
            HasCheck = rest.IndexOf("check") >= 0,
            HasDefault = rest.IndexOf("default") >= 0,
        };
    }

    private static AlterDomain? ReadAlterDomain(SqlReader reader)
    {
        var start = reader.Position;
        var name = reader.Object() ?? Nameless;
        DomainChange? change = null;
        if (reader.Take("add"))
        {
            var not = reader.Code.IndexOf("valid");
            change = not >= 0 && reader.Code.Is(not - 1, "not") ? DomainChange.AddConstraintNotValid : DomainChange.AddConstraint;
        }
        else if (reader.Take("validate", "constraint"))
        {
            change = DomainChange.Validate;
        }
        else if (reader.Take("set", "not", "null"))
        {
            change = DomainChange.SetNotNull;
        }
        else if (reader.Take("drop", "not", "null"))
        {
            change = DomainChange.DropNotNull;
        }
        else if (reader.Take("drop", "constraint"))
        {
            change = DomainChange.DropConstraint;
        }
        else if (reader.Take("set", "default") || reader.Take("drop", "default"))
        {
            change = DomainChange.Other;
        }

        if (change is { } found)
        {
            return new AlterDomain(reader.Code, name, found);
        }

        reader.Position = start;
        return null;
    }

    private static CreateRoutine ReadCreateRoutine(SqlReader reader, bool procedure, bool replace)
    {
        var name = reader.Object() ?? Nameless;
        var arguments = string.Join(", ", reader.Parentheses().Items().Select(WithoutDefault));
        var routine = new CreateRoutine(reader.Code, name, procedure, arguments) { OrReplace = replace };
        if (reader.Take("returns"))
        {
            var start = reader.Position;
            reader.Take("table");
            _ = SqlType.Read(reader);
            reader.Parentheses();
            routine = routine with { Returns = reader.Since(start).Normalized() };
        }

        while (!reader.AtEnd)
        {
            routine = ReadRoutineOption(reader, routine);
        }

        return routine;
    }

    private static string WithoutDefault(SqlFragment argument)
    {
        var reader = new SqlReader(argument);
        while (!reader.AtEnd
            && !reader.Is("default")
            && !(reader.Kind == SqlTokenKind.Operator && reader.Code.Span[reader.Position].Length == 1))
        {
            reader.SkipBalanced();
        }

        return reader.Since(0).Normalized();
    }

    private static CreateRoutine ReadRoutineOption(SqlReader reader, CreateRoutine routine)
    {
        if (reader.Take("language"))
        {
            var language = !reader.AtEnd && reader.Code.Span[reader.Position].IsString ? Label(reader) : reader.Name() ?? "";
            return routine with { Language = language };
        }

        if (reader.TakeAny("immutable", "stable", "volatile") is { } volatility)
        {
            return routine with
            {
                Volatility = volatility switch
                {
                    "immutable" => RoutineVolatility.Immutable,
                    "stable" => RoutineVolatility.Stable,
                    _ => RoutineVolatility.Volatile,
                },
            };
        }

        if (reader.Take("security", "definer"))
        {
            return routine with { IsSecurityDefiner = true };
        }

        if (reader.Take("set"))
        {
            return routine with { HasSettings = true, SetsSearchPath = routine.SetsSearchPath || reader.Is("search_path") };
        }

        if (reader.Is("return") || (reader.Is("begin") && reader.Is(1, "atomic")))
        {
            return routine with { Body = reader.Rest() };
        }

        if (reader.Take("as"))
        {
            return routine with { Body = ReadBody(reader) };
        }

        reader.SkipBalanced();
        return routine;
    }

    private static DoBlock ReadDo(SqlReader reader)
    {
        reader.Position++;
        var language = "plpgsql";
        var body = SqlFragment.None;
        while (!reader.AtEnd)
        {
            if (reader.Take("language"))
            {
                language = reader.Name() ?? language;
            }
            else if (reader.Code.Span[reader.Position].IsString)
            {
                body = ReadBody(reader);
            }
            else
            {
                reader.Position++;
            }
        }

        return new DoBlock(reader.Code, language, body);
    }

    /// <summary>
    /// The tokens inside the string at the reader's place, with positions of the file where the file holds them literally.
    /// </summary>
    private static SqlFragment ReadBody(SqlReader reader)
    {
        if (reader.AtEnd || !reader.Code.Span[reader.Position].IsString)
        {
            return SqlFragment.None;
        }

        return LexString(reader.Code.Span[reader.Position++], reader.Code.Script);
    }

    /// <summary>Lexes the value of a string constant.</summary>
    internal static SqlFragment LexString(in SqlToken token, string script)
    {
        if (token.Kind == SqlTokenKind.DollarString)
        {
            var (start, end) = SqlText.DollarBodyRange(token, script);
            return new SqlFragment(script, Lex(new SqlLexer(script, start, end, token.Line, token.Column + start - token.Start), null));
        }

        // Quotes inside are doubled or escaped, so the value is another text: all of it is reported where the string begins.
        var value = SqlText.Value(token, script);
        return new SqlFragment(value, Lex(new SqlLexer(value), token));
    }

    private static SqlToken[] Lex(SqlLexer lexer, SqlToken? place)
    {
        var tokens = new List<SqlToken>();
        while (lexer.TryNext(out var token))
        {
            if (!token.IsComment)
            {
                tokens.Add(place is { } at ? token with { Line = at.Line, Column = at.Column } : token);
            }
        }

        return [.. tokens];
    }

    private static CallProcedure ReadCall(SqlReader reader)
    {
        reader.Position++;
        return new CallProcedure(reader.Code, reader.Object() ?? Nameless);
    }
}

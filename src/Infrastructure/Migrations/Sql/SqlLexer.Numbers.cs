namespace Agora.Migrations.Sql;

/// <content>Numeric constants.</content>
internal ref partial struct SqlLexer
{
    private readonly Scanned Number(int start)
    {
        if (text[start] == '0' && IntegerBase(At(start + 1)) is { } allowed)
        {
            var digits = Digits(start + 2, allowed, underscoreFirst: true);
            if (digits > start + 2)
            {
                return new(SqlTokenKind.Integer, digits);
            }
        }

        const string decimals = "0123456789";
        var end = Digits(start, decimals, underscoreFirst: false);
        var kind = SqlTokenKind.Integer;

        // "1..2" is a range of PL/pgSQL: an integer, two dots, an integer.
        if (At(end) == '.' && At(end + 1) != '.')
        {
            kind = SqlTokenKind.Numeric;
            end = Digits(end + 1, decimals, underscoreFirst: false);
        }

        if (At(end) is 'e' or 'E')
        {
            var exponent = At(end + 1) is '+' or '-' ? end + 2 : end + 1;
            if (char.IsAsciiDigit(At(exponent)))
            {
                kind = SqlTokenKind.Numeric;
                end = Digits(exponent, decimals, underscoreFirst: false);
            }
        }

        return new(kind, end);
    }

    private static string? IntegerBase(char c) => c switch
    {
        'x' or 'X' => "0123456789abcdefABCDEF",
        'o' or 'O' => "01234567",
        'b' or 'B' => "01",
        _ => null,
    };

    private readonly int Digits(int at, string allowed, bool underscoreFirst)
    {
        var mayUnderscore = underscoreFirst;
        while (true)
        {
            var c = At(at);
            if (c != '\0' && allowed.Contains(c, StringComparison.Ordinal))
            {
                at++;
            }
            else if (c == '_' && mayUnderscore && At(at + 1) is var d && d != '\0'
                && allowed.Contains(d, StringComparison.Ordinal))
            {
                at += 2;
            }
            else
            {
                return at;
            }

            mayUnderscore = true;
        }
    }
}

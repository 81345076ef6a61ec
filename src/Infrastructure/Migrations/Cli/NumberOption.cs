using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Agora.Migrations.Cli;

/// <summary>Options that take a whole number: anything else, and a number out of range, is refused with a sentence.</summary>
public static class NumberOption
{
    public static Option<long?> Optional(string name, string description, long least, long most = long.MaxValue) =>
        new(name) { Description = description, CustomParser = result => Parse(result, name, least, most) };

    /// <param name="value">Of a command without the option.</param>
    public static Option<int> WithDefault(string name, string description, int value, int least, int most = int.MaxValue) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
        CustomParser = result => (int)(Parse(result, name, least, most) ?? value),
    };

    private static long? Parse(ArgumentResult result, string name, long least, long most)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most)
        {
            return number;
        }

        var range = most is long.MaxValue or int.MaxValue ? $"{least} or more" : $"{least} to {most}";
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number, {range}; it is '{text}'."));
        return null;
    }
}

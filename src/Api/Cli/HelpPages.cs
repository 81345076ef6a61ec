using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Agora.Api.Cli;

/// <summary>The help of every verb on one page, made from the commands themselves.</summary>
internal static class HelpPages
{
    public static string Write(RootCommand root)
    {
        var page = new StringBuilder();
        page.Append("# The command `agora`\n\nMade by `build/generated.sh` from the program; do not edit.\n");
        page.Append("In a checkout, `build/agora` runs it.\n");
        Append(page, root, "agora");
        return page.ToString();
    }

    private static void Append(StringBuilder page, Command command, string name)
    {
        using var help = new StringWriter(CultureInfo.InvariantCulture);
        var words = name.Split(' ').Skip(1).Append("--help").ToArray();
        var root = CommandLine.Root();
        root.Parse(words).Invoke(new InvocationConfiguration { Output = help });

        var text = help.ToString().ReplaceLineEndings("\n").TrimEnd();
        page.Append(CultureInfo.InvariantCulture, $"\n## {name}\n\n```\n{text}\n```\n");
        foreach (var verb in command.Subcommands.Where(c => !c.Hidden).OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            Append(page, verb, $"{name} {verb.Name}");
        }
    }
}

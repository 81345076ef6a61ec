using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Agora.Infrastructure.Settings;

namespace Agora.Api.Configuration;

/// <summary>Writes the page of all settings and <c>.env.example</c> from the options types and their documentation comments.</summary>
internal static partial class SettingsReference
{
    public static string Markdown()
    {
        var page = new StringBuilder("""
            # Settings

            Generated from the options types by `build/generated.sh`. A flag (`--Section:Name=value`) overrides the environment
            (`Section__Name=value`), which overrides `.env`, which overrides `appsettings.json`. A list takes `:0`, `:1`, ... after its name
            (`__0`, `__1`, ... in the environment). An unknown setting is refused with the nearest known name, and a value out of its range
            with the range.


            """);
        foreach (var (name, type) in SettingsCatalogue.Sections)
        {
            page.Append("## ")
                .Append(name)
                .Append("\n\n")
                .Append(Summary(type))
                .Append("\n\n| setting | environment | default | value | meaning |\n|---|---|---|---|---|\n");
            foreach (var setting in SettingDescription.Of(name, type))
            {
                page.Append("| `")
                    .Append(setting.Path)
                    .Append("` | ")
                    .Append(Names(setting))
                    .Append(" | ")
                    .Append(Default(setting))
                    .Append(" | ")
                    .Append(setting.IsList ? "a list" : setting.Wanted).Append(" | ").Append(Summary(setting.Property)).Append(" |\n");
            }

            page.Append('\n');
        }

        page.Append("## Other environment variables\n\n| variable | meaning |\n|---|---|\n");
        foreach (var (name, meaning) in SettingsCatalogue.Variables)
        {
            page.Append("| `").Append(name).Append("` | ").Append(meaning).Append(" |\n");
        }

        return page.ToString();
    }

    public static string DotEnv()
    {
        var file = new StringBuilder("""
            # Every setting with its default. Copy to .env, and take the # away from what you change. Empty values count as absent.
            # src/Api/Configuration/README.md says what each one means.

            """);
        foreach (var (name, type) in SettingsCatalogue.Sections)
        {
            file.Append("\n# ").Append(name).Append('\n');
            foreach (var setting in SettingDescription.Of(name, type))
            {
                var variable = SettingsCatalogue.ShortNames.FirstOrDefault(pair => pair.Value == setting.Path).Key ?? setting.Variable;
                file.Append("# ").Append(variable).Append(setting.IsList ? "__0" : "").Append('=').Append(Quote(setting)).Append('\n');
            }
        }

        return file.ToString();
    }

    private static string Quote(SettingDescription setting)
    {
        var text = setting.IsList ? "" : SettingDescription.Text(setting.Default);
        return text.Contains(' ', StringComparison.Ordinal) ? $"\"{text}\"" : text;
    }

    private static string Default(SettingDescription setting) =>
        setting.IsList || SettingDescription.Text(setting.Default) is "" ? "" : $"`{SettingDescription.Text(setting.Default)}`";

    private static string Names(SettingDescription setting) => string.Join(", ", SettingsCatalogue.ShortNames
        .Where(pair => pair.Value == setting.Path)
        .Select(pair => pair.Key)
        .Append(setting.IsList ? setting.Variable + "__0" : setting.Variable)
        .Select(name => $"`{name}`"));

    private static string Summary(MemberInfo member)
    {
        var id = member is Type type ? $"T:{type.FullName}" : $"P:{member.DeclaringType!.FullName}.{member.Name}";
        var assembly = (member as Type ?? member.DeclaringType!).Assembly;
        var summary = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .FirstOrDefault(element => element.Attribute("name")?.Value == id)?.Element("summary");
        return summary is null
            ? ""
            : Spaces().Replace(string.Concat(summary.Nodes().Select(Plain)), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Plain(XNode node) => node switch
    {
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")?.Value.Split('.')[^1] ?? see.Attribute("langword")?.Value}`",
        XElement element => $"`{element.Value}`",
        _ => node.ToString(),
    };

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}

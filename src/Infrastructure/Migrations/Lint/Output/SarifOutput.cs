using System.Text.Json;

namespace Agora.Migrations.Lint.Output;

internal static class SarifOutput
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    public static void Write(LintReport report, TextWriter target, LintOutputOptions options) =>
        JsonOutput.Document(target, JsonOutput.Indented, json =>
    {
        var rules = report.Findings.Select(finding => finding.Rule).Distinct().OrderBy(rule => rule.Id, StringComparer.Ordinal).ToList();
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        Tool(json, rules, options.Program);
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (var finding in report.Findings.Where(finding => finding.IsInScope))
        {
            Result(json, finding, rules.IndexOf(finding.Rule), options);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Tool(Utf8JsonWriter json, List<Rule> rules, string program)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", $"{program} lint");
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            json.WriteString("name", rule.Slug);
            Text(json, "shortDescription", rule.Trigger);
            Text(json, "fullDescription", rule.Why);
            Text(json, "help", $"{rule.Why}\n\nLock: {(rule.Lock.Length > 0 ? rule.Lock : "none")}\n\nInstead: {rule.Recipe}");
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(rule.Severity));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Result(Utf8JsonWriter json, Finding finding, int rule, LintOutputOptions options)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule.Id);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", Level(finding.Severity));
        Text(json, "message", finding.Message);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        Artifact(json, finding, options);
        Region(json, "region", finding.Range);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        if (finding.Fix.Count > 0)
        {
            Fix(json, finding, options);
        }

        if (finding.Allowed is { } allowed)
        {
            json.WriteStartArray("suppressions");
            json.WriteStartObject();
            json.WriteString("kind", "inSource");
            json.WriteString("justification", allowed.Reason);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Fix(Utf8JsonWriter json, Finding finding, LintOutputOptions options)
    {
        json.WriteStartArray("fixes");
        json.WriteStartObject();
        Text(json, "description", finding.Rule.Recipe);
        json.WriteStartArray("artifactChanges");
        json.WriteStartObject();
        Artifact(json, finding, options);
        json.WriteStartArray("replacements");
        foreach (var edit in finding.Fix)
        {
            json.WriteStartObject();
            Region(json, "deletedRegion", edit.Range);
            Text(json, "insertedContent", edit.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Artifact(Utf8JsonWriter json, Finding finding, LintOutputOptions options)
    {
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", string.Join('/', (options.PathPrefix + finding.File).Split('/').Select(Uri.EscapeDataString)));
        json.WriteEndObject();
    }

    private static void Region(Utf8JsonWriter json, string name, TextRange range)
    {
        json.WriteStartObject(name);
        json.WriteNumber("startLine", range.Line);
        json.WriteNumber("startColumn", range.Column);
        json.WriteNumber("endLine", range.EndLine);
        json.WriteNumber("endColumn", range.EndColumn);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Level(Severity severity) => severity == Severity.Off ? "none" : severity.Word();
}

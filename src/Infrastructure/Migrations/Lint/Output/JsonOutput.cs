using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Agora.Migrations.Lint.Output;

internal static class JsonOutput
{
    internal static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static readonly JsonWriterOptions Indented = Compact with { Indented = true, NewLine = "\n" };

    public static void Write(LintReport report, TextWriter target, LintOutputOptions options)
    {
        Line(target, json => json.WriteString("schema", "agora.lint/1"));
        foreach (var finding in report.Findings)
        {
            Line(target, json => Finding(json, finding, options));
        }

        Line(target, json =>
        {
            json.WriteString("event", "summary");
            json.WriteNumber("files", report.Files);
            json.WriteNumber("statements", report.Statements);
            json.WriteNumber("errors", report.Count(Severity.Error));
            json.WriteNumber("warnings", report.Count(Severity.Warning));
            json.WriteNumber("notes", report.Count(Severity.Info));
            json.WriteNumber("allowed", report.Allowed);
        });
    }

    /// <summary>Writes one document of JSON.</summary>
    internal static void Document(TextWriter target, JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            write(json);
        }

        target.Write(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
        target.WriteLine();
    }

    private static void Line(TextWriter target, Action<Utf8JsonWriter> write) => Document(target, Compact, json =>
    {
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    });

    private static void Finding(Utf8JsonWriter json, Finding finding, LintOutputOptions options)
    {
        json.WriteString("event", "finding");
        json.WriteString("rule", finding.Rule.Id);
        json.WriteString("slug", finding.Slug);
        json.WriteString("severity", finding.Severity.Word());
        json.WriteString("file", options.PathPrefix + finding.File);
        Range(json, finding.Range);
        json.WriteString("message", finding.Message);
        json.WriteString("lock", finding.Lock);
        json.WriteString("work", finding.Work);
        json.WriteString("recipe", finding.Recipe);
        json.WriteString("docs_url", finding.Rule.DocsOn(options.RulesPage));
        json.WriteBoolean("in_scope", finding.IsInScope);
        json.WriteBoolean("loses_data", finding.LosesData);
        json.WriteStartArray("fix");
        foreach (var edit in finding.Fix)
        {
            json.WriteStartObject();
            json.WriteStartObject("range");
            json.WriteNumber("start", edit.Range.Start);
            json.WriteNumber("end", edit.Range.End);
            Range(json, edit.Range);
            json.WriteEndObject();
            json.WriteString("text", edit.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (finding.Allowed is { } allowed)
        {
            json.WriteStartObject("allowed");
            json.WriteString("reason", allowed.Reason);
            json.WriteString("expires", allowed.Expires is { } day ? FormattableString.Invariant($"{day:yyyy-MM-dd}") : null);
            json.WriteEndObject();
        }
    }

    private static void Range(Utf8JsonWriter json, TextRange range)
    {
        json.WriteNumber("line", range.Line);
        json.WriteNumber("col", range.Column);
        json.WriteNumber("end_line", range.EndLine);
        json.WriteNumber("end_col", range.EndColumn);
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Agora.Application.Monitoring;
using Agora.Domain.Common;
using MediatR;

namespace Agora.Api.DatabaseConsole;

/// <summary>Probes as tables with their explanations.</summary>
internal static class ProbeSections
{
    private const string Statement = "statement";

    private static readonly Dictionary<string, string> NoParameters = [];

    private static readonly string[] Units = [" bytes", " milliseconds", " seconds", " percent"];

    public static Task<Result<ProbeTable>> RunAsync(
        IMediator mediator, string probe, CancellationToken ct, IReadOnlyDictionary<string, string>? parameters = null) =>
        mediator.Send(new RunProbe(probe, parameters ?? NoParameters), ct);

    /// <summary>Sections of several probes, which run side by side.</summary>
    public static async Task<Html> WriteAsync(IMediator mediator, IEnumerable<string> probes, CancellationToken ct)
    {
        var tables = await Task.WhenAll(probes.Select(async name => (Name: name, Table: await RunAsync(mediator, name, ct))));
        return Html.Join(tables.Select(one => Section(one.Name, one.Table)));
    }

    /// <param name="actions">What stands at the end of each row; null for nothing.</param>
    public static Html Section(string name, Result<ProbeTable> result, Func<JsonObject, Html>? actions = null) => result.Match(
        table => Html.Of($"""
            <section aria-labelledby="{name}"><h2 id="{name}">{Heading(name)}</h2><p class="quiet">{table.Description}</p>
            {Failure(table)}{Rows(name, table, actions)}</section>
            """),
        error => Html.Of($"""
            <section aria-labelledby="{name}"><h2 id="{name}">{Heading(name)}</h2><p role="alert">{error.Message}</p></section>
            """));

    /// <summary>Why rows are not of now; nothing where they are.</summary>
    public static Html Failure(ProbeTable table) => table.Failure is { } failure
        ? Html.Of($"""<p role="alert">{failure.Message} What follows is of {Time(table.TakenAt)}.</p>""")
        : Html.Empty;

    public static string Time(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);

    public static string Heading(string name) => $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('-', ' ')}";

    private static Html Rows(string name, ProbeTable table, Func<JsonObject, Html>? actions)
    {
        if (table.Rows.Count == 0)
        {
            return Html.Of($"<p>None.</p>");
        }

        var columns = table.Columns.Where(column => column.Name != Statement).ToList();
        var heads = columns.Select(column => Html.Of($"""
            <th scope="col" class="{(column.Type == "number" ? "n" : "")}">{Head(column, columns)}</th>
            """));
        var rows = table.Rows.Select(row => Html.Of($"""
            <tr>{Html.Join(columns.Select(column => Figures.Cell(column, row[column.Name])))}{Last(row)}</tr>{Text(row)}
            """));
        return Html.Of($"""
            <div class="scroll" role="region" aria-labelledby="{name}" tabindex="0"><table><thead><tr>{Html.Join(heads)}
            {(actions is null ? Html.Empty : Html.Of($"""<th scope="col">Action</th>"""))}</tr></thead>
            <tbody>{Html.Join(rows)}</tbody></table></div>
            """);

        // Below the other values, so that a long one hides none of them.
        Html Text(JsonObject row) => row[Statement] is { } statement
            ? Html.Of($"""<tr class="text"><td colspan="{columns.Count + (actions is null ? 0 : 1)}"><div>{statement}</div></td></tr>""")
            : Html.Empty;

        Html Last(JsonObject row) => actions is null ? Html.Empty : Html.Of($"<td>{actions(row)}</td>");
    }

    private static Html Head(ProbeColumn column, IEnumerable<ProbeColumn> all)
    {
        var isTaken = all.Any(other => other != column && Words(column.Name, keepsUnit: false) == Words(other.Name, keepsUnit: true));
        var words = Words(column.Name, keepsUnit: isTaken);
        return column.Remark is { } remark ? Html.Of($"""<abbr title="{remark}">{words}</abbr>""") : Html.Of($"{words}");
    }

    /// <summary>The name of a member without its unit, which the values show, unless another column has that name.</summary>
    private static string Words(string name, bool keepsUnit)
    {
        var words = string.Concat(name.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
        var unit = Units.FirstOrDefault(one => words.EndsWith(one, StringComparison.Ordinal)) ?? "";
        return keepsUnit ? words : words[..^unit.Length];
    }
}

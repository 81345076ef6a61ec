using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Agora.Migrations.Files;
using Agora.Migrations.Sql;
using FluentMigrator;
using FluentMigrator.Infrastructure;

namespace Agora.Migrations.Engine;

/// <summary>The SQL of a C# class, written as the file that it would be.</summary>
internal static partial class ClassText
{
    /// <summary>A trait of this name holds directives, one a line, as they stand at the top of a file.</summary>
    public const string Trait = "migrate";

    public static MigrationFile Up(IMigrationInfo info, string slug, IReadOnlyList<string> sql, string? irreversible)
    {
        var header = new List<string>();
        if (info.Trait(Trait) is string directives)
        {
            header.AddRange(directives.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        if (info.IsBreakingChange && !header.Exists(line => line.Contains("phase=", StringComparison.Ordinal)))
        {
            header.Add("phase=contract");
        }

        if (irreversible is not null)
        {
            header.Add($"irreversible reason=\"{irreversible.ReplaceLineEndings(" ").Replace('"', '\'')}\"");
        }

        return Write(info, $"classes/{Name(info, slug)}.sql", header, sql);
    }

    public static MigrationFile Down(IMigrationInfo info, string slug, IReadOnlyList<string> sql) =>
        Write(info, $"classes/{Name(info, slug)}.down.sql", [], sql);

    /// <summary>What <see cref="MigrationFile.TokenHash"/> would be, for the same SQL.</summary>
    public static string TokenHash(IEnumerable<string> sql) => MigrationFile.HashTokens(SqlScript.Parse(Join(sql)).Statements);

    /// <summary><c>MakeThings</c> as <c>make_things</c>.</summary>
    public static string Slug(string className) => WordStart().Replace(className, "_").ToLowerInvariant();

    /// <summary>A literal that holds the present moment would be another one in every run.</summary>
    public static string? Clock(IEnumerable<string> sql, DateTimeOffset now) => sql
        .SelectMany(text => Moment().Matches(text))
        .Select(match => match.Value)
        .FirstOrDefault(value => DateTime.TryParse(value, CultureInfo.InvariantCulture, out var moment)
            && (IsNear(moment, now.UtcDateTime) || IsNear(moment, now.LocalDateTime)));

    private static bool IsNear(DateTime moment, DateTime now) => (moment - now).Duration() < TimeSpan.FromMinutes(1);

    private static string Name(IMigrationInfo info, string slug) => string.Create(CultureInfo.InvariantCulture, $"{info.Version}_{slug}");

    private static MigrationFile Write(IMigrationInfo info, string path, List<string> header, IEnumerable<string> sql)
    {
        var text = new StringBuilder();
        foreach (var line in info.TransactionBehavior == TransactionBehavior.None ? [.. header, "transaction=off"] : header)
        {
            text.Append("-- migrate: ").Append(line).Append('\n');
        }

        return new MigrationFile(path, Encoding.UTF8.GetBytes(text.Append(Join(sql)).ToString()));
    }

    /// <summary>The semicolon stands on a line of its own, because the SQL may end in a comment; one too many means nothing.</summary>
    private static string Join(IEnumerable<string> sql) =>
        string.Concat(sql.Select(text => EndsOpen(text) ? $"{text.TrimEnd()}\n;\n" : $"{text.TrimEnd()}\n"));

    private static bool EndsOpen(string text)
    {
        var script = SqlScript.Parse(text);
        return !text.TrimEnd().EndsWith(';') || script.Comments is [.., var last] && last.End >= text.TrimEnd().Length;
    }

    [GeneratedRegex(@"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordStart();

    [GeneratedRegex(
        @"[0-9]{4}(-[0-9]{2}){2}[T ][0-9]{2}(:[0-9]{2}){2}",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Moment();
}

using System.Text.RegularExpressions;

namespace Agora.Architecture.Tests;

/// <summary>SQL lives in Infrastructure and in db, and never takes a value by being pasted together.</summary>
public sealed partial class SqlTests
{
    [Theory]
    [InlineData("src/Domain")]
    [InlineData("src/Application")]
    [InlineData("src/Api")]
    public void Other_rooms_hold_no_sql(string room) =>
        Solution.SourceFiles(room).Where(file => Statement().IsMatch(File.ReadAllText(file))).ShouldBeEmpty();

    [Fact]
    public void Repositories_never_interpolate_sql()
    {
        var repositories = Solution.SourceFiles("src/Infrastructure", "*Repository.cs").ToList();

        repositories.ShouldNotBeEmpty();
        repositories.Where(file => Interpolated().IsMatch(File.ReadAllText(file))).ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_session_calls_dapper()
    {
        var callers = Solution.SourceFiles("src/Infrastructure")
            .Where(file => File.ReadAllText(file).Contains("using Dapper;", StringComparison.Ordinal))
            .Select(Path.GetFileName);

        callers.ShouldBe(["DbSession.cs", "DapperSetup.cs"], ignoreOrder: true);
    }

    /// <summary>A code of SQL alone says too little: a constraint of another table or a lost right would pass for a mistake of the caller.</summary>
    [Fact]
    public void What_catches_an_error_of_postgresql_names_its_constraint()
    {
        var filters = Solution.SourceFiles("src/Infrastructure")
            .Where(file => !file.Contains("/Database/", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal))
            .SelectMany(file => Caught().Matches(File.ReadAllText(file)).Select(m => $"{Path.GetFileName(file)}: {m.Value}"))
            .ToList();

        filters.ShouldNotBeEmpty();
        filters.Where(f => !f.Contains("ConstraintName", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // From the catch to the block that handles it.
    [GeneratedRegex(@"catch \(PostgresException.*?\n\s*\{\r?\n", RegexOptions.Singleline)]
    private static partial Regex Caught();

    // Upper-case keywords at the start of a literal's line, as the house writes SQL.
    [GeneratedRegex(@"""""""\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\s|""(SELECT|INSERT INTO|UPDATE|DELETE FROM|MERGE INTO) ")]
    private static partial Regex Statement();

    [GeneratedRegex(@"\$+@?""(?:"""")?\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\s")]
    private static partial Regex Interpolated();
}

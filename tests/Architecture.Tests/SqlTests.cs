using System.Text.RegularExpressions;

namespace Agora.Architecture.Tests;

/// <summary>SQL lives in Infrastructure and in db, and never takes a value by being pasted together.</summary>
public sealed partial class SqlTests
{
    [Theory]
    [InlineData("src/Domain")]
    [InlineData("src/Application")]
    [InlineData("src/Api")]
    public void Other_layers_hold_no_sql(string room) =>
        Solution.SourceFiles(room).Where(file => Statement().IsMatch(File.ReadAllText(file))).ShouldBeEmpty();

    /// <summary>
    /// The names of databases, roles and schemas cannot be parameters, and a count is a statement around another one; everywhere else a
    /// statement is one constant.
    /// </summary>
    [Fact]
    public void A_statement_is_a_constant()
    {
        string[] excepted =
        [
            "Database/Bootstrap/", "Database/DbSession.cs", "Database/Embedded/", "Migrations/",
        ];
        var root = Path.Combine(Solution.Root, "src/Infrastructure");
        excepted.Where(e => !Path.Exists(Path.Combine(root, e))).ShouldBeEmpty();
        var files = Solution.SourceFiles("src/Infrastructure")
            .Where(file => !excepted.Any(e => Path.GetRelativePath(root, file).StartsWith(e, StringComparison.Ordinal)))
            .ToList();

        files.Count.ShouldBeGreaterThan(100);
        files.SelectMany(file => PastedSql.In(File.ReadAllText(file)).Select(sql => $"{Path.GetRelativePath(root, file)}: {sql}"))
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData(""" var sql = $"SELECT {column} FROM app.posts"; """)]
    [InlineData(""" const string a = "b"; var sql = $"SELECT 1 WHERE {a} = 1"; """)]
    [InlineData(""" private static readonly string Sql = "SELECT 1 " + Tail; """)]
    [InlineData(""" await db.ExecuteAsync(sql + " ORDER BY " + column, null, ct); """)]
    [InlineData(""" text.Append("WHERE p.id = "); """)]
    [InlineData(""" var sql = string.Format("SELECT {0}", column); """)]
    [InlineData("// const string\nvar sql = $@\"SELECT \"\"x\"\" FROM {table}\";")]
    public void Sees_sql_that_is_put_together(string source) => PastedSql.In(source).ShouldHaveSingleItem();

    [Theory]
    [InlineData(""" const string sql = $"SELECT {Columns} FROM app.posts"; """)]
    [InlineData(""" private const string Sql = "SELECT 1 " + Tail; """)]
    [InlineData(""" var sql = "SELECT 1"; """)]
    [InlineData(""" log.Info($"{count} posts {name.ToLower()} were read"); """)]
    [InlineData(""" // var sql = $"SELECT {x}"; """)]
    [InlineData(""" var c = '"'; var text = $"{a}"; """)]
    public void Passes_over_constants_and_other_texts(string source) => PastedSql.In(source).ShouldBeEmpty();

    [Fact]
    public void Only_the_session_calls_dapper()
    {
        var callers = Solution.SourceFiles("src/Infrastructure")
            .Where(file => File.ReadAllText(file).Contains("using Dapper;", StringComparison.Ordinal))
            .Select(Path.GetFileName);

        callers.ShouldBe(["DbSession.cs", "DapperSetup.cs"], ignoreOrder: true);
    }

    /// <summary>
    /// A code of SQL alone says too little: a constraint of another table or a lost right would pass for a mistake of the caller.
    /// </summary>
    [Fact]
    public void What_catches_an_error_of_postgresql_names_its_constraint()
    {
        var filters = Solution.SourceFiles("src/Infrastructure")
            .Where(
                file => !file.Contains("/Database/", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal))
            .SelectMany(file => Caught().Matches(File.ReadAllText(file)).Select(m => $"{Path.GetFileName(file)}: {m.Value}"))
            .ToList();

        filters.ShouldNotBeEmpty();
        filters.Where(f => !f.Contains("ConstraintName", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // From the catch to the block that handles it.
    [GeneratedRegex(@"catch \(PostgresException.*?\n\s*\{\r?\n", RegexOptions.Singleline)]
    private static partial Regex Caught();

    // Upper-case keywords at the start of a literal's line, as SQL is written here.
    [GeneratedRegex(@"""""""\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\s|""(SELECT|INSERT INTO|UPDATE|DELETE FROM|MERGE INTO) ")]
    private static partial Regex Statement();
}

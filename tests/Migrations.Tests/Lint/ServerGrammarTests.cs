using System.Text;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Running;

namespace Agora.Migrations.Tests.Lint;

public sealed class ServerGrammarTests : IAsyncLifetime
{
    private ServerConnection? connection;
    private string database = "";

    private ServerConnection Connection => connection ?? throw new InvalidOperationException("Not initialised.");

    public async Task InitializeAsync()
    {
        database = await ScratchServer.NewDatabaseAsync();
        connection = await ServerConnection.OpenAsync(database, "lint", onNotice: null, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Connection.DisposeAsync();
        await ScratchServer.DropAsync(database);
    }

    [Fact]
    public async Task Points_at_the_place_that_the_grammar_refuses()
    {
        var one = LintCase.Read("PGM906").First(one => one.Triggers);

        var findings = await CheckAsync(one.Sql);

        findings.Select(finding => (finding.Statement, finding.Range.Line, finding.Range.Column))
            .ShouldBe([(0, 1, 69), (1, 2, 15), (2, 6, 22), (3, 12, 5)]);
        findings.ShouldAllBe(finding => finding.Rule.Id == "PGM906" && finding.Message.Contains("syntax error"));
    }

    [Fact]
    public async Task Accepts_every_fixture_so_that_the_lint_is_tested_on_real_SQL()
    {
        var refused = new List<string>();
        foreach (var one in LintCase.Fixtures().SelectMany(LintCase.Read).Where(one => !one.Options.Contains("invalid")))
        {
            foreach (var sql in one.Linted().Select(file => file.Sql).Concat(one.Earlier).Concat(one.Later))
            {
                refused.AddRange((await CheckAsync(sql)).Select(finding => $"{one} line {finding.Range.Line}: {finding.Message}"));
            }
        }

        refused.ShouldBeEmpty(string.Join('\n', refused));
    }

    [Fact]
    public async Task Runs_nothing()
    {
        var findings = await CheckAsync("CREATE TABLE made (id int); DO $$ BEGIN CREATE TABLE made2 (id int); END $$;");

        findings.ShouldBeEmpty();
        var made = new SqlCommand("SELECT count(*) FROM pg_class WHERE relname LIKE 'made%'");
        (await Connection.ReadAsync(made, row => row.GetInt64(0), CancellationToken.None)).ShouldBe([0L]);
    }

    private Task<IReadOnlyList<Finding>> CheckAsync(string sql) => new ServerGrammar(Connection)
        .CheckAsync([new LintFile(LintFileKind.Up, new MigrationFile(LintCase.Path, Encoding.UTF8.GetBytes(sql)))], CancellationToken.None);
}

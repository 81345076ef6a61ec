using System.Text.Json;
using Agora.Api.Tests.Cli;
using Agora.Infrastructure.Database;
using Agora.Migrations.Connections;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Agora.Api.Tests.Posts.Import.Importing;

namespace Agora.Api.Tests.Posts.Import;

/// <summary>The verb as an operator runs it: a process of its own.</summary>
public sealed class ImportPostsCommandTests(ApiFixture api) : IClassFixture<ApiFixture>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("agora-import-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Reads_a_pipe_and_says_what_became_of_it()
    {
        var post = NewPost();
        var line = JsonSerializer.Serialize(post);

        var run = await RunAsync(line + "\n" + line + "\n", "import", "posts", "-");

        run.Code.ShouldBe(0, run.Errors);
        run.Output.ShouldStartWith("created 1, updated 0, skipped 1, failed 0\n2 lines in ");
        (await api.CountAsync(post.title)).ShouldBe(1);
    }

    [Fact]
    public async Task What_it_exports_it_imports()
    {
        var post = NewPost();
        await RunAsync(JsonSerializer.Serialize(post) + "\n", "import", "posts", "-");
        foreach (var noun in new[] { "posts", "users" })
        {
            var file = Path.Combine(folder, $"{noun}.csv");

            var exported = await RunAsync("", "export", noun, file, "--format", "csv", "--formulas", "keep");
            exported.Code.ShouldBe(0, exported.Errors);
            exported.Errors.ShouldContain("exported ");
            var imported = await RunAsync("", "import", noun, file, "--mode", "insert", "--dry-run");

            // Accounts of authors who are known by their name alone have no e-mail address.
            imported.Output.ShouldStartWith("dry run: created 0, updated 0, skipped ");
            (await File.ReadAllTextAsync(file)).ShouldContain(noun == "posts" ? post.title : "@example.org");
        }
    }

    [Fact]
    public async Task Keeps_every_rejected_line_and_fails_when_one_failed()
    {
        var rejects = Path.Combine(folder, "rejects.ndjson");
        var file = await FileAsync(string.Join('\n', Enumerable.Range(0, 25).Select(_ => "{").Append(JsonSerializer.Serialize(NewPost()))));

        var run = await RunAsync("", "import", "posts", file, "--rejects", rejects);

        run.Code.ShouldBe(1);
        run.Output.ShouldStartWith("created 1, updated 0, skipped 0, failed 25\n");
        run.Errors.Split('\n').Count(l => l.StartsWith("line ", StringComparison.Ordinal)).ShouldBe(20);
        run.Errors.ShouldContain("and 5 more");
        var kept = (await File.ReadAllLinesAsync(rejects)).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        kept.Count.ShouldBe(25);
        (kept[24].GetProperty("line").GetInt64(), kept[24].GetProperty("outcome").GetString()).ShouldBe((25, "failed"));
        kept[24].GetProperty("reason").GetString().ShouldNotBeNull().ShouldStartWith("not JSON");
    }

    [Fact]
    public async Task Says_of_a_csv_file_what_would_become_of_it()
    {
        var title = $"{Guid.NewGuid():N}";
        var file = await FileAsync($"author,title,body\nAda,{title},Text\nAda,,Text\n");

        var run = await RunAsync("", "import", "posts", file, "--dry-run", "--format", "csv");

        run.Code.ShouldBe(1);
        run.Output.ShouldStartWith("dry run: created 1, updated 0, skipped 0, failed 1\n");
        run.Errors.ShouldContain("line 3: title: is missing");
        (await api.CountAsync(title)).ShouldBe(0);
    }

    [Fact]
    public async Task Says_in_one_sentence_what_an_operator_can_mend()
    {
        var empty = await FileAsync("title;body\n");
        var self = await FileAsync("{}");

        (await RunAsync("", "import", "posts", Path.Combine(folder, "missing"))).ShouldFail(2, "missing");
        (await RunAsync("", "import", "posts", empty)).ShouldFail(1, "unknown column");
        (await RunAsync("", "import", "posts", self, "--rejects", self)).ShouldFail(2, "--rejects");
        (await RunAsync("", "import", "posts", self, "--batch", "0")).ShouldFail(2, "--batch");
        (await RunAsync("", "import", "posts", self, "--format", "xml")).ShouldFail(2, "xml");
    }

    [Fact]
    public async Task A_database_that_is_away_costs_no_stack_trace()
    {
        var file = await FileAsync(JsonSerializer.Serialize(NewPost()));

        var run = await RunAsync("", ["import", "posts", file], database: "postgresql://nobody:x@127.0.0.1:1/none");

        run.ShouldFail(1, "cannot be reached");
        run.Output.ShouldStartWith("created 0, updated 0, skipped 0, failed 0\n");
    }

    private async Task<string> FileAsync(string text)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(path, text);
        return path;
    }

    private Task<Run> RunAsync(string input, params string[] words) =>
        RunAsync(input, words, DatabaseLogin.From(api.Services.GetRequiredService<DatabaseAccess>().Runtime).Url);

    private static async Task<Run> RunAsync(string input, string[] words, string database)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = database,
            ["SECRET_KEY"] = Convert.ToBase64String(new byte[32]),
        };
        var (code, output, errors) = await AgoraProcess.RunAsync(environment, input, words);
        return new Run(code, output, errors);
    }

    private sealed record Run(int Code, string Output, string Errors)
    {
        public void ShouldFail(int code, string reason)
        {
            Code.ShouldBe(code, Errors);
            Errors.ShouldContain(reason);
            Errors.ShouldNotContain("   at ");
        }
    }
}

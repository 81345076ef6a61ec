using System.Text.RegularExpressions;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Reviews;
using Agora.Migrations.Tests.Tracing;
using Agora.Migrations.Tracing;
using Agora.Testing;

namespace Agora.Migrations.Tests.Reviews;

/// <summary>
/// The pages lie beside their directories, where a reader can look at them. Durations differ from run to run and stand as 0.0 ms.
/// </summary>
[Trait("Category", "Generated")]
public sealed partial class ReviewPageTests
{
    private static readonly TraceRequest Change = new(new HashSet<long> { 20260201000000 });

    [Fact]
    public async Task Says_of_a_careful_change_that_no_query_waits_long()
    {
        var (page, exit) = await ReviewAsync("calm", Change, trace: true);

        Generated.ShouldBeCurrent("tests/Migrations.Tests/Reviews/calm/review.md", page);
        exit.ShouldBe(MigratorExit.Ok);
    }

    [Fact]
    public async Task Warns_of_a_dangerous_change_with_locks_recipes_and_missing_guardrails()
    {
        var (page, exit) = await ReviewAsync("dangerous", Change, trace: true);

        Generated.ShouldBeCurrent("tests/Migrations.Tests/Reviews/dangerous/review.md", page);
        exit.ShouldBe(MigratorExit.LintErrors);
    }

    [Fact]
    public async Task Says_so_when_nothing_was_traced()
    {
        var (page, exit) = await ReviewAsync("dangerous", Change, trace: false);

        page.ShouldContain("**Not traced** (`--no-trace`)");
        page.ShouldContain(
            "| ACCESS EXCLUSIVE on `shop.orders` | Readers and writers of `shop.orders` wait until the step ends, while all of it is "
            + "rewritten (in production 12,000,000 rows, 1.5 GB). |");
        page.ShouldContain("Only a trace can tell what it does.");
        page.ShouldNotContain(" ms |");
        exit.ShouldBe(MigratorExit.LintErrors);
    }

    [Fact]
    public async Task Is_short_when_there_is_nothing_to_review()
    {
        var (page, exit) = await ReviewAsync(
            "calm", new TraceRequest(new HashSet<long>(), new HashSet<string>(StringComparer.Ordinal)), trace: false);

        page.Split('\n')[0].ShouldBe("# Review of 0 migrations");
        exit.ShouldBe(MigratorExit.Ok);
    }

    private static async Task<(string Page, MigratorExit Exit)> ReviewAsync(string fixture, TraceRequest request, bool trace)
    {
        var root = Path.Combine(AppContext.BaseDirectory, "Reviews", fixture);
        var directory = MigrationDirectory.Read(root);
        var options = LintPolicy.Of(root, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var lint = MigrationLinter.Lint(LintRequest.Of(directory, options));
        TraceReport? traced = null;
        if (trace)
        {
            await using var scratch = await Scratch.CreateAsync();
            traced = await new Tracer(
                new MigratorOptions { ConnectionString = scratch.Migrator, Directory = root }, scratch, TimeProvider.System)
                .RunAsync(request, CancellationToken.None);
        }

        var subject = ReviewSubject.Of(directory, request, PolicyFile.Read(root), lint, options, traced);
        await using var page = new StringWriter();
        ReviewPage.Write(subject, page, "db/rules.md");
        return (Duration().Replace(page.ToString(), "0.0 ms |"), subject.Exit(options.FailOn));
    }

    [GeneratedRegex(@"[0-9]+\.[0-9] ms \|", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Duration();
}

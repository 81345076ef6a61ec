using System.CommandLine;
using Agora.Infrastructure.Database.Embedded;
using Agora.Migrations;
using Agora.Migrations.Cli;

namespace Agora.Api.Tests.Cli;

public sealed class OutputFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("agora-output").FullName;

    private string Target => Path.Combine(folder, "agora.sql");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Writes_what_standard_output_would_hold_for_the_account_alone()
    {
        var printed = await RunAsync("migrate", "script");

        var (exit, output, errors) = await RunAsync("migrate", "script", "--output", Target);

        exit.ShouldBe(0, errors);
        output.ShouldBeEmpty();
        (await File.ReadAllTextAsync(Target)).ShouldBe(printed.Output);
        new FileInfo(Target).UnixFileMode.ShouldBe(FileModes.Secret);
        errors.ShouldContain($"Wrote {Target} (mode 0600): ");
        errors.ShouldContain($"Next: read it, then run it as the role that migrates: psql -X -v ON_ERROR_STOP=1 -f {Target} ");
        Directory.GetFiles(folder).ShouldBe([Target]);
    }

    [Fact]
    public async Task Replaces_another_file_only_when_forced()
    {
        await File.WriteAllTextAsync(Target, "kept");
        FileModes.Set(Target, FileModes.Readable);

        var refused = await RunAsync("migrate", "script", "--output", Target);
        var kept = await File.ReadAllTextAsync(Target);
        var forced = await RunAsync("migrate", "script", "--output", Target, "--force");

        refused.Exit.ShouldBe(2);
        refused.Errors.ShouldBe($"The file {Target} is there already: name another one, or pass --force to replace it.\n");
        kept.ShouldBe("kept");
        forced.Exit.ShouldBe(0, forced.Errors);
        (await File.ReadAllTextAsync(Target)).ShouldNotBe("kept");
        new FileInfo(Target).UnixFileMode.ShouldBe(FileModes.Secret);
        Directory.GetFiles(folder).ShouldBe([Target]);
    }

    [Fact]
    public async Task Asks_for_a_place_before_it_gives_roles_passwords_that_would_be_lost()
    {
        await File.WriteAllTextAsync(Target, "kept");

        // Port 1 refuses every connection: who gets as far as connecting says something else.
        var (exit, _, errors) = await RunAsync("db", "init", "--admin", "postgresql://postgres:x@127.0.0.1:1/postgres", "--output", Target);

        exit.ShouldBe(2);
        errors.ShouldStartWith($"The file {Target} is there already");
    }

    [Fact]
    public async Task Leaves_nothing_when_the_verb_fails()
    {
        var (exit, _, errors) = await RunAsync("db", "init", "--admin", "postgresql://postgres:x@127.0.0.1:1/postgres", "--output", Target);

        exit.ShouldBe(1);
        errors.ShouldStartWith("The database cannot be reached:");
        Directory.GetFileSystemEntries(folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Keeps_the_text_in_its_draft_when_the_place_is_taken_meanwhile()
    {
        var refused = await MoveFailsAsync(() => File.WriteAllText(Target, "kept"));

        refused.ShouldStartWith($"The file {Target} was made meanwhile. Its text is in {Target}.");
        (await File.ReadAllTextAsync(Target)).ShouldBe("kept");
        await DraftHoldsTheTextAsync(refused);
    }

    [Fact]
    public async Task Keeps_the_text_in_its_draft_when_it_cannot_be_moved()
    {
        var refused = await MoveFailsAsync(() => Directory.CreateDirectory(Target), "--force");

        refused.ShouldStartWith($"The file {Target} cannot be written: ");
        await DraftHoldsTheTextAsync(refused);
    }

    [Fact]
    public async Task Prints_the_text_when_the_disk_takes_none_of_it()
    {
        var printed = await RunAsync("migrate", "script");

        // No file may grow, as on a full disk. The runtime needs files in memory for its second mapping of code.
        var (exit, output, errors) = await AgoraProcess.RunInShellAsync(
            "trap '' XFSZ; ulimit -f 0; export DOTNET_EnableWriteXorExecute=0", "migrate", "script", "--output", Target);

        exit.ShouldBe(2, errors);
        output.ShouldBe(printed.Output);
        errors.ShouldContain($"The file {Target} cannot be written: ");
        errors.ShouldContain("Standard output has its text instead.");
        errors.ShouldNotContain("   at ");
        Directory.GetFileSystemEntries(folder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("migrate script --output {folder}/none/agora.sql", "cannot be written: there is no folder ")]
    [InlineData("migrate script --output {folder}", "--output must name a file, and ")]
    [InlineData("migrate review --no-trace --output {folder}/none/review.md", "cannot be written: there is no folder ")]
    public async Task A_place_that_cannot_be_written_is_one_sentence(string words, string sentence)
    {
        var (exit, _, errors) = await RunAsync(words.Replace("{folder}", folder, StringComparison.Ordinal).Split(' '));

        exit.ShouldBe(2, errors);
        errors.ShouldContain(sentence);
        errors.ShouldNotContain("   at ");
    }

    private async Task<string> MoveFailsAsync(Action afterOpening, params string[] words)
    {
        var command = new RootCommand { OutputFile.Option, OutputFile.Force };
        await using var file = OutputFile.Open(command.Parse(["--output", Target, .. words])).ShouldNotBeNull();
        afterOpening();
        var refused = await Should.ThrowAsync<UsageException>(
            () => file.WriteAsync("passwords", "the logins.", "migrate", CancellationToken.None));
        return refused.Message;
    }

    private async Task DraftHoldsTheTextAsync(string refused)
    {
        var draft = Directory.GetFiles(folder, "*.draft").ShouldHaveSingleItem();
        refused.ShouldEndWith($" Its text is in {draft}: move that file to its place.");
        (await File.ReadAllTextAsync(draft)).ShouldBe("passwords");
        new FileInfo(draft).UnixFileMode.ShouldBe(FileModes.Secret);
    }

    private static Task<(int Exit, string Output, string Errors)> RunAsync(params string[] words) =>
        AgoraProcess.RunAsync(new Dictionary<string, string>(StringComparer.Ordinal), "", words);
}

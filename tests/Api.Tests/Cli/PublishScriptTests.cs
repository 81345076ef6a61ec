using System.Runtime.CompilerServices;
using Agora.Api.Tests.Readme;
using Agora.Infrastructure.Database.Embedded;

namespace Agora.Api.Tests.Cli;

/// <summary><c>build/agora</c> in a checkout of its own, with a stand-in for the SDK that counts what it publishes.</summary>
public sealed class PublishScriptTests : IAsyncLifetime
{
    private const string Sdk = """
        #!/bin/sh
        [ -z "$FAILS" ] || exit 1
        while [ "$1" != --output ]; do shift; done
        echo x >> "$PUBLISHED"
        printf '#!/bin/sh\necho "ran $*"\nexit 3\n' > "$2/agora"
        chmod +x "$2/agora"
        """;

    private readonly string checkout = Directory.CreateTempSubdirectory("agora-checkout").FullName;

    private string Published => Path.Combine(checkout, "published");

    public async Task InitializeAsync()
    {
        foreach (var folder in new[] { "src/Api/obj", "db", "build", "tools" })
        {
            Directory.CreateDirectory(Path.Combine(checkout, folder));
        }

        foreach (var file in new[] { "src/Api/Program.cs", "Directory.Build.props", "Directory.Packages.props", "global.json" })
        {
            await WriteAsync(file, "");
        }

        await WriteAsync("tools/dotnet", Sdk);
        FileModes.Set(Path.Combine(checkout, "tools/dotnet"), FileModes.PrivateFolder);
        File.Copy(Script(), Path.Combine(checkout, "build/agora"));
    }

    public Task DisposeAsync()
    {
        Directory.Delete(checkout, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Publishes_once_and_runs_the_program_with_its_words_and_exit_code()
    {
        var first = await RunAsync("migrate status");
        var second = await RunAsync("--version");

        first.ShouldBe((3, "ran migrate status\n"));
        second.ShouldBe((3, "ran --version\n"));
        (await File.ReadAllLinesAsync(Published)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Publishes_again_after_a_change_of_the_sources_and_not_after_a_build()
    {
        await RunAsync("");
        await WriteAsync("src/Api/obj/made.cs", "");
        Touch("src/Api/obj/made.cs");
        await RunAsync("");
        var afterBuild = (await File.ReadAllLinesAsync(Published)).Length;
        Touch("src/Api/Program.cs");
        await RunAsync("");

        afterBuild.ShouldBe(1);
        (await File.ReadAllLinesAsync(Published)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_program_that_does_not_build_is_not_run()
    {
        await RunAsync("");
        Touch("src/Api/Program.cs");

        var (exit, output) = await RunAsync("", fails: "1");

        exit.ShouldBe(1);
        output.ShouldBeEmpty();
        Directory.GetDirectories(Path.Combine(checkout, "artifacts/agora")).Length.ShouldBe(2, "the program and the link to it");
    }

    private async Task<(int Exit, string Output)> RunAsync(string words, string fails = "")
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{checkout}/tools:{Environment.GetEnvironmentVariable("PATH")}",
            ["PUBLISHED"] = Published,
            ["FAILS"] = fails,
        };
        using var process = Bash.Start($"exec build/agora {words}", environment, checkout);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await errors;
        return (process.ExitCode, output);
    }

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(checkout, file), text);

    /// <summary>The file changes after all that was published.</summary>
    private void Touch(string file) =>
        File.SetLastWriteTimeUtc(Path.Combine(checkout, file), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1));

    private static string Script([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "build", "agora"));
}

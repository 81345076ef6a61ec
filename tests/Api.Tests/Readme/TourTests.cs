using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Agora.Testing;

namespace Agora.Api.Tests.Readme;

/// <summary>The tour of the README, run as it stands there.</summary>
public sealed partial class TourTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task The_tour_works_as_it_is_written()
    {
        var blocks = TourBlock().Matches(await File.ReadAllTextAsync(Readme())).Select(m => m.Groups["script"].Value).ToList();
        var script = string.Join('\n', blocks)
            .Replace("http://127.0.0.1:8007", api.Address.ToString().TrimEnd('/'), StringComparison.Ordinal);

        var (exit, output, errors) = await Bash.RunAsync(script);

        blocks.Count.ShouldBeGreaterThan(5);
        exit.ShouldBe(0, errors);
        output.ShouldContain("\"email\":\"ada@example.org\"");
        errors.ShouldContain("HTTP/1.1 201 Created");
        output.ShouldContain("\"status\":\"published\"");
        output.ShouldContain("\"snippet\":");
        output.ShouldContain("\"code\":\"validation.failed\"");
    }

    private static string Readme([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "README.md"));

    [GeneratedRegex("```sh tour\n(?<script>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex TourBlock();
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Agora.Application.Posts.Import;
using Agora.Infrastructure.Tests.Posts.Import;

namespace Agora.Infrastructure.Tests.Demo;

/// <summary><c>build/demo-data.sh</c> with an apt of our own, whose index holds what real ones hold on bad days.</summary>
public sealed class DemoDataScriptTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("agora-demo-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Makes_posts_that_an_import_takes()
    {
        var posts = await PostsAsync("""
            Package: quill
            Version: 1.0-2
            Maintainer: "Doe, Jane" <jane@example.org>, Second Person <second@example.org>
            Description: Writes with "quotes" and \backslashes\
            Description-md5: 0123
            Homepage: https://example.org/quill
            Tag: role::program, devel::lang:c++,
             special::not-yet-tagged, works-with::text
            Section: contrib/editors
            Priority: optional
            Filename: pool/q/quill.deb

            Package: plain
            Version: 2
            Maintainer: Solo <solo@example.org>,
            Section: games
            Priority: extra
            Description: Tab{tab}and bell {bell}
             First paragraph, folded
             over{tab}two{bell} lines.
             .
              * one
                of several words
              * two
             Then text, é 漢 😀.
            Filename: pool/p/plain.deb

            Package: quill
            Version: 0.9
            Maintainer: Packager <old@example.org>
            Description: An older version
            Section: editors
            Filename: pool/q/quill-old.deb
            """.Replace("{tab}", "\t", StringComparison.Ordinal).Replace("{bell}", "\u0007", StringComparison.Ordinal));

        posts.Select(p => p.Title).ShouldBe(["quill: Writes with \"quotes\" and \\backslashes\\", "plain: Tab and bell"]);
        posts[0].Author.ShouldBe(new RawAuthor("\"Doe, Jane\" <jane@example.org>", null, null, null));
        posts[0].Tags.ShouldBe(["contrib", "editors", "role-program", "devel-lang-cpp", "works-with-text"]);
        posts[0].Body.ShouldBe(
            "Writes with \"quotes\" and \\backslashes\\.\n\nPackage quill 1.0-2, section contrib/editors, priority "
            + "optional.\nhttps://example.org/quill");
        posts[1].Author!.Text.ShouldBe("Solo <solo@example.org>");
        posts[1].Body!.Split("\n\n")[..2]
            .ShouldBe(["First paragraph, folded over\ttwo\u0007 lines.", "* one of several words\n* two\nThen text, é 漢 😀."]);
        PostLine.Check(1, posts[0], Now).Value.Author.ShouldBe(new ImportedAuthor("Doe, Jane", "jane@example.org", null));
    }

    [Fact]
    public async Task Cuts_a_long_title_between_characters()
    {
        var posts = await PostsAsync($"""
            Package: long
            Version: 1
            Maintainer: Solo <solo@example.org>
            Section: games
            Description: {string.Concat(Enumerable.Repeat("漢", 100))}
            Filename: pool/l/long.deb
            """);

        posts[0].Title.ShouldBe($"long: {string.Concat(Enumerable.Repeat("漢", 63))}...");
    }

    [Fact]
    public async Task Gives_a_post_the_same_date_every_time()
    {
        var index = string.Join("\n\n", Enumerable.Range(0, 50).Select(i => $"""
            Package: p{i}
            Version: 1
            Maintainer: Solo <solo@example.org>
            Section: games
            Description: text
            Filename: pool/p/p{i}.deb
            """));

        var (first, second) = (await PostsAsync(index), await PostsAsync(index));

        first.Select(p => p.PublishedAt).ShouldBe(second.Select(p => p.PublishedAt));
        first.Select(p => p.PublishedAt).Distinct(StringComparer.Ordinal).Count().ShouldBeGreaterThan(40);
        first.ShouldAllBe(p => PostLine.Check(1, p, Now).IsSuccess);
    }

    [Fact]
    public async Task Says_what_to_do_when_apt_knows_no_packages()
    {
        var (code, _, errors) = await RunAsync("");

        code.ShouldBe(1);
        errors.ShouldContain("apt-get update");
        errors.ShouldContain("--fetch");
    }

    private async Task<List<RawPost>> PostsAsync(string index)
    {
        var (code, output, errors) = await RunAsync(index);
        code.ShouldBe(0, errors);
        var lines = await PostFileTests.ReadAsync(output);
        lines.ShouldAllBe(l => l.Problem == null);
        return [.. lines.Select(l => l.Item!)];
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(string index)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "index"), index + "\n");
        Tool("apt-cache", $"#!/bin/sh\ncat '{folder}/index'\n");
        Tool("apt-get", "#!/bin/sh\nexit 0\n");
        var start = new ProcessStartInfo("sh", [Script()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }

    private void Tool(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string Script([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "build", "demo-data.sh"));
}

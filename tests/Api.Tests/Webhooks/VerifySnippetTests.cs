using System.Text.RegularExpressions;
using Agora.Api.Tests.Readme;
using Agora.Testing;

namespace Agora.Api.Tests.Webhooks;

/// <summary>The check of a signature, run as it stands in the README, with the published vector of Standard Webhooks.</summary>
public sealed partial class VerifySnippetTests
{
    [Theory]
    [InlineData("{\"test\": 2432232314}", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "genuine")]
    [InlineData("{\"test\": 2432232314}", "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "genuine")]
    [InlineData("{\"test\": 2432232315}", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "forged")]
    public async Task The_snippet_of_the_README_recognizes_what_is_genuine(string body, string signatures, string verdict)
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Generated.Folder, "README.md"));
        var script = Snippet().Match(readme).Groups["script"].Value;

        var (exit, output, errors) = await Bash.RunAsync(
            $"""
             {script}
             verify whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw msg_p5jXN8AQM9LWM0D4loKWxJek 1614265330 '{signatures}' <(printf %s '{body}')
             """);

        (exit, output.Trim()).ShouldBe((0, verdict), errors);
    }

    [GeneratedRegex("```sh webhook\n(?<script>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Snippet();
}

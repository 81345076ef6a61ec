using System.Text.RegularExpressions;

namespace Agora.Architecture.Tests;

public sealed partial class AssertionTests
{
    /// <summary>
    /// <c>x?.Y.ShouldBe(...)</c> asserts nothing when x is null, since the whole chain is skipped: <c>(x?.Y).ShouldBe(...)</c> does.
    /// </summary>
    [Fact]
    public void No_assertion_is_skipped_by_a_null()
    {
        var skipped = Solution.SourceFiles("tests")
            .Where(file => Path.GetFileName(file) != "AssertionTests.cs")
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (Place: $"{file}:{index + 1}", Line: line)))
            .Where(at => Skipped().IsMatch(at.Line))
            .Select(at => at.Place);

        skipped.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("refused.Error?.Code.ShouldBe(code);", true)]
    [InlineData("node[\"a\"]?.GetValue<string>().ShouldNotBeNullOrEmpty(name);", true)]
    [InlineData("(refused.Error?.Code).ShouldBe(code);", false)]
    [InlineData("all.Select(one => one?.Code).ShouldBe([code]);", false)]
    public void Sees_an_assertion_that_a_null_skips(string line, bool skips) => Skipped().IsMatch(line).ShouldBe(skips);

    // A chain of members and calls between ?. and Should, without a bracket that closes before it.
    [GeneratedRegex(@"\?\.\w+(?:<\w+>)?(?:\([^()]*\))?(?:\.\w+(?:\([^()]*\))?)*\.Should\w+\(", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Skipped();
}

using Agora.Domain.History;
using CsCheck;

namespace Agora.Domain.Tests.History;

public sealed class LineDiffTests
{
    // Few different lines, so that the two texts share some.
    private static readonly Gen<string> Texts = Gen.Char["abcd"].Array[1, 12].Select(lines => string.Join('\n', lines));

    [Theory]
    [InlineData("a", "a", " a")]
    [InlineData("a\nb\nc", "a\nc", " a|-b| c")]
    [InlineData("a\nc", "a\nb\nc", " a|+b| c")]
    [InlineData("a\nb\nc", "a\nx\nc", " a|-b|+x| c")]
    [InlineData("a\na\na", "a\na", " a| a|-a")]
    [InlineData("", "a", "-|+a")]
    [InlineData("one\ntwo\nthree\nfour", "zero\ntwo\nfour\nfive", "-one|+zero| two|-three| four|+five")]
    public void Tells_what_went_and_what_came(string before, string after, string expected) =>
        string.Join('|', LineDiff.Between(before, after).Select(Line)).ShouldBe(expected);

    [Fact]
    public void Both_texts_can_be_read_from_it() => Gen.Select(Texts, Texts).Sample(
        (before, after) =>
        {
            var changes = LineDiff.Between(before, after);

            string.Join('\n', changes.Where(c => c.Kind != LineChangeKind.Added).Select(c => c.Text)).ShouldBe(before);
            string.Join('\n', changes.Where(c => c.Kind != LineChangeKind.Removed).Select(c => c.Text)).ShouldBe(after);
        },
        iter: 1000);

    [Fact]
    public void Long_texts_that_share_nothing_are_replaced()
    {
        var before = string.Join('\n', Enumerable.Range(0, 3000));
        var after = string.Join('\n', Enumerable.Range(5000, 3000));

        LineDiff.Between(before, after).Count.ShouldBe(6000);
    }

    private static string Line(LineChange change) =>
        (change.Kind switch { LineChangeKind.Same => " ", LineChangeKind.Removed => "-", _ => "+" }) + change.Text;
}

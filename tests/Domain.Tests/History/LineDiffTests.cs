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
    public void As_few_lines_as_possible_change() => Gen.Select(Texts, Texts).Sample(
        (before, after) => LineDiff.Between(before, after).Count(c => c.Kind == LineChangeKind.Same)
            .ShouldBe(MostInCommon(before.Split('\n'), after.Split('\n'))),
        iter: 200);

    [Theory]
    [InlineData(2000, 2000, 1)]
    [InlineData(2000, 2001, 0)]
    [InlineData(2001, 2000, 0)]
    public void Texts_of_many_lines_are_replaced_without_a_search_for_what_they_share(int before, int after, int shared)
    {
        // No line at either end is the same.
        var (old, now) = (Lines("old", before), Lines("new", after));
        (old[before / 2], now[after / 3]) = ("shared", "shared");

        LineDiff.Between(string.Join('\n', old), string.Join('\n', now)).Count(c => c.Kind == LineChangeKind.Same).ShouldBe(shared);
    }

    [Fact]
    public void Long_texts_that_share_nothing_are_replaced()
    {
        var before = string.Join('\n', Enumerable.Range(0, 3000));
        var after = string.Join('\n', Enumerable.Range(5000, 3000));

        LineDiff.Between(before, after).Count.ShouldBe(6000);
    }

    private static string[] Lines(string name, int count) => [.. Enumerable.Range(0, count).Select(i => $"{name} {i}")];

    /// <summary>The longest run of lines that both texts have, which need not be adjacent.</summary>
    private static int MostInCommon(ReadOnlySpan<string> before, ReadOnlySpan<string> after)
    {
        var row = new int[after.Length + 1];
        foreach (var line in before)
        {
            var diagonal = 0;
            for (var j = 1; j <= after.Length; j++)
            {
                (diagonal, row[j]) = (row[j], line == after[j - 1] ? diagonal + 1 : Math.Max(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }

    private static string Line(LineChange change) =>
        (change.Kind switch { LineChangeKind.Same => " ", LineChangeKind.Removed => "-", _ => "+" }) + change.Text;
}

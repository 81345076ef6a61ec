using Agora.Domain.Embeddings;

namespace Agora.Domain.Tests.Embeddings;

public sealed class TextChunksTests
{
    [Fact]
    public void A_short_text_is_one_chunk_with_its_title() => TextChunks.Of("Title ", " Body.\n").ShouldBe(["Title\n\nBody."]);

    [Fact]
    public void Long_texts_are_cut_at_paragraphs_and_overlap()
    {
        var paragraphs = Enumerable.Range(0, 30).Select(n => $"Paragraph {n}. {new string('x', 150)}").ToList();

        var chunks = TextChunks.Of("Title", string.Join("\n\n", paragraphs));

        chunks.Count.ShouldBeGreaterThan(2);
        chunks.ShouldAllBe(chunk => chunk.Length <= TextChunks.Length);
        chunks[0].ShouldStartWith("Title");
        paragraphs.ShouldAllBe(paragraph => chunks.Any(chunk => chunk.Contains(paragraph, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\ud801\udc37")]
    [InlineData("漢")]
    public void A_text_without_borders_is_cut_between_characters_and_not_for_ever(string character)
    {
        var chunks = TextChunks.Of("T", string.Concat(Enumerable.Repeat(character, 100_000)));

        chunks.Count.ShouldBe(TextChunks.Most);
        chunks.ShouldAllBe(chunk => chunk.Length <= TextChunks.Length && chunk.IsNormalized());
    }

    [Fact]
    public void Every_word_is_in_a_chunk()
    {
        var words = Enumerable.Range(0, 3000).Select(n => $"w{n}").ToList();

        var chunks = TextChunks.Of("T", string.Join(' ', words));

        var found = chunks.SelectMany(chunk => chunk.Split(' ', '\n')).ToHashSet();
        words.Where(word => !found.Contains(word)).ShouldBeEmpty();
    }
}

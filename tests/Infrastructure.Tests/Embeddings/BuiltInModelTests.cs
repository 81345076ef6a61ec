using Agora.Infrastructure.Embeddings;

namespace Agora.Infrastructure.Tests.Embeddings;

public sealed class BuiltInModelTests
{
    [Theory]
    [InlineData("PostgreSQL replication", "postgres replicas", "bread and butter")]
    [InlineData("migration", "migrations", "imitation")]
    [InlineData("recieve", "receive", "deceit")]
    [InlineData("Müller", "muller", "miller")]
    [InlineData("東京の天気", "東京", "京都")]
    [InlineData("the history of the railway", "railway history", "the of the and")]
    public void What_shares_words_or_their_parts_is_nearer(string text, string near, string far) =>
        Similarity(text, near).ShouldBeGreaterThan(Similarity(text, far) + 0.05);

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("&|! \ud83d\ude00")]
    public void A_text_without_letters_and_digits_has_none(string text) => BuiltInModel.Embed(text).ShouldBeNull();

    /// <summary>Stored vectors were made by it: a change of the algorithm is a new name.</summary>
    [Fact]
    public void The_algorithm_of_the_name_stays()
    {
        var vector = BuiltInModel.Embed("Stored vectors are compared with new ones: Straße, 東京, v1.2.3")!;

        BuiltInModel.Name.ShouldBe("builtin/ngrams-1");
        var sum = vector.Select((value, place) => (double)value * (place + 1)).Sum();
        sum.ShouldBe(-382.5205, 1e-3);
    }

    private static double Similarity(string one, string other) =>
        BuiltInModel.Embed(one)!.Zip(BuiltInModel.Embed(other)!, (a, b) => (double)a * b).Sum();
}

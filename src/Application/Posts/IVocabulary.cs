namespace Agora.Application.Posts;

/// <summary>Words of published posts.</summary>
public interface IVocabulary
{
    /// <summary>Reads up to <paramref name="most"/> further posts; returns how many.</summary>
    Task<int> ExtendAsync(int most, CancellationToken ct);

    /// <summary>Words that are similar to those of <paramref name="words"/> that no published post has.</summary>
    Task<IReadOnlyList<SimilarWord>> SimilarAsync(IReadOnlyList<string> words, CancellationToken ct);
}

/// <param name="Word">As it was typed.</param>
/// <param name="Similar">In lower case.</param>
/// <param name="Posts">How many have it, up to 100.</param>
public sealed record SimilarWord(string Word, string Similar, int Posts);

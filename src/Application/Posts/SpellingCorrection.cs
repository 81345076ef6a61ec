using Agora.Domain.Posts;

namespace Agora.Application.Posts;

/// <summary>Finds another spelling for a search that found nothing.</summary>
public sealed class SpellingCorrection(IPostSearch search, IVocabulary vocabulary)
{
    /// <summary>The term with its unknown words replaced by similar ones; null unless that finds a post with the same filters.</summary>
    public async Task<string?> CorrectAsync(PostQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var words = SearchSpelling.Words(query.Term);
        if (words.Count == 0)
        {
            return null;
        }

        var similar = (await vocabulary.SimilarAsync(words, ct)).ToLookup(s => s.Word, StringComparer.Ordinal);
        var corrected = SearchSpelling.Replace(
            query.Term, word => SearchSpelling.Nearest(word, [.. similar[word].Select(s => (s.Similar, s.Posts))]));
        return corrected != query.Term && (await search.BestAsync(query with { Term = corrected }, null, null, 1, ct)).Count > 0
            ? corrected
            : null;
    }
}

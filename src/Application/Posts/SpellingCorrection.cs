using Agora.Application.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Posts;

/// <summary>Finds another spelling for a search that found nothing.</summary>
public sealed class SpellingCorrection(IPostSearch search, IVocabulary vocabulary)
{
    /// <summary>Similar words of each that are tried.</summary>
    private const int CandidatesMax = 3;

    /// <summary>
    /// The term with its unknown words replaced by similar ones; null unless each of them, and all of it with the same filters, finds a
    /// post that the caller is shown.
    /// </summary>
    public async Task<string?> CorrectAsync(PostQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var words = SearchSpelling.Words(query.Term);
        if (words.Count == 0)
        {
            return null;
        }

        var similar = (await vocabulary.SimilarAsync(words, ct)).ToLookup(s => s.Word, StringComparer.Ordinal);
        var meant = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            // The vocabulary may hold words of posts that are gone, or that the caller is not shown.
            var nearest = SearchSpelling.Nearest(word, [.. similar[word].Select(s => (s.Similar, s.Posts))]);
            foreach (var candidate in nearest.Take(CandidatesMax))
            {
                if (await FindsAsync(new PostQuery(candidate, null, null, null, null, null, null), ct))
                {
                    meant[word] = candidate;
                    break;
                }
            }
        }

        var corrected = SearchSpelling.Replace(query.Term, word => meant.GetValueOrDefault(word));
        return meant.Count > 0 && await FindsAsync(query with { Term = corrected }, ct) ? corrected : null;
    }

    private async Task<bool> FindsAsync(PostQuery query, CancellationToken ct) =>
        (await search.NewestAsync(query, new KeysetPosition(DateTimeOffset.MaxValue, Guid.AllBitsSet), 1, ct)).Count > 0;
}

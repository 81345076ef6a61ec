using Agora.Application.Posts;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Posts;

internal sealed class Vocabulary(DbSession db) : IVocabulary
{
    public Task<int> ExtendAsync(int most, CancellationToken ct)
    {
        const string sql = "SELECT app.extend_vocabulary(@most)";
        return db.ScalarAsync<int>(sql, new { most }, ct);
    }

    public Task<IReadOnlyList<SimilarWord>> SimilarAsync(IReadOnlyList<string> words, CancellationToken ct)
    {
        const string sql = """
            SELECT w.word, w.similar, w.posts
            FROM app.similar_words(@words) AS w
            """;
        return db.QueryAsync<SimilarWord>(sql, new { words = words.ToArray() }, ct);
    }
}

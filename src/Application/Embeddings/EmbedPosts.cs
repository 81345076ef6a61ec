using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Embeddings;

namespace Agora.Application.Embeddings;

/// <summary>
/// A step of the background work behind the search by meaning: queues posts for a new model, embeds posts that were written, replaces a
/// former model. No transaction is open while a service embeds.
/// </summary>
/// <returns>How many rows were worked on; 0 when there is nothing to do now.</returns>
public sealed record EmbedPosts : ICommand<int>, IRunsAsSystem, IOwnsTransaction
{
    /// <summary>Rows of a step that reads or deletes.</summary>
    public const int Rows = 1000;

    /// <summary>Posts of a step that embeds.</summary>
    public const int Posts = 32;

    /// <summary>After this a post comes again, because its worker has died.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
}

public sealed class EmbedPostsHandler(IPostEmbeddings embeddings, IEmbedder embedder) : ICommandHandler<EmbedPosts, int>
{
    public async Task<Result<int>> Handle(EmbedPosts command, CancellationToken ct)
    {
        var models = await embeddings.ModelsAsync(ct);
        // Another process may have replaced the model since this one added it, and embeds by its own.
        if (models.FirstOrDefault(m => m.Name == embedder.Model) is not { } model)
        {
            return 0;
        }

        var queued = model.IsQueued ? 0 : await embeddings.QueueAsync(model.Id, EmbedPosts.Rows, ct);
        var known = models.Select(m => m.Name).Where(embedder.Knows).ToList();
        var claimed = await embeddings.ClaimAsync(known, EmbedPosts.Posts, EmbedPosts.Lease, ct);
        await EmbedAsync(claimed, ct);
        return queued + claimed.Count is > 0 and var done ? done : await embeddings.SettleAsync(model.Id, EmbedPosts.Rows, ct);
    }

    private async Task EmbedAsync(IReadOnlyList<ClaimedPost> claimed, CancellationToken ct)
    {
        try
        {
            var gone = claimed.Where(post => post.Model is null || post.Title is null).ToList();
            if (gone.Count > 0)
            {
                await embeddings.SaveAsync([.. gone.Select(post => new EmbeddedPost(post, []))], ct);
            }

            foreach (var ofModel in claimed.Except(gone).GroupBy(post => post.Model!, StringComparer.Ordinal))
            {
                await EmbedAsync(ofModel.Key, [.. ofModel], ct);
            }
        }
        catch
        {
            // What is stored is no longer in the queue.
            await embeddings.ReleaseAsync(claimed, CancellationToken.None);
            throw;
        }
    }

    private async Task EmbedAsync(string model, IReadOnlyList<ClaimedPost> posts, CancellationToken ct)
    {
        var chunks = posts.Select(post => TextChunks.Of(post.Title!, post.Body!)).ToList();
        var result = await embedder.EmbedAsync(model, EmbeddedText.Text, [.. chunks.SelectMany(parts => parts)], ct);
        if (result.IsSuccess)
        {
            var taken = 0;
            var embedded = new List<EmbeddedPost>();
            foreach (var (post, parts) in posts.Zip(chunks))
            {
                embedded.Add(new EmbeddedPost(post, [.. result.Value.Skip(taken).Take(parts.Count)]));
                taken += parts.Count;
            }

            await embeddings.SaveAsync(embedded, ct);
        }
        else if (posts is [var refused])
        {
            await embeddings.RefuseAsync(refused, result.Error.Message, ct);
        }
        else
        {
            // One of them is refused: which one is found one by one.
            foreach (var post in posts)
            {
                await EmbedAsync(model, [post], ct);
            }
        }
    }
}

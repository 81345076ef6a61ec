using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Embeddings;

namespace Agora.Application.Embeddings;

/// <summary>
/// A step of the background work behind the search by meaning: embeds posts that were written, queues posts for a new model, replaces a
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
    /// <summary>Failed attempts of one post, the last five of them alone: some five minutes.</summary>
    private const int GivenUpAfter = 7;

    /// <summary>A text that every model embeds: one that refuses it is wrongly set up.</summary>
    private static readonly string[] Probe = ["Agora"];

    public async Task<Result<int>> Handle(EmbedPosts command, CancellationToken ct)
    {
        var models = await embeddings.ModelsAsync(ct);
        // Another process may have replaced the model since this one added it, and embeds by its own.
        if (models.FirstOrDefault(m => m.Name == embedder.Model) is not { } model)
        {
            return 0;
        }

        var known = models.Select(m => m.Name).Where(embedder.Knows).ToList();
        var claimed = await ClaimAsync(known, ct);
        var failure = await EmbedAsync(claimed, ct);
        // Posts that are written now do not wait behind all that were there before the model.
        var queued = claimed.Count < EmbedPosts.Posts && !model.IsQueued
            ? await embeddings.QueueAsync(model.Id, EmbedPosts.Rows, ct)
            : 0;
        var done = claimed.Count + queued;
        if (done == 0 || failure is not null)
        {
            done += await embeddings.SettleAsync(model.Id, EmbedPosts.Rows, ct);
        }

        // A former model whose service is gone stops neither the next posts nor the next model.
        return failure is null ? done : throw failure;
    }

    // What has failed several times comes alone, so that it spoils no batch of others.
    private async Task<IReadOnlyList<ClaimedPost>> ClaimAsync(List<string> models, CancellationToken ct)
    {
        var claimed = await embeddings.ClaimAsync(models, hasFailed: false, EmbedPosts.Posts, EmbedPosts.Lease, ct);
        return claimed.Count > 0 ? claimed : await embeddings.ClaimAsync(models, hasFailed: true, 1, EmbedPosts.Lease, ct);
    }

    /// <summary>Why some of them were not embedded; null when all were.</summary>
    private async Task<DependencyException?> EmbedAsync(IReadOnlyList<ClaimedPost> claimed, CancellationToken ct)
    {
        var posts = (await embeddings.ReadAsync([.. claimed.Select(c => c.PostId).Distinct()], ct)).ToDictionary(post => post.Id);
        foreach (var gone in claimed.Where(c => c.Model is null || !posts.ContainsKey(c.PostId)))
        {
            await embeddings.SaveAsync(new EmbeddedPost(gone, []), ct);
        }

        DependencyException? failure = null;
        var there = claimed.Where(c => c.Model is not null && posts.ContainsKey(c.PostId));
        foreach (var ofModel in there.GroupBy(c => c.Model!, StringComparer.Ordinal))
        {
            try
            {
                await EmbedAsync(ofModel.Key, [.. ofModel], posts, ct);
            }
            catch (DependencyException away)
            {
                failure = away;
                await FailedAsync(ofModel.Key, [.. ofModel]);
            }
            catch
            {
                await embeddings.ReleaseAsync(claimed, hasFailed: !ct.IsCancellationRequested, CancellationToken.None);
                throw;
            }
        }

        return failure;
    }

    // Where others succeed it is the text that the service fails for, with any status.
    private async Task FailedAsync(string model, IReadOnlyList<ClaimedPost> claimed)
    {
        if (claimed is [{ Attempts: >= GivenUpAfter } alone] && await EmbedsAsync(model))
        {
            await embeddings.RefuseAsync(alone, "The service fails for this text.", CancellationToken.None);
        }
        else
        {
            await embeddings.ReleaseAsync(claimed, hasFailed: true, CancellationToken.None);
        }
    }

    private async Task<bool> EmbedsAsync(string model)
    {
        try
        {
            return (await embedder.EmbedAsync(model, EmbeddedText.Text, Probe, CancellationToken.None)).IsSuccess;
        }
        catch (DependencyException)
        {
            return false;
        }
    }

    private async Task EmbedAsync(
        string model, IReadOnlyList<ClaimedPost> claimed, Dictionary<Guid, PostToEmbed> posts, CancellationToken ct)
    {
        var chunks = claimed.Select(c => TextChunks.Of(posts[c.PostId].Title, posts[c.PostId].Body)).ToList();
        var result = await embedder.EmbedAsync(model, EmbeddedText.Text, [.. chunks.SelectMany(parts => parts)], ct);
        if (result.IsSuccess)
        {
            var taken = 0;
            foreach (var (post, parts) in claimed.Zip(chunks))
            {
                // Each by itself: an insert into the index takes its time, and a writer of the post waits for no other.
                await embeddings.SaveAsync(new EmbeddedPost(post, result.Value[taken..(taken + parts.Count)]), ct);
                taken += parts.Count;
            }
        }
        else if (claimed is [var refused])
        {
            if (!await EmbedsAsync(model))
            {
                throw new DependencyException(EmbeddingErrors.EmbedderAway, inner: null);
            }

            await embeddings.RefuseAsync(refused, result.Error.Message, ct);
        }
        else
        {
            // One of them is refused: which one is found one by one.
            foreach (var post in claimed)
            {
                await EmbedAsync(model, [post], posts, ct);
            }
        }
    }
}

using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Posts;

internal static class PostSaving
{
    /// <summary>Stores a new post.</summary>
    public static async Task<Result<PostView>> AddAsync(this IPostRepository posts, Post post, CancellationToken ct) =>
        ToResult(await posts.TryAddAsync(post, ct), PostErrors.NotFound);

    /// <summary>Stores what was done to the post; where nothing changed it is answered as it is.</summary>
    /// <param name="version">The version that the act is meant for; null for whichever there is.</param>
    public static async Task<Result<PostView>> SaveAsync(this IPostRepository posts, Post post, int? version, CancellationToken ct) =>
        ToResult(await posts.TrySaveAsync(post, version, ct), version is null ? PostErrors.MovedMeanwhile : PostErrors.Stale);

    private static Result<PostView> ToResult(SavedPost saved, Error missing) => saved.Outcome switch
    {
        SavePostOutcome.Saved => saved.Post!,
        SavePostOutcome.Missing => missing,
        SavePostOutcome.TagsRefused => PostErrors.TagsRefused,
        SavePostOutcome.MetadataRefused => PostErrors.MetadataTooLarge,
    };
}

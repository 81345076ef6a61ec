using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Posts;

internal static class SavedPosts
{
    /// <param name="missing">What it means here that no row was changed.</param>
    public static Result<PostView> OrElse(this SavedPost saved, Error missing) => saved.Outcome switch
    {
        SavePostOutcome.Saved => saved.Post!,
        SavePostOutcome.Missing => missing,
        SavePostOutcome.TagsRefused => PostErrors.TagsRefused,
        SavePostOutcome.MetadataRefused => PostErrors.MetadataTooLarge,
    };

    /// <summary>Takes the step, unless it leads to where the post already is.</summary>
    /// <param name="version">The version that the step is meant for; null for whatever there is.</param>
    public static async Task<Result<PostView>> MoveAsync(
        this IPostRepository posts, PostView post, int? version, Result<PostState> step, CancellationToken ct)
    {
        if (!step.IsSuccess)
        {
            return step.Error;
        }

        if (step.Value == post.State)
        {
            return version is null || version == post.Version ? post : PostErrors.Stale;
        }

        return (await posts.MoveAsync(post.Id, version, post.State, step.Value, ct))
            .OrElse(version is null ? PostErrors.MovedMeanwhile : PostErrors.Stale);
    }
}

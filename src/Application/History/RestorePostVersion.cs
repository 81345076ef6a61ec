using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Application.History;

/// <summary>Gives a post the text, tags and metadata of an earlier version, as a new version. Where it stands does not change.</summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record RestorePostVersion(Guid PostId, int Number, int Version) : ICommand<PostView>;

public sealed class RestorePostVersionHandler(IHistoryRepository history, IPostRepository posts, ActorContext context)
    : ICommandHandler<RestorePostVersion, PostView>
{
    public async Task<Result<PostView>> Handle(RestorePostVersion command, CancellationToken ct)
    {
        var access = PostAccess.ToEdit(await posts.FindAsync(command.PostId, ct), context);
        if (!access.IsSuccess)
        {
            return access.Error;
        }

        if (access.Value.DeletedAt is not null)
        {
            return PostErrors.InTrash;
        }

        var values = await history.FindValuesAsync(HistorySubject.Post, command.PostId, command.Number, context.Actor, ct);
        if (!values.IsSuccess)
        {
            return values.Error;
        }

        var edit = new PostEdit(
            command.PostId,
            command.Version,
            values.Value["title"]!.GetValue<string>(),
            values.Value["body"]!.GetValue<string>(),
            values.Value["language"]!.GetValue<string>(),
            [.. values.Value["tags"]!.AsArray().Select(t => t!.GetValue<string>())],
            values.Value["metadata"]!.ToJsonString());
        return (await posts.SaveAsync(edit, ct)).OrElse(PostErrors.Stale);
    }
}

using System.Text.Json.Nodes;
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
        var access = ContentAccess.Posts.ToEdit(await posts.LoadAsync(command.PostId, ct), context).Then(post => post.OutsideTrash());
        if (!access.IsSuccess)
        {
            return access.Error;
        }

        var values = await history.FindValuesAsync(HistorySubject.Post, command.PostId, command.Number, context.Actor, ct);
        return await values
            .Then(earlier => access.Value.RevertTo(Text(earlier)))
            .ThenAsync(post => posts.SaveAsync(post, command.Version, ct));
    }

    private static PostText Text(JsonObject values) => new(
        values["title"]!.GetValue<string>(),
        values["body"]!.GetValue<string>(),
        values["language"]!.GetValue<string>(),
        [.. values["tags"]!.AsArray().Select(t => TagName.Load(t!.GetValue<string>()))],
        PostMetadata.Load(values["metadata"]!.ToJsonString()));
}

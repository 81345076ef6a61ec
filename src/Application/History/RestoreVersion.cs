using System.Text.Json.Nodes;
using Agora.Application.Comments;
using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Application.Users;
using Agora.Domain.Comments;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using Agora.Domain.Users;

namespace Agora.Application.History;

/// <summary>Gives a post the text, tags and metadata of an earlier version, as a new version. Where it stands does not change.</summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record RestorePostVersion(Guid PostId, int Number, int Version) : ICommand<PostView>;

public sealed class RestorePostVersionHandler(IHistoryRepository history, IPostRepository posts, ActorContext context)
    : ICommandHandler<RestorePostVersion, PostView>
{
    public async Task<Result<PostView>> Handle(RestorePostVersion command, CancellationToken ct)
    {
        var access = PostAccess.ToEdit(await posts.FindAsync(command.PostId, ct), context.Actor);
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

/// <summary>Gives a comment the text of an earlier version, as a new version.</summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record RestoreCommentVersion(Guid CommentId, int Number, int Version) : ICommand<CommentView>;

public sealed class RestoreCommentVersionHandler(IHistoryRepository history, ICommentRepository comments, ActorContext context, TimeProvider clock)
    : ICommandHandler<RestoreCommentVersion, CommentView>
{
    public async Task<Result<CommentView>> Handle(RestoreCommentVersion command, CancellationToken ct)
    {
        var access = CommentAccess.ToEdit(await comments.FindAsync(command.CommentId, ct), context.Actor);
        if (!access.IsSuccess)
        {
            return access.Error;
        }

        if (access.Value.DeletedAt is not null)
        {
            return CommentErrors.InTrash;
        }

        var values = await history.FindValuesAsync(HistorySubject.Comment, command.CommentId, command.Number, context.Actor, ct);
        if (!values.IsSuccess)
        {
            return values.Error;
        }

        var body = values.Value["body"]!.GetValue<string>();
        return (await comments.SaveAsync(command.CommentId, command.Version, body, clock.GetUtcNow(), ct)).OrElse(CommentErrors.Stale);
    }
}

/// <summary>Gives a profile what an earlier version showed, as a new version.</summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record RestoreProfileVersion(Guid UserId, int Number, int Version) : ICommand<ProfileView>;

public sealed class RestoreProfileVersionHandler(IHistoryRepository history, IUserRepository users, ActorContext context)
    : ICommandHandler<RestoreProfileVersion, ProfileView>
{
    public async Task<Result<ProfileView>> Handle(RestoreProfileVersion command, CancellationToken ct)
    {
        if (await users.FindProfileAsync(command.UserId, ct) is not { } current || !context.Actor.MaySee(HistorySubject.Profile, current.UserId))
        {
            return UserErrors.NotFound;
        }

        var values = await history.FindValuesAsync(HistorySubject.Profile, command.UserId, command.Number, context.Actor, ct);
        if (!values.IsSuccess)
        {
            return values.Error;
        }

        var changed = current with
        {
            Version = command.Version,
            Bio = values.Value["bio"]?.GetValue<string>(),
            AvatarUrl = values.Value["avatarUrl"]?.GetValue<string>(),
            SocialLinks = values.Value["socialLinks"]!.AsObject().ToDictionary(l => l.Key, l => l.Value!.GetValue<string>(), StringComparer.Ordinal),
        };
        return await users.TryUpdateProfileAsync(changed, ct) ? (await users.FindProfileAsync(command.UserId, ct))! : UserErrors.ProfileStale;
    }
}

internal static class FoundValues
{
    public static async Task<Result<JsonObject>> FindValuesAsync(
        this IHistoryRepository history, HistorySubject subject, Guid id, int number, Actor actor, CancellationToken ct)
    {
        IReadOnlyList<StoredVersion> found = number < 1 ? [] : await history.VersionsAsync(subject, id, [number], ct);
        return HistoryAccess.Check(found is [var version] ? version : null, subject, actor).Match<Result<JsonObject>>(v => HistoryAccess.Members(v.Values), e => e);
    }
}

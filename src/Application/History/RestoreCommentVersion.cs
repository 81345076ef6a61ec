using Agora.Application.Comments;
using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;

namespace Agora.Application.History;

/// <summary>Gives a comment the text of an earlier version, as a new version.</summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record RestoreCommentVersion(Guid CommentId, int Number, int Version) : ICommand<CommentView>;

public sealed class RestoreCommentVersionHandler(
    IHistoryRepository history, ICommentRepository comments, ActorContext context, TimeProvider clock)
    : ICommandHandler<RestoreCommentVersion, CommentView>
{
    public async Task<Result<CommentView>> Handle(RestoreCommentVersion command, CancellationToken ct)
    {
        var access = ContentAccess.Comments.ToEdit(await comments.LoadAsync(command.CommentId, ct), context)
            .Then(comment => comment.OpenToEdit());
        if (!access.IsSuccess)
        {
            return access.Error;
        }

        var values = await history.FindValuesAsync(HistorySubject.Comment, command.CommentId, command.Number, context.Actor, ct);
        return await values
            .Then(earlier => access.Value.RevertTo(earlier["body"]!.GetValue<string>(), clock.GetUtcNow()))
            .ThenAsync(comment => comments.SaveAsync(comment, command.Version, ct));
    }
}

using Agora.Application.Comments;
using Agora.Application.Common;
using Agora.Domain.Comments;
using Agora.Domain.Common;

namespace Agora.Application.History;

/// <summary>Gives a comment the text of an earlier version, as a new version.</summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record RestoreCommentVersion(Guid CommentId, int Number, int Version) : ICommand<CommentView>;

public sealed class RestoreCommentVersionHandler(IHistoryRepository history, ICommentRepository comments, ActorContext context, TimeProvider clock)
    : ICommandHandler<RestoreCommentVersion, CommentView>
{
    public async Task<Result<CommentView>> Handle(RestoreCommentVersion command, CancellationToken ct)
    {
        var access = CommentAccess.ToEdit(await comments.FindAsync(command.CommentId, ct), context);
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

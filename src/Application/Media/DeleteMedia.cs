using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Media;

namespace Agora.Application.Media;

/// <summary>
/// Deletes a file for good: one's own, or as a moderator anybody's. It vanishes from posts and profiles at once; its bytes go when
/// nothing else uses them.
/// </summary>
/// <param name="Version">The version that the caller read, or null for whatever there is.</param>
public sealed record DeleteMedia(Guid MediaId, int? Version) : ICommand<Done>;

public sealed class DeleteMediaHandler(IMediaRepository media, ActorContext context) : ICommandHandler<DeleteMedia, Done>
{
    public async Task<Result<Done>> Handle(DeleteMedia command, CancellationToken ct)
    {
        if (await media.TryDeleteAsync(command.MediaId, command.Version, ct))
        {
            return default(Done);
        }

        // Says why, after the statement has decided: what is still there for those who may delete it has another version.
        return await media.FindAsync(command.MediaId, ct) switch
        {
            null => MediaErrors.NotFound,
            { } other when !context.Actor.Is(other.OwnerId) && !context.Actor.IsStaff => MediaErrors.OwnerOnly,
            _ => command.Version is null ? MediaErrors.NotFound : MediaErrors.Stale,
        };
    }
}

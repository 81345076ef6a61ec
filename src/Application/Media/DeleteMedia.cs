using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Media;

namespace Agora.Application.Media;

/// <summary>
/// Deletes a file for good: the caller's own, or as a moderator, with a reason, one that is in use. It vanishes from posts and profiles
/// at once; its bytes go when nothing else uses them.
/// </summary>
/// <param name="Version">The version that the caller read, or null for any.</param>
public sealed record DeleteMedia(Guid MediaId, int? Version) : ICommand<Done>;

public sealed class DeleteMediaHandler(IMediaRepository media, ActorContext context) : ICommandHandler<DeleteMedia, Done>
{
    public async Task<Result<Done>> Handle(DeleteMedia command, CancellationToken ct) =>
        await ContentAccess.Media.ToRemove(await media.LoadAsync(command.MediaId, ct), context)
            .ThenAsync(access => DeleteAsync(access.Content, command.Version, ct));

    // A file never comes back, so one that was there a moment ago and is not deleted now has another version, or is gone.
    private async Task<Result<Done>> DeleteAsync(MediaFile file, int? version, CancellationToken ct) =>
        await media.TryDeleteAsync(file, version, ct) ? default(Done)
        : version is null ? MediaErrors.NotFound
        : MediaErrors.Stale;
}

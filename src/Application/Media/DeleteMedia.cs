using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Media;

namespace Agora.Application.Media;

/// <summary>
/// Deletes a file for good: one's own, or as a moderator anybody's. It vanishes from posts and profiles at once; its bytes go when
/// nothing else uses them.
/// </summary>
public sealed record DeleteMedia(Guid MediaId) : ICommand<Done>;

public sealed class DeleteMediaHandler(IMediaRepository media) : ICommandHandler<DeleteMedia, Done>
{
    public async Task<Result<Done>> Handle(DeleteMedia command, CancellationToken ct) =>
        await media.TryDeleteAsync(command.MediaId, ct) ? default(Done) : MediaErrors.NotFound;
}

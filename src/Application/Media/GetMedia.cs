using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Media;

namespace Agora.Application.Media;

/// <summary>What is known of a file.</summary>
public sealed record GetMedia(Guid MediaId) : IQuery<MediaView>;

public sealed class GetMediaHandler(IMediaRepository media) : IQueryHandler<GetMedia, MediaView>
{
    public async Task<Result<MediaView>> Handle(GetMedia query, CancellationToken ct) =>
        await media.FindAsync(query.MediaId, ct) is { } found ? found : MediaErrors.NotFound;
}

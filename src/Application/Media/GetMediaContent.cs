using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Media;

namespace Agora.Application.Media;

/// <summary>A file and the location of its bytes. The sender opens them, unless the client has them already.</summary>
public sealed record GetMediaContent(Guid MediaId) : IQuery<MediaContent>;

public sealed class GetMediaContentHandler(IMediaRepository media) : IQueryHandler<GetMediaContent, MediaContent>
{
    public async Task<Result<MediaContent>> Handle(GetMediaContent query, CancellationToken ct) =>
        await media.FindContentAsync(query.MediaId, ct) is { } found ? found : MediaErrors.NotFound;
}

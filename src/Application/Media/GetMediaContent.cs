using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Media;

namespace Agora.Application.Media;

/// <summary>A file with where its bytes are. Opening them is left to whoever sends them, who may find that nobody needs them.</summary>
public sealed record GetMediaContent(Guid MediaId) : IQuery<MediaContent>;

public sealed class GetMediaContentHandler(IMediaRepository media) : IQueryHandler<GetMediaContent, MediaContent>
{
    public async Task<Result<MediaContent>> Handle(GetMediaContent query, CancellationToken ct) =>
        await media.FindContentAsync(query.MediaId, ct) is { } found ? found : MediaErrors.NotFound;
}

using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Features;

namespace Agora.Application.Features;

public sealed record GetFeature(string Name) : IQuery<FeatureView>;

public sealed class GetFeatureHandler(IFeatureRepository features) : IQueryHandler<GetFeature, FeatureView>
{
    public async Task<Result<FeatureView>> Handle(GetFeature query, CancellationToken ct) =>
        await features.FindAsync(query.Name, ct) is { } feature ? feature : FeatureErrors.NotFound;
}

using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Features;

public sealed record ListFeatures : IQuery<FeatureList>;

public sealed class ListFeaturesHandler(IFeatureRepository features) : IQueryHandler<ListFeatures, FeatureList>
{
    public async Task<Result<FeatureList>> Handle(ListFeatures query, CancellationToken ct) => new FeatureList(await features.AllAsync(ct));
}

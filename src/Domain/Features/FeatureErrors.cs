using Agora.Domain.Common;

namespace Agora.Domain.Features;

public static class FeatureErrors
{
    [EnforcedBy("features_select")]
    public static readonly Error NotFound = Error.NotFound("feature.not_found", "There is no such feature.");

    [EnforcedBy("app.features.version")]
    public static readonly Error Stale =
        Error.Stale("feature.changed_meanwhile", "The feature was switched since you read it. Read it again.");
}

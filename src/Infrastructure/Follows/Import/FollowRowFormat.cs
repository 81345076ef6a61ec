using Agora.Application.Follows.Import;
using Agora.Infrastructure.Imports;

namespace Agora.Infrastructure.Follows.Import;

/// <summary>How follows are spelled in files.</summary>
public static class FollowRowFormat
{
    public static readonly RowFormat<RawFollow> Instance = FlatJson.Format(
        ["follower", "followee", "createdAt"],
        ["follower", "followee"],
        field => new RawFollow(field("follower"), field("followee"), field("createdAt")));
}

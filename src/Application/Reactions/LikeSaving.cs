using Agora.Domain.Common;
using Agora.Domain.Reactions;

namespace Agora.Application.Reactions;

internal static class LikeSaving
{
    /// <summary>Refuses a like that was not stored: what it is for has been public a moment ago.</summary>
    /// <param name="missing">The error when it was deleted for good at the same moment.</param>
    public static async Task<Result<Done>> OrRefusedAsync(this Task<LikeOutcome> stored, Error missing) => await stored switch
    {
        LikeOutcome.Given => default(Done),
        LikeOutcome.Closed => ReactionErrors.Closed,
        LikeOutcome.Missing => missing,
    };
}

using Agora.Domain.Common;

namespace Agora.Domain.Reactions;

public static class ReactionErrors
{
    public static readonly Error Own = Error.Forbidden("like.own", "You cannot like what you wrote.");

    [EnforcedBy("post_likes_insert")]
    public static readonly Error Closed = Error.Conflict("like.closed", "Only published posts, and comments below them, can be liked.");
}

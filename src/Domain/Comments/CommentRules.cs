using Agora.Domain.Common;

namespace Agora.Domain.Comments;

/// <summary>The limits of a comment. The database checks the same ones; lengths are Unicode code points in both.</summary>
public static class CommentRules
{
    public const int BodyMax = 10_000;

    /// <summary>Of a reply; a comment on the post itself has depth 0.</summary>
    public const int DepthMax = 8;

    /// <summary>Rows of a page at most.</summary>
    public const int PageMax = 100;

    public static bool IsBody(string? text) => Characters.AreVisible(text) && Characters.Count(text!) <= BodyMax;
}

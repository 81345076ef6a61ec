namespace Agora.Domain.Bookmarks;

public static class BookmarkRules
{
    /// <summary>Bookmarks of one user.</summary>
    public const int Max = 10_000;
}

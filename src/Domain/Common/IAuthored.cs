namespace Agora.Domain.Common;

/// <summary>What one person wrote and others may read.</summary>
public interface IAuthored
{
    Guid AuthorId { get; }

    /// <summary>Whether others have seen it: what only its author has seen is no matter of moderation.</summary>
    bool ConcernsStaff => true;
}

public static class Authorship
{
    /// <summary>As whom a person removes and restores content: authors what they wrote, and staff what others have seen.</summary>
    /// <returns>Null when the person may do neither.</returns>
    public static Remover? RemoverOf(this IAuthored content, Guid? personId, bool isStaff) =>
        content.AuthorId == personId ? Remover.Author
        : isStaff && content.ConcernsStaff ? Remover.Staff
        : null;
}

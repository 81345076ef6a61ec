namespace Agora.Domain.Common;

/// <summary>What one person wrote and others may read.</summary>
public interface IAuthored
{
    Guid AuthorId { get; }

    /// <summary>Whether others have seen it: what only its author has seen is no matter of moderation.</summary>
    bool ConcernsStaff { get; }
}

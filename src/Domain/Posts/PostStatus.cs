namespace Agora.Domain.Posts;

/// <summary>How far a post has come.</summary>
public enum PostStatus
{
    /// <summary>Seen by its author and staff.</summary>
    Draft,

    /// <summary>Seen by everyone.</summary>
    Published,

    /// <summary>Was published; seen by its author and staff.</summary>
    Archived,

    /// <summary>Was published until moderation took it out; seen by its author and staff.</summary>
    Hidden,
}

namespace Agora.Domain.Comments;

/// <summary>Who may read a comment. Stored by two columns, named by the pages of a thread.</summary>
public enum CommentState
{
    /// <summary>Read by everyone who may read the post.</summary>
    Visible,

    /// <summary>Taken out by moderation; read by its author and staff.</summary>
    Hidden,

    /// <summary>Deleted. It stays in its thread, without author and text, while a reply below it lives.</summary>
    Deleted,
}

namespace Agora.Application.Comments.Import;

/// <summary>A line that keeps every rule.</summary>
/// <param name="Line">Where it stands in its file.</param>
/// <param name="Author">A username.</param>
/// <param name="CreatedAt">Null for the time of its first import.</param>
public sealed record ImportedComment(
    long Line, Guid Id, Guid PostId, Guid? ParentId, string Author, string Body, DateTimeOffset? CreatedAt);

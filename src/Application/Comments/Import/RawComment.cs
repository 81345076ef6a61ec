namespace Agora.Application.Comments.Import;

/// <summary>A comment as its line spells it, before any rule was applied. Null where the line says nothing.</summary>
/// <param name="Author">A username.</param>
public sealed record RawComment(string? Id, string? PostId, string? ParentId, string? Author, string? Body, string? CreatedAt);

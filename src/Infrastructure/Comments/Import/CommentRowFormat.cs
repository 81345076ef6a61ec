using Agora.Application.Comments.Import;
using Agora.Infrastructure.Imports;

namespace Agora.Infrastructure.Comments.Import;

/// <summary>How comments are spelled in files. The time of the last edit, of an export, is passed over.</summary>
public static class CommentRowFormat
{
    public static readonly RowFormat<RawComment> Instance = FlatJson.Format(
        ["id", "postId", "parentId", "author", "body", "createdAt", "editedAt"],
        ["postId", "author", "body"],
        field => new RawComment(field("id"), field("postId"), field("parentId"), field("author"), field("body"), field("createdAt")));
}

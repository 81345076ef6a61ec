using Agora.Application.Texts;

namespace Agora.Application.Comments;

internal static class RenderedComments
{
    /// <summary>With its text as HTML, if it has one: a tombstone has none.</summary>
    public static ThreadComment Rendered(this IMarkdown markdown, ThreadComment comment) =>
        comment with { Html = comment.Body is { } body ? markdown.ToHtml(body, comment.Id) : null };
}

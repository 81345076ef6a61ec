using System.Globalization;
using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Domain.Comments;
using Agora.Domain.Common;

namespace Agora.Application.Comments.Import;

/// <summary>Comments of accounts and on posts that are there already. The comment that a reply is to comes before it.</summary>
public sealed class CommentImportNoun : IImportNoun<RawComment, ImportedComment>
{
    public Result<ImportedComment> Check(long line, RawComment raw, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(raw);
        var problems = new LineProblems();
        var id = problems.Id("id", raw.Id);
        problems.Require(raw.PostId is not null, "postId: is missing");
        var post = problems.Id("postId", raw.PostId);
        var parent = problems.Id("parentId", raw.ParentId);
        var author = problems.Username("author", raw.Author);
        var body = problems.Text(
            "body",
            raw.Body,
            CommentRules.IsBody,
            $"must be 1 to {CommentRules.BodyMax} characters, at least one of them visible");
        var createdAt = problems.Date("createdAt", raw.CreatedAt, now);
        return problems.Count == 0
            ? new ImportedComment(
                line, id ?? IdOf(post!.Value, parent, author!, body!, createdAt), post!.Value, parent, author!, body!, createdAt)
            : problems.Error;
    }

    public string KeyOf(ImportedComment row) => row.Id.ToString("N");

    public long LineOf(ImportedComment row) => row.Line;

    public long CharactersOf(ImportedComment row) => row.Body.Length;

    public ICommand<ImportBatchOutcome> Store(IReadOnlyList<ImportedComment> rows, ImportOptions options) =>
        new ImportCommentBatch(rows, options.Mode);

    public IQuery<ImportBatchOutcome> Preview(IReadOnlyList<ImportedComment> rows, ImportOptions options) =>
        new PreviewCommentBatch(rows, options.Mode);

    // A comment without an id and a date is known by its text, since the same one may not be meant twice in a file that is sent again.
    private static Guid IdOf(Guid post, Guid? parent, string author, string body, DateTimeOffset? createdAt)
    {
        var what = createdAt?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? body;
        return ImportedId.Of($"{post:N}\n{parent:N}\n{author.ToLowerInvariant()}\n{what}", createdAt);
    }
}

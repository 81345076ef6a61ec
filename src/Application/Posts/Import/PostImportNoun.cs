using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Posts.Import;

/// <summary>Posts with their authors.</summary>
public sealed class PostImportNoun : IImportNoun<RawPost, ImportedPost>
{
    public Result<ImportedPost> Check(long line, RawPost raw, DateTimeOffset now) => PostLine.Check(line, raw, now);

    public string KeyOf(ImportedPost row) => row.Id.ToString("N");

    public long LineOf(ImportedPost row) => row.Line;

    public long CharactersOf(ImportedPost row) => row.Title.Length + row.Body.Length;

    public ICommand<ImportBatchOutcome> Store(IReadOnlyList<ImportedPost> rows, ImportOptions options) =>
        new ImportPostBatch(rows, options.Mode);

    public IQuery<ImportBatchOutcome> Preview(IReadOnlyList<ImportedPost> rows, ImportOptions options) =>
        new PreviewPostBatch(rows, options.Mode);
}

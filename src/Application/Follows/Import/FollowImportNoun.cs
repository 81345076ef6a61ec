using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Follows.Import;

/// <summary>Follows between accounts that are there already. One that is there is never changed.</summary>
public sealed class FollowImportNoun : IImportNoun<RawFollow, ImportedFollow>
{
    public Result<ImportedFollow> Check(long line, RawFollow raw, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(raw);
        var problems = new LineProblems();
        var follower = problems.Username("follower", raw.Follower);
        var followee = problems.Username("followee", raw.Followee);
        problems.Require(
            follower is null || !follower.Equals(followee, StringComparison.OrdinalIgnoreCase), "followee: no account follows itself");
        var createdAt = problems.Date("createdAt", raw.CreatedAt, now);
        return problems.Count == 0 ? new ImportedFollow(line, follower!, followee!, createdAt) : problems.Error;
    }

    public string KeyOf(ImportedFollow row) => $"{row.Follower} {row.Followee}".ToLowerInvariant();

    public long LineOf(ImportedFollow row) => row.Line;

    public long CharactersOf(ImportedFollow row) => row.Follower.Length + row.Followee.Length;

    public ICommand<ImportBatchOutcome> Store(IReadOnlyList<ImportedFollow> rows, ImportOptions options) =>
        new ImportFollowBatch(rows, options.Mode);

    public IQuery<ImportBatchOutcome> Preview(IReadOnlyList<ImportedFollow> rows, ImportOptions options) =>
        new PreviewFollowBatch(rows, options.Mode);
}

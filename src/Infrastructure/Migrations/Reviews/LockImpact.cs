using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Locks;

namespace Agora.Migrations.Reviews;

/// <summary>What a lock means for the queries of the application, in words.</summary>
internal static class LockImpact
{
    /// <param name="step">Decides how long a lock lasts: to the end of the transaction, the batch or the statement.</param>
    public static string Of(ReviewedStatement statement, StepSettings step, TableStatistics statistics)
    {
        var end = step.Backfill is not null ? "the batch" : step.Transaction ? "the step" : "the statement";
        var words = statement.Relations.Where(relation => relation.Lock >= LockMode.RowExclusive)
            .Select(relation => Of(relation, end, statistics)).ToList();
        return words.Count == 0 ? "No query waits." : string.Join(' ', words);
    }

    private static string Of(ReviewedRelation relation, string end, TableStatistics statistics)
    {
        var name = $"`{relation.Name}`";
        var wait = relation.Lock switch
        {
            LockMode.AccessExclusive => $"Readers and writers of {name} wait until {end} ends",
            LockMode.Exclusive => $"Writers of {name}, and readers that lock rows, wait until {end} ends",
            >= LockMode.Share => $"Writers of {name} wait until {end} ends; readers pass",
            LockMode.ShareUpdateExclusive => $"Readers and writers of {name} pass; VACUUM and other DDL wait until {end} ends",
            _ => $"Writers of the same rows of {name} wait until {end} ends",
        };
        var size = statistics.Of(relation.Name) is { } known ? $" (in production {known})" : "";
        var work = (relation.Rewritten, relation.Scanned, relation.Lock >= LockMode.Share) switch
        {
            (true, _, _) => $", while all of it is rewritten{size}.",
            (_, true, true) => $", while every row is read{size}.",
            (_, true, _) => $", while it is read{size}.",
            (_, _, true) => "; the statement itself is short.",
            _ => ".",
        };
        return wait + work;
    }
}

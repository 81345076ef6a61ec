using Agora.Migrations.Locks;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Tracing;

/// <summary>
/// Holds what was seen against what was predicted. A lock on an index or an owned sequence that is no stronger than the one on its table
/// adds nothing to what others feel, so it is left out on both sides; so is the new file of an index whose table has one.
/// </summary>
internal sealed class Comparison
{
    private readonly Dictionary<ObjectName, RelationEffect> predicted;
    private readonly Dictionary<ObjectName, TracedRelation> seen;
    private readonly Prediction prediction;
    private readonly LockMode least;

    private Comparison(Prediction prediction, IEnumerable<TracedRelation> relations, LockMode least)
    {
        this.prediction = prediction;
        this.least = least;
        seen = relations.ToDictionary(relation => relation.Name);
        predicted = [];
        foreach (var effect in prediction.Effects.Relations.Where(effect => !effect.IsNew))
        {
            predicted[effect.Relation] = predicted.TryGetValue(effect.Relation, out var known)
                ? known with
                {
                    Lock = known.Lock > effect.Lock ? known.Lock : effect.Lock,
                    Scans = known.Scans || effect.Scans,
                    Rewrites = known.Rewrites || effect.Rewrites,
                }
                : effect;
        }
    }

    /// <param name="relations">Every relation that was there before the step.</param>
    /// <param name="observedFrom">Locks that could not be observed are not missed.</param>
    /// <param name="least">Weaker locks are not compared.</param>
    public static List<string> Differences(
        Prediction prediction,
        IReadOnlyList<TracedRelation> relations,
        ObservedFrom observedFrom,
        LockMode least = LockMode.ShareUpdateExclusive) =>
        prediction.Opaque is not null ? [] : new Comparison(prediction, relations, least).Differences(observedFrom);

    private List<string> Differences(ObservedFrom observedFrom)
    {
        var differences = new List<string>();
        foreach (var relation in seen.Values.OrderBy(relation => relation.Name.ToString(), StringComparer.Ordinal))
        {
            var effect = predicted.GetValueOrDefault(relation.Name);
            if (observedFrom != ObservedFrom.FilesOnly)
            {
                CompareLock(differences, relation, effect?.Lock ?? LockMode.None, observedFrom);
            }

            CompareRewrite(differences, relation, effect?.Rewrites == true);
            if (prediction.IsDefinition && !relation.Rewritten && effect?.Rewrites != true)
            {
                CompareScan(differences, relation, effect?.Scans == true);
            }
        }

        return differences;
    }

    private void CompareLock(List<string> differences, TracedRelation relation, LockMode expected, ObservedFrom observedFrom)
    {
        var surplus = relation.Lock > relation.Held
            && relation.Lock > expected
            && relation.Lock >= least
            && !IsImplied(relation)
            && !IsNumbering(relation);
        // From outside, what is locked behind the last wait is not seen; the tables are waited for.
        var isVisible = observedFrom == ObservedFrom.Inside || relation.Table is null;
        var missing = isVisible && !prediction.IsUpperBound && expected >= least && relation.During < expected;
        if (surplus || missing)
        {
            differences.Add($"predicted {expected.Sql()} on {relation.Name}, seen {relation.During.Sql()}.");
        }
    }

    private void CompareRewrite(List<string> differences, TracedRelation relation, bool expected)
    {
        if (relation.Rewritten && !expected && !IsRebuildExpected(relation))
        {
            differences.Add(
                relation.IsIndex
                    ? $"predicted no work on {relation.Name}, seen a new build of it."
                    : $"predicted no rewrite of {relation.Name}, seen one.");
        }
        else if (!relation.Rewritten && expected && !prediction.IsUpperBound && relation.Kind is 'r' or 'm' or 'i')
        {
            differences.Add($"predicted a rewrite of {relation.Name}, seen none.");
        }
    }

    private void CompareScan(List<string> differences, TracedRelation relation, bool expected)
    {
        // Under a reader's own lock a scan is just a read, such as the query of CREATE TABLE AS, even under earlier locks of the step.
        var isRead = relation.Lock < LockMode.RowShare && !predicted.ContainsKey(relation.Name);
        if (relation.Scanned && !expected && !isRead && !relation.IsIndex)
        {
            differences.Add($"predicted no scan of {relation.Name}, seen one.");
        }
        else if (!relation.Scanned && expected && !prediction.IsUpperBound && !IsLookup(relation) && relation.Kind is 'r' or 'm')
        {
            differences.Add($"predicted a scan of {relation.Name}, seen none.");
        }
    }

    /// <summary>Where a validated key looks up what rows refer to. Rows whose new column is still null refer to nothing.</summary>
    private bool IsLookup(TracedRelation relation) => predicted.GetValueOrDefault(relation.Name) is { Lock: LockMode.RowShare };

    /// <summary>A default that counts marks its sequence as written.</summary>
    private static bool IsNumbering(TracedRelation relation) => relation is { Kind: 'S', Lock: <= LockMode.RowExclusive };

    private bool IsImplied(TracedRelation relation) =>
        relation.Table is { } table && seen.TryGetValue(table, out var owner) && owner.During >= relation.During;

    private bool IsRebuildExpected(TracedRelation relation) =>
        relation is { IsIndex: true, Table: { } table }
        && ((seen.TryGetValue(table, out var owner) && owner.Rewritten)
            || predicted.GetValueOrDefault(table) is { Scans: true } or { Rewrites: true });
}

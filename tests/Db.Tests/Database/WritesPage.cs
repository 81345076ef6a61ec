using System.Text;
using System.Text.RegularExpressions;

namespace Agora.Db.Tests.Database;

/// <summary>Writes what a change of each table sets off: triggers in their order, the tables that they write and read, and locks.</summary>
internal static partial class WritesPage
{
    private const string Opening = """
        # What a write sets off

        Made from the catalogue of a migrated database (`bash build/generated.sh`); do not edit. Steps are in the order in which PostgreSQL takes them: triggers before the row, the row itself, foreign keys, triggers after the row, triggers after the statement; by name within each. What a function writes, locks and reads is found in its text and in that of the functions it calls. Functions marked * run with the rights of their owner.

        A foreign key locks the row that it refers to with FOR KEY SHARE. "In all" follows the triggers of the tables that are written, and rows that go by cascade.

        """;

    // A table, an event, the order of the step, and what to print, separated by tabs.
    private const string Steps = """
        WITH tables AS (
            SELECT c.oid
            FROM pg_class AS c
            WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        ), events AS (
            SELECT * FROM (VALUES ('INSERT', 4), ('DELETE', 8), ('UPDATE', 16)) AS e (event, bit)
        ), steps AS (
            SELECT t.oid, e.event,
                   CASE WHEN g.tgtype & 2 > 0 THEN 1 WHEN g.tgtype & 1 > 0 THEN 3 ELSE 4 END AS stage,
                   g.tgname::text AS name,
                   concat_ws(
                       E'\t',
                       format('`%s`', g.tgname),
                       CASE WHEN g.tgtype & 2 > 0 THEN 'before' ELSE 'after' END
                       || CASE WHEN g.tgtype & 1 > 0 THEN ' the row' ELSE ' the statement' END
                       || coalesce(' of ' || (
                           SELECT string_agg(a.attname, ', ' ORDER BY a.attnum)
                           FROM pg_attribute AS a
                           WHERE a.attrelid = t.oid AND a.attnum = ANY (g.tgattr::smallint[]) AND e.bit = 16), '')
                       || CASE WHEN g.tgqual IS NOT NULL THEN ', with a condition' ELSE '' END,
                       p.oid::regproc::text) AS line
            FROM tables AS t
            JOIN pg_trigger AS g ON g.tgrelid = t.oid AND NOT g.tgisinternal
            JOIN pg_proc AS p ON p.oid = g.tgfoid
            JOIN events AS e ON g.tgtype & e.bit > 0
            UNION ALL
            SELECT k.conrelid, 'INSERT', 2, '',
                   E'foreign keys\t' || string_agg(DISTINCT c.columns || ' → ' || k.confrelid::regclass, '; ') || E'\t'
            FROM pg_constraint AS k
            CROSS JOIN LATERAL (
                SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) AS columns
                FROM pg_attribute AS a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)) AS c
            WHERE k.contype = 'f' AND k.conrelid IN (SELECT t.oid FROM tables AS t)
            GROUP BY k.conrelid
            UNION ALL
            SELECT k.confrelid, 'DELETE', 2, '',
                   E'foreign keys\t' || string_agg(
                       DISTINCT CASE k.confdeltype WHEN 'c' THEN 'deletes from ' WHEN 'n' THEN 'clears a column of ' ELSE 'refused by ' END
                       || k.conrelid::regclass, '; ') || E'\t'
            FROM pg_constraint AS k
            WHERE k.contype = 'f' AND k.confrelid IN (SELECT t.oid FROM tables AS t)
            GROUP BY k.confrelid
        )
        SELECT concat_ws(E'\t', s.oid::regclass::text, s.event, s.line)
        FROM steps AS s
        ORDER BY s.oid::regclass::text COLLATE "C", array_position('{INSERT,UPDATE,DELETE}', s.event), s.stage, s.name COLLATE "C"
        """;

    private const string Functions = """
        SELECT p.oid::regproc || CASE WHEN p.prosecdef THEN '*' ELSE '' END || E'\t' || coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)
        FROM pg_proc AS p
        WHERE p.pronamespace = 'app'::regnamespace
        ORDER BY p.oid::regproc::text COLLATE "C", p.oid
        """;

    public static async Task<string> WriteAsync(SchemaFixture schema)
    {
        var effects = new Dictionary<string, Effects>(StringComparer.Ordinal);
        foreach (var function in (await schema.ListAsync(Functions)).Select(f => f.Split('\t', 2)))
        {
            var name = function[0].TrimEnd('*');
            var found = Effects.Of(function[1], isOwners: function[0].EndsWith('*'));
            effects[name] = effects.TryGetValue(name, out var overload) ? overload.With(found) : found;
        }

        var steps = (await schema.ListAsync(Steps)).Select(s => s.Split('\t')).Select(s => new Step(s[0], s[1], s[2], s[3], s[4])).ToList();
        var page = new StringBuilder(Opening);
        foreach (var table in steps.GroupBy(s => s.Table, StringComparer.Ordinal))
        {
            page.Append("\n## ").Append(table.Key).Append('\n');
            foreach (var @event in table.GroupBy(s => s.Event, StringComparer.Ordinal))
            {
                page.Append("\n### ").Append(@event.Key)
                    .Append("\n\n| | step | | function | writes | locks | reads |\n|---|---|---|---|---|---|---|\n");
                foreach (var (number, step) in @event.Index())
                {
                    var found = step.Function.Length == 0 ? Effects.None : Closure(step.Function, effects);
                    page.Append("| ").Append(number + 1).Append(" | ").Append(step.Name).Append(" | ").Append(step.Moment).Append(" | ")
                        .Append(step.Function.Length == 0 ? "" : $"`{step.Function}`{(found.IsOwners ? "*" : "")}").Append(" | ")
                        .AppendJoin(", ", found.Writes).Append(" | ").AppendJoin(", ", found.Locks).Append(" | ")
                        .AppendJoin(", ", found.Reads).Append(" |\n");
                }

                var all = InAll(table.Key, @event.Key, steps, effects);
                page.Append(all.Count == 0 ? "" : "\nIn all: ").AppendJoin(", ", all).Append(all.Count == 0 ? "" : ".\n");
            }
        }

        return page.ToString();
    }

    /// <summary>What a function does by itself and by those that it calls.</summary>
    private static Effects Closure(string function, IReadOnlyDictionary<string, Effects> effects)
    {
        var all = effects[function];
        var seen = new HashSet<string>(StringComparer.Ordinal) { function };
        for (var waiting = new Queue<string>(all.Calls); waiting.TryDequeue(out var called);)
        {
            if (seen.Add(called) && effects.TryGetValue(called, out var found))
            {
                all = all.With(found);
                found.Calls.ToList().ForEach(waiting.Enqueue);
            }
        }

        return all;
    }

    /// <summary>Every change of another table that follows, such as <c>UPDATE app.post_stats</c>.</summary>
    private static IReadOnlyList<string> InAll(string table, string @event, List<Step> steps, IReadOnlyDictionary<string, Effects> effects)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { $"{@event} {table}" };
        for (var waiting = new Queue<string>(seen); waiting.TryDequeue(out var change);)
        {
            var next = steps.Where(s => $"{s.Event} {s.Table}" == change).SelectMany(s => Following(s, effects));
            next.Where(seen.Add).ToList().ForEach(waiting.Enqueue);
        }

        seen.Remove($"{@event} {table}");
        return [.. seen.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Following(Step step, IReadOnlyDictionary<string, Effects> effects)
    {
        const string cascade = "deletes from ", clearing = "clears a column of ";
        if (step.Function.Length > 0)
        {
            return Closure(step.Function, effects).Writes;
        }

        return step.Moment.Split("; ").Select(m => m.StartsWith(cascade, StringComparison.Ordinal) ? $"DELETE {m[cascade.Length..]}"
                : m.StartsWith(clearing, StringComparison.Ordinal) ? $"UPDATE {m[clearing.Length..]}" : "")
            .Where(w => w.Length > 0);
    }

    /// <param name="Event"><c>INSERT</c>, <c>UPDATE</c> or <c>DELETE</c>.</param>
    /// <param name="Moment">When a trigger fires, or what a foreign key does.</param>
    /// <param name="Function">Empty for a foreign key.</param>
    private sealed record Step(string Table, string Event, string Name, string Moment, string Function);

    private sealed partial record Effects(
        bool IsOwners, IReadOnlySet<string> Writes, IReadOnlySet<string> Locks, IReadOnlySet<string> Reads, IReadOnlySet<string> Calls)
    {
        public static Effects None { get; } = new(false, Sorted([]), Sorted([]), Sorted([]), Sorted([]));

        public static Effects Of(string body, bool isOwners)
        {
            var text = Comments().Replace(body, "");
            var writes = Writing().Matches(text).Select(m => $"{m.Groups["verb"].Value} app.{m.Groups["table"].Value}").ToList();
            var upserts = text.Split(';')
                .Where(s => s.Contains("DO UPDATE", StringComparison.Ordinal))
                .SelectMany(s => Writing().Matches(s))
                .Where(m => m.Groups["verb"].Value == "INSERT")
                .Select(m => $"UPDATE app.{m.Groups["table"].Value}");
            var advisory = Advisory().Matches(text)
                .Select(m => m.Value.EndsWith("shared", StringComparison.Ordinal) ? "advisory, shared" : "advisory");
            var locks = text.Split(';')
                .Where(s => Locking().IsMatch(s))
                .SelectMany(s => Reading().Matches(s).Select(m => $"app.{m.Groups["table"].Value} {Locking().Match(s).Value}"))
                .Concat(advisory);
            return new Effects(
                isOwners,
                Sorted(writes.Concat(upserts)),
                Sorted(locks),
                Sorted(Reading().Matches(text).Select(m => $"app.{m.Groups["table"].Value}")),
                Sorted(Calling().Matches(text).Select(m => m.Value)));
        }

        public Effects With(Effects other) => new(
            IsOwners, Sorted(Writes.Concat(other.Writes)), Sorted(Locks.Concat(other.Locks)), Sorted(Reads.Concat(other.Reads)),
            Sorted(Calls.Concat(other.Calls)));

        private static SortedSet<string> Sorted(IEnumerable<string> names) => new(names, StringComparer.Ordinal);

        [GeneratedRegex("--.*$", RegexOptions.Multiline)]
        private static partial Regex Comments();

        [GeneratedRegex(@"\b(?<verb>INSERT|UPDATE|DELETE|MERGE)( INTO| FROM)? app\.(?<table>\w+)\b", RegexOptions.ExplicitCapture)]
        private static partial Regex Writing();

        [GeneratedRegex(@"\b(?<!DELETE )(FROM|JOIN|USING) app\.(?<table>\w+)\b(?!\()", RegexOptions.ExplicitCapture)]
        private static partial Regex Reading();

        [GeneratedRegex("FOR (NO KEY UPDATE|UPDATE|SHARE|KEY SHARE)( OF [a-z]+)?", RegexOptions.ExplicitCapture)]
        private static partial Regex Locking();

        [GeneratedRegex(@"\bpg_(try_)?advisory_xact_lock(_shared)?", RegexOptions.ExplicitCapture)]
        private static partial Regex Advisory();

        [GeneratedRegex(@"\bapp\.\w+(?=\()")]
        private static partial Regex Calling();
    }
}

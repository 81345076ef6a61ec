using Agora.Migrations.Locks;
using Agora.Migrations.Running;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Tests.Tracing;
using Agora.Migrations.Tracing;
using Agora.Migrations.Tracing.Seeding;
using Npgsql;

namespace Agora.Migrations.Tests.Locks;

/// <summary>Every form of the fixture files, predicted and then done, on tables of 1000 generated rows.</summary>
public sealed class LockCatalogueTests
{
    [Fact]
    public async Task Predicts_the_locks_the_scans_and_the_rewrites_that_the_server_shows()
    {
        await using var bench = await TruthBench.OpenAsync("Forms.sql");

        var differences = new List<string>();
        foreach (var form in bench.Forms)
        {
            differences.AddRange(await bench.TryInsideAsync(form));
        }

        differences.ShouldBeEmpty(string.Join('\n', differences));
        bench.Forms.Count.ShouldBeGreaterThanOrEqualTo(250);
    }

    [Fact]
    public async Task Predicts_what_statements_do_that_refuse_a_transaction()
    {
        await using var bench = await TruthBench.OpenAsync("FormsOutside.sql");

        var differences = new List<string>();
        foreach (var form in bench.Forms)
        {
            differences.AddRange(await bench.TryOutsideAsync(form));
        }

        bench.Forms.Count.ShouldBeGreaterThanOrEqualTo(15);
        differences.ShouldBeEmpty(string.Join('\n', differences));
    }

    [Theory]
    [InlineData("CREATE INDEX t_x_idx ON t (x)", "SHARE UPDATE EXCLUSIVE", "predicted SHARE UPDATE EXCLUSIVE on public.t, seen SHARE.")]
    [InlineData("CREATE INDEX t_x_idx ON t (x)", "ACCESS EXCLUSIVE", "predicted ACCESS EXCLUSIVE on public.t, seen SHARE.")]
    [InlineData("ALTER TABLE t ALTER COLUMN x TYPE bigint", "ACCESS EXCLUSIVE", "predicted no rewrite of public.t, seen one.")]
    public async Task Names_what_was_predicted_and_what_was_seen(string sql, string predicted, string difference)
    {
        await using var scratch = await Scratch.CreateAsync();
        var notes = new ServerNotes();
        await using var worker = await ServerConnection.OpenAsync(scratch.Admin, "test", notes.Add, CancellationToken.None);
        await worker.SendAsync("CREATE TABLE t (x int)", CancellationToken.None);
        await worker.SendAsync("BEGIN", CancellationToken.None);
        var probe = await TransactionProbe.BeginAsync(worker, notes, TimeProvider.System, CancellationToken.None);
        var seen = await probe.RunAsync(new SqlCommand(sql), CancellationToken.None);

        var effects = new StatementEffects(
            LockClass.Strong,
            [new RelationEffect(new ObjectName("public", "t"), LockModes.Parse(predicted), Scans: true)],
            RefusesTransaction: false);
        Comparison.Differences(new Prediction(effects, null, IsUpperBound: false, IsDefinition: true), seen.Relations, ObservedFrom.Inside)
            .ShouldBe([difference]);
    }

    private sealed class TruthBench(Scratch scratch, ServerConnection worker, ServerNotes notes, SchemaModel schema) : IAsyncDisposable
    {
        private readonly Predictor predictor = new(schema);

        public required IReadOnlyList<SqlStatement> Forms { get; init; }

        /// <summary>Runs the set-up of a fixture file and fills its tables.</summary>
        public static async Task<TruthBench> OpenAsync(string fixture)
        {
            var script = SqlScript.Read(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Locks", fixture)));
            script.HasErrors.ShouldBeFalse();
            var first = Chapter(script, "-- forms") ?? throw new InvalidOperationException($"{fixture} has no forms.");
            var rows = Chapter(script, "-- rows:") ?? first;
            var scratch = await Scratch.CreateAsync();
            var notes = new ServerNotes();
            var worker = await ServerConnection.OpenAsync(scratch.Admin, "lock truth", notes.Add, CancellationToken.None);
            var model = new SchemaModel(["public"]);
            var learning = new Predictor(model);
            foreach (var statement in script.Statements.Take(rows))
            {
                await worker.SendAsync(statement.Text, CancellationToken.None);
                learning.Next(statement, fixture);
            }

            var seeded = await new Seeder(
                scratch.Admin,
                new MigratorOptions { ConnectionString = scratch.Admin, Directory = "" }).SeedAsync(1000, CancellationToken.None);
            seeded.Where(table => table.Shortfall is not null).ShouldBeEmpty();
            foreach (var statement in script.Statements.Take(first).Skip(rows))
            {
                await worker.SendAsync(statement.Text, CancellationToken.None);
                learning.Next(statement, fixture);
            }

            await worker.SendAllAsync(
                [new("SET TimeZone = 'UTC'"), new("SET client_min_messages = debug1"), new("ANALYZE")], CancellationToken.None);
            learning.BeginStep();
            return new TruthBench(scratch, worker, notes, model) { Forms = [.. script.Statements.Skip(first)] };
        }

        /// <summary>In a transaction that is rolled back, so that every form finds the same database.</summary>
        public async Task<IEnumerable<string>> TryInsideAsync(SqlStatement form)
        {
            var prediction = new Predictor(schema.Layer()).Next(form, "");
            await worker.SendAsync("BEGIN", CancellationToken.None);
            try
            {
                var probe = await TransactionProbe.BeginAsync(worker, notes, TimeProvider.System, CancellationToken.None);
                var seen = await probe.RunAsync(new SqlCommand(form.Text), CancellationToken.None);
                return Describe(
                    form, Comparison.Differences(prediction, seen.Relations, seen.ObservedFrom, LockMode.RowExclusive), prediction, seen);
            }
            catch (PostgresException refused)
            {
                return [$"{form.Text}\n    refused: {refused.SqlState} {refused.MessageText}"];
            }
            finally
            {
                await worker.SendAsync("ROLLBACK", CancellationToken.None);
            }
        }

        /// <summary>Each form finds what those before it left, so the model follows them.</summary>
        public async Task<IEnumerable<string>> TryOutsideAsync(SqlStatement form)
        {
            predictor.BeginStep();
            var prediction = predictor.Next(form, "");
            var probe = new StandaloneProbe(worker, notes, scratch.Admin, TimeProvider.System);
            try
            {
                var seen = await probe.RunAsync(
                    new SqlCommand(form.Text), [.. prediction.Effects.Relations.Select(effect => effect.Relation)], CancellationToken.None);
                var unseen = seen.ObservedFrom == ObservedFrom.FilesOnly && prediction.Effects.Relations.Count > 0
                    ? ["no lock was seen at all."]
                    : Array.Empty<string>();
                return Describe(
                    form,
                    [.. unseen, .. Comparison.Differences(prediction, seen.Relations, seen.ObservedFrom, LockMode.RowExclusive)],
                    prediction,
                    seen);
            }
            catch (PostgresException refused)
            {
                return [$"{form.Text}\n    refused: {refused.SqlState} {refused.MessageText}"];
            }
        }

        public async ValueTask DisposeAsync()
        {
            await worker.DisposeAsync();
            await scratch.DisposeAsync();
        }

        private static int? Chapter(SqlScript script, string title) => script.Statements.FirstOrDefault(statement =>
            statement.LeadingComments.Any(comment => comment.Of(script.Text).StartsWith(title, StringComparison.Ordinal)))?.Index;

        private static IEnumerable<string> Describe(SqlStatement form, List<string> differences, Prediction prediction, Observation seen) =>
            differences.Count == 0 ? [] :
            [
                $"{form.Text}\n    {string.Join("\n    ", differences)}\n    catalogue: {string.Join("; ", prediction.Effects.Relations)}"
                + $"\n    server: {string.Join("; ", seen.Relations.Where(IsShown).Select(Line))} {string.Join("; ", seen.Said)}",
            ];

        private static bool IsShown(TracedRelation relation) =>
            relation.During > LockMode.AccessShare || relation.Scanned || relation.Rewritten;

        private static string Line(TracedRelation relation) =>
            $"{relation.Name} {relation.During.Sql()}{(relation.Rewritten ? ", rewrite" : "")}{(relation.Scanned ? ", scan" : "")}";
    }
}

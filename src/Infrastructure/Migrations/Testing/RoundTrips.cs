using System.Globalization;
using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Lint;
using Agora.Migrations.Running;
using Agora.Migrations.Scripting;
using Agora.Migrations.Snapshots;

namespace Agora.Migrations.Testing;

/// <summary>Goes the ways that a directory promises and compares where they lead.</summary>
internal sealed class RoundTrips(MigratorOptions options, SelfTestOptions test, IScratchDatabases databases, TimeProvider clock)
{
    public async Task<List<string>> GrammarAsync(IReadOnlyList<LintFile> files, CancellationToken ct)
    {
        await using var database = await databases.CreateAsync(ct);
        await using var connection = await ServerConnection.OpenAsync(database.Migrator, "migrate test", onNotice: null, ct);
        var findings = await new ServerGrammar(connection).CheckAsync(files, ct);
        return [.. findings.Select(finding => finding.ToString())];
    }

    public async Task<List<string>> SchemaAsync(CancellationToken ct)
    {
        await using var database = await databases.CreateAsync(ct);
        await MustAsync(For(database).UpAsync(null, ct));
        var path = Path.Combine(options.Directory, SchemaSnapshot.FileName);
        var committed = File.Exists(path) ? await File.ReadAllTextAsync(path, ct) : "";
        var found = await For(database).SnapshotAsync(test.BinDirectory, ct);
        return committed == found
            ? []
            : [$"{SchemaSnapshot.FileName} is not what the files make; write it anew with 'snapshot'.",
                .. SchemaSnapshot.Compare(committed, found)];
    }

    /// <summary>A database as the base left it, repeatable objects and all, which is what every deploy meets.</summary>
    public async Task<List<string>> UpgradeAsync(CancellationToken ct)
    {
        if (test.Base is null)
        {
            return [];
        }

        await using var upgraded = await databases.CreateAsync(ct);
        await using var made = await databases.CreateAsync(ct);
        await MustAsync(
            new Migrator(
                options with { Directory = test.Base, ClassesOf = options.Directory, ConnectionString = upgraded.Migrator },
                SilentObserver.Instance,
                clock).UpAsync(null, ct));
        await SeedAsync(upgraded, ct);
        await MustAsync(For(upgraded).UpAsync(null, ct));
        await MustAsync(For(made).UpAsync(null, ct));
        return [.. SchemaSnapshot.Compare(
            await For(made).SnapshotAsync(test.BinDirectory, ct), await For(upgraded).SnapshotAsync(test.BinDirectory, ct))];
    }

    public async Task<List<string>> SecondUpAsync(CancellationToken ct)
    {
        await using var database = await databases.CreateAsync(ct);
        await MustAsync(For(database).UpAsync(null, ct));
        var sent = new SentStatements();
        await MustAsync(For(database, sent).UpAsync(null, ct));
        return sent.Count == 0 ? [] : [$"The second up sent {sent.Count} statements."];
    }

    /// <summary>For each new version: up, snapshot, down, snapshot as before, up, snapshot as first.</summary>
    public async Task<List<string>> UpDownUpAsync(List<Migration> fresh, CancellationToken ct)
    {
        await using var database = await databases.CreateAsync(ct);
        var migrator = For(database);
        // Repeatable objects belong to the newest version, so they would stand in the way of comparing older ones.
        var bare = new Migrator(
            options with
            {
                ConnectionString = database.Migrator,
                AcceptDataLoss = true,
                VersionsOnly = true,
            }, SilentObserver.Instance, clock);
        var problems = new List<string>();
        if (fresh.Count > 0)
        {
            await MustAsync(bare.UpAsync(fresh[0].Version - 1, ct));
            await SeedAsync(database, ct);
        }

        foreach (var migration in fresh)
        {
            var before = await migrator.SnapshotAsync(test.BinDirectory, ct);
            await MustAsync(bare.UpAsync(migration.Version, ct));
            if (migration.Down is null)
            {
                continue;
            }

            var first = await migrator.SnapshotAsync(test.BinDirectory, ct);
            await MustAsync(migrator.DownAsync(DownTarget.Last(1), ct));
            Compare(problems, migration, "down does not lead back", before, await migrator.SnapshotAsync(test.BinDirectory, ct));
            if (problems.Count > 0)
            {
                // From here the way up may fail for want of a way back, which would say the same in more obscure words.
                return problems;
            }

            await MustAsync(bare.UpAsync(migration.Version, ct));
            Compare(problems, migration, "the second up leads elsewhere", first, await migrator.SnapshotAsync(test.BinDirectory, ct));
        }

        await MustAsync(migrator.UpAsync(null, ct));
        return problems;
    }

    /// <summary>
    /// What an operator meets: triggers, policies and functions of the repeatable files stand while versions are taken back. One step
    /// first, then as far as there is a way back.
    /// </summary>
    public async Task<List<string>> DownWithRepeatablesAsync(List<Migration> fresh, CancellationToken ct)
    {
        var reversible = fresh.AsEnumerable().Reverse().TakeWhile(migration => migration.Down is not null).ToList();
        if (reversible.Count == 0)
        {
            return [];
        }

        await using var database = await databases.CreateAsync(ct);
        var migrator = For(database);
        await MustAsync(migrator.UpAsync(null, ct));
        var before = await migrator.SnapshotAsync(test.BinDirectory, ct);
        var problems = new List<string>();
        foreach (var steps in new[] { 1, reversible.Count }.Distinct())
        {
            await MustAsync(migrator.DownAsync(DownTarget.Last(steps), ct));
            await MustAsync(migrator.UpAsync(null, ct));
            Compare(
                problems,
                reversible[steps - 1],
                "down with the repeatable objects in place, then up, leads elsewhere",
                before,
                await migrator.SnapshotAsync(test.BinDirectory, ct));
        }

        return problems;
    }

    public async Task<List<string>> ScriptAsync(CancellationToken ct)
    {
        await using var upped = await databases.CreateAsync(ct);
        await using var scripted = await databases.CreateAsync(ct);
        await MustAsync(For(upped).UpAsync(null, ct));
        var script = For(scripted).Script(new ScriptRange(0, null));
        await PsqlScript.RunAsync(scripted.Migrator, Path.Combine(test.BinDirectory, "psql"), script, ct);
        var problems = SchemaSnapshot.Compare(
            await For(upped).SnapshotAsync(test.BinDirectory, ct), await For(scripted).SnapshotAsync(test.BinDirectory, ct)).ToList();
        var sent = new SentStatements();
        await MustAsync(For(scripted, sent).UpAsync(null, ct));
        if (sent.Count > 0)
        {
            problems.Add($"up after the script still sent {sent.Count} statements.");
        }

        return problems;
    }

    /// <summary>A database whose history was made by hand in FluentMigrator's shape, without any of our tables.</summary>
    public async Task<List<string>> AdoptionAsync(MigrationDirectory directory, CancellationToken ct)
    {
        await using var database = await databases.CreateAsync(ct);
        await MustAsync(For(database).UpAsync(null, ct));
        await using (var admin = await ServerConnection.OpenAsync(database.Admin, "migrate test", onNotice: null, ct))
        {
            await admin.SendAsync($"DROP SCHEMA {new HistoryNames(options).SideSchema} CASCADE", ct);
        }

        var sent = new SentStatements();
        await MustAsync(For(database, sent).UpAsync(null, ct));
        var again = directory.Repeatables.Sum(file => file.Up.Body.StatementCount);
        return sent.Count == again
            ? []
            : [$"Adoption sent {sent.Count} statements where only the {again} of the repeatable files are due."];
    }

    private async Task SeedAsync(IScratchDatabase database, CancellationToken ct)
    {
        if (test.Seed is null)
        {
            return;
        }

        await using var admin = await ServerConnection.OpenAsync(database.Admin, "migrate test", onNotice: null, ct);
        foreach (var statement in Sql.SqlScript.Parse(test.Seed).Statements)
        {
            await admin.SendAsync(statement.Text, ct);
        }
    }

    private Migrator For(IScratchDatabase database, IMigrationObserver? observer = null) =>
        new(options with { ConnectionString = database.Migrator, AcceptDataLoss = true }, observer ?? SilentObserver.Instance, clock);

    private static void Compare(List<string> problems, Migration migration, string what, string expected, string actual)
    {
        if (expected != actual)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"PGM616 {migration.Version} {migration.Description}: {what}."));
            problems.AddRange(SchemaSnapshot.Compare(expected, actual));
        }
    }


    private static async Task MustAsync(Task<MigrationReport> run)
    {
        if ((await run).Failure is { } failure)
        {
            throw new MigrationException(failure);
        }
    }

    private sealed class SentStatements : IMigrationObserver
    {
        public int Count { get; private set; }

        public void On(MigrationEvent happened) => Count += happened is StatementStarted ? 1 : 0;
    }
}

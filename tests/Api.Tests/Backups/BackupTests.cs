using System.Globalization;
using System.Text.RegularExpressions;
using Agora.Infrastructure.Backups;
using Agora.Infrastructure.Database.Embedded;
using Agora.Testing;

namespace Agora.Api.Tests.Backups;

[Collection(BackupCollection.Name)]
public sealed class BackupTests(BackupFixture server)
{
    [Fact]
    public async Task A_backup_made_beside_writers_is_proven_by_a_drill()
    {
        server.FirstRun.ShouldSatisfyAllConditions(
            run => run.Exit.ShouldBe(0, run.Errors),
            run => run.Output.ShouldContain("full"));

        var drill = await server.RunAsync("backup", "drill");

        drill.Exit.ShouldBe(0, drill.Errors);
        foreach (var step in new[] { "verify", "restore", "recover", "compare", "amcheck", "migrations", "serve" })
        {
            drill.Output.ShouldContain($"\n{step} ");
        }

        drill.Output.ShouldContain("3 posts were served");
        drill.Output.ShouldNotContain("Slow use case");
        drill.Errors.ShouldContain("Slow use case");
        (await server.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.backup_reports WHERE activity = 'drill' AND problem IS NULL AND backup_at < finished_at"))
            .ShouldBeGreaterThan(0);
        Directory.GetDirectories(Path.GetDirectoryName(server.ClusterFolder)!, "drill-*").ShouldBeEmpty();
    }

    /// <summary>The same server, known by its logins alone.</summary>
    [Fact]
    public async Task A_backup_of_a_configured_server_is_proven_by_a_drill()
    {
        var drill = await server.RunAsync(server.AsConfigured(), "backup", "drill");

        drill.Exit.ShouldBe(0, drill.Errors);
        drill.Output.ShouldContain("rows agree");
        drill.Output.ShouldContain("tables and indexes are whole");
        drill.Output.ShouldContain("versions are known");
        drill.Output.ShouldContain("3 posts were served");
        Directory.GetDirectories(server.In("home"), "drill-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_copy_that_lacks_a_row_is_not_proven()
    {
        var restore = await Figures.AddRowAsync(server, "app.posts");

        var drill = await server.RunAsync("backup", "drill");

        await restore();
        drill.Exit.ShouldBe(1);
        drill.Errors.ShouldContain("The table app.posts has 50 rows instead of 51.");
        (await server.Superuser.ScalarAsync<string>("SELECT problem FROM app.backup_reports ORDER BY id DESC LIMIT 1"))
            .ShouldNotBeNull().ShouldContain("instead of 51");
        Directory.GetDirectories(Path.GetDirectoryName(server.ClusterFolder)!, "drill-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_is_restored_to_a_time_a_name_and_a_position()
    {
        await server.Superuser.ExecuteAsync("CREATE TABLE public.marks (mark text NOT NULL)");
        await server.Superuser.ExecuteAsync("INSERT INTO public.marks VALUES ('A')");
        var time = await server.Superuser.ScalarAsync<DateTime>("SELECT clock_timestamp()");
        await server.Superuser.ExecuteAsync("INSERT INTO public.marks VALUES ('B')");
        await server.Superuser.ExecuteAsync("SELECT pg_create_restore_point('behind_b')");
        await server.Superuser.ExecuteAsync("INSERT INTO public.marks VALUES ('C')");
        var position = await server.Superuser.ScalarAsync<string>("SELECT pg_current_wal_flush_lsn()::text");
        await server.Superuser.ExecuteAsync("INSERT INTO public.marks VALUES ('D')");
        await server.ArchiveAsync();

        (await MarksAsync(time.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture))).ShouldBe("A");
        (await MarksAsync("behind_b")).ShouldBe("A,B");
        (await MarksAsync(position!)).ShouldBe("A,B,C");
        (await server.Superuser.ScalarAsync<string>("SELECT string_agg(mark, ',' ORDER BY mark) FROM public.marks")).ShouldBe("A,B,C,D");
    }

    [Fact]
    public async Task A_logical_copy_is_restored_into_another_database_and_its_damage_found()
    {
        const string figures = "SELECT format('%s %s', count(*), sum(hashtextextended(p::text, 0))) FROM app.posts AS p";
        var made = await server.RunAsync("backup", "dump");
        made.Exit.ShouldBe(0, made.Errors);
        var name = made.Output.Split(' ')[0];
        var file = server.In("fetched.dump");

        var fetched = await server.RunAsync("backup", "fetch", name, "--output", file);
        var again = await server.RunAsync("backup", "fetch", name, "--output", file);
        await server.Superuser.ExecuteAsync("CREATE DATABASE copied TEMPLATE template0");
        var restored = await server.ToolAsync("pg_restore", "--dbname=copied", "--exit-on-error", file);

        fetched.Exit.ShouldBe(0, fetched.Errors);
        again.ShouldSatisfyAllConditions(run => run.Exit.ShouldBe(2), run => run.Errors.ShouldContain("exists"));
        restored.ExitCode.ShouldBe(0, restored.Error);
        await using (var copied = server.Admin("copied"))
        {
            (await copied.ScalarAsync<string>(figures)).ShouldBe(await server.Superuser.ScalarAsync<string>(figures));
        }

        var stored = Path.Combine(server.Repository, "pgbackrest", "dumps", name);
        var bytes = await File.ReadAllBytesAsync(stored);
        bytes[bytes.Length / 2] ^= 0x10;
        await File.WriteAllBytesAsync(stored, bytes);
        (await (await server.OpenAsync()).VerifyAsync(CancellationToken.None)).ShouldContain(problem => problem.Contains(name));
        bytes[bytes.Length / 2] ^= 0x10;
        await File.WriteAllBytesAsync(stored, bytes);
        (await (await server.OpenAsync()).VerifyAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_server_itself_is_restored_and_its_former_data_kept()
    {
        await server.Superuser.ExecuteAsync("CREATE TABLE public.lost ()");
        await server.Superuser.ExecuteAsync("SELECT pg_create_restore_point('before_the_loss')");
        await server.ArchiveAsync();
        await server.Superuser.ExecuteAsync("DROP TABLE public.lost");
        await server.ArchiveAsync();

        var running = await server.RunAsync("backup", "restore", "--in-place", "--confirm", "restore");
        await server.StopAsync();
        var unsure = await server.RunAsync("backup", "restore", "--in-place");
        var failed = await server.RunAsync("backup", "restore", "--in-place", "--confirm", "restore", "--to", "no_such_point");
        var restored = await server.RunAsync("backup", "restore", "--in-place", "--confirm", "restore", "--to", "before_the_loss");
        await server.StartAsync();

        running.ShouldSatisfyAllConditions(run => run.Exit.ShouldBe(2), run => run.Errors.ShouldContain("Stop Agora first"));
        unsure.ShouldSatisfyAllConditions(run => run.Exit.ShouldBe(2), run => run.Errors.ShouldContain("--confirm restore"));
        failed.ShouldSatisfyAllConditions(run => run.Exit.ShouldBe(1), run => run.Errors.ShouldContain("ends before the point"));
        restored.Exit.ShouldBe(0, restored.Errors);
        Directory.GetDirectories(server.ClusterFolder, "data.replaced-*").Length.ShouldBe(1);
        (await server.Superuser.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'lost'")).ShouldBe(1);

        // Backups continue in the same repository, on a timeline of its own.
        var next = await server.RunAsync("backup", "run");
        next.Exit.ShouldBe(0, next.Errors);
        (await (await server.OpenAsync()).VerifyAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_primary_is_backed_up_beside_a_standby_which_keeps_it_from_being_replaced()
    {
        await server.StopAsync();
        var added = await server.RunAsync("cluster", "add", "twin");
        await server.StartAsync();
        var status = await server.RunAsync("cluster", "status");
        var run = await server.RunAsync("backup", "run", "--type", "incremental");
        var dump = await server.RunAsync("backup", "dump");
        await server.StopAsync();
        var replaced = await server.RunAsync("backup", "restore", "--in-place", "--confirm", "restore");
        var removed = await server.RunAsync("cluster", "remove", "twin", "--yes");
        await server.StartAsync();

        added.Exit.ShouldBe(0, added.Errors);
        status.Output.ShouldMatch("twin +standby.*streaming");
        run.Exit.ShouldBe(0, run.Errors);
        dump.Exit.ShouldBe(0, dump.Errors);
        replaced.ShouldSatisfyAllConditions(
            refused => refused.Exit.ShouldBe(2), refused => refused.Errors.ShouldContain("agora cluster remove twin"));
        removed.Exit.ShouldBe(0, removed.Errors);
    }

    [Fact]
    public async Task A_migration_of_a_database_in_use_is_preceded_by_a_point()
    {
        var down = await server.RunAsync("migrate", "down", "--steps", "1", "--yes-i-lose-data");
        var up = await server.RunAsync("migrate", "up");
        await server.ArchiveAsync();

        down.Exit.ShouldBe(0, down.Errors);
        up.Exit.ShouldBe(0, up.Errors);
        var point = Regex.Match(up.Output + up.Errors, "restore point (agora_[0-9TZ]+_before_[0-9]+)").Groups[1].Value;
        point.ShouldNotBeEmpty();
        (await ReadAtAsync(point, "SELECT coalesce(to_regclass('app.backup_reports')::text, 'none')")).ShouldBe("none");
    }

    [Theory]
    [InlineData("2001-01-01T00:00:00Z", "is before it")]
    [InlineData("2199-01-01T00:00:00Z", "is in the future")]
    [InlineData("FF/0", "lies behind")]
    [InlineData("agora_20010101T000000Z", "is before it")]
    [InlineData("not a point", "is no point to restore to")]
    public async Task A_point_that_is_not_there_is_refused_before_anything_is_written(string point, string reason)
    {
        var folder = server.In($"refused-{Guid.NewGuid():N}");
        var archive = await server.OpenAsync();

        var refusal = await Should.ThrowAsync<BackupException>(
            () => archive.RestoreAsync(folder, label: null, point, secrets: null, CancellationToken.None));

        refusal.Refused.ShouldBeTrue();
        refusal.Message.ShouldContain(reason);
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Backups_of_another_server_are_left_alone_and_the_archive_continues()
    {
        var other = await server.OtherRepositoryAsync();

        var refused = await RunInAsync(other, "run");

        refused.Exit.ShouldNotBe(0);
        refused.Errors.ShouldContain($"The backups in {other} are of another server. Set Backup:Repository to a folder for this one.");
        refused.Errors.ShouldNotContain("   at ");
        await server.ArchiveAsync();
        (await (await server.OpenAsync()).VerifyAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_cannot_keep_backups_is_refused_before_anything_is_changed()
    {
        var foreign = Directory.CreateDirectory(server.In("foreign")).FullName;
        await File.WriteAllTextAsync(Path.Combine(foreign, "thesis.txt"), "Chapter 1");
        var file = server.In("a-file");
        await File.WriteAllTextAsync(file, "");
        var locked = Directory.CreateDirectory(server.In("locked")).FullName;
        FileModes.Set(locked, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await Should.ThrowAsync<BackupException>(() => server.OpenAsync(foreign))).Message.ShouldContain("holds no backups of Agora");
        (await Should.ThrowAsync<BackupException>(() => server.OpenAsync(file))).Message.ShouldContain("is a file");
        await RefusedAsync(foreign, "is left alone");
        await RefusedAsync(locked, "cannot write");
        await RefusedAsync(server.In("none/backups"), "does not exist");

        Directory.GetFileSystemEntries(foreign).ShouldHaveSingleItem();
        Directory.GetFileSystemEntries(locked).ShouldBeEmpty();
        Directory.Exists(server.In("none")).ShouldBeFalse();
    }

    [SmallDiskFact]
    public async Task A_disk_without_room_is_refused()
    {
        using var disk = SmallDisk.Mount(server.In("small"), megabytes: 4);
        var repository = Path.Combine(disk.Folder, "backups");

        await RefusedAsync(repository, "MB of free space, and a full backup of");

        Directory.Exists(Path.Combine(repository, "pgbackrest")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_refusal_is_one_sentence_and_an_exit_code()
    {
        var refused = await server.RunAsync("backup", "restore", "--folder", server.In("data"));

        refused.Exit.ShouldBe(2);
        refused.Errors.Trim().ShouldEndWith("A backup is restored into a new folder: name one.");
        refused.Errors.ShouldNotContain("   at ");
    }

    private Task<(int Exit, string Output, string Errors)> RunInAsync(string repository, params string[] words) => server.RunAsync(
        new Dictionary<string, string>(StringComparer.Ordinal) { ["Backup__Repository"] = repository }, ["backup", .. words]);

    private async Task RefusedAsync(string repository, string reason)
    {
        var refused = await RunInAsync(repository, "run", "--type", "full");

        refused.Exit.ShouldNotBe(0);
        refused.Errors.ShouldContain(reason);
        refused.Errors.ShouldNotContain("   at ");
    }

    private Task<string> MarksAsync(string to) => ReadAtAsync(
        to,
        "SELECT string_agg(mark, ',' ORDER BY mark) || CASE current_setting('archive_mode') WHEN 'off' THEN '' ELSE '!' END "
        + "FROM public.marks");

    private async Task<string> ReadAtAsync(string to, string sql)
    {
        var folder = server.In($"restored-{Guid.NewGuid():N}");
        var restored = await (await server.OpenAsync()).RestoreAsync(folder, label: null, to, secrets: null, CancellationToken.None);
        restored.Folder.ShouldBe(folder);
        return await RestoredFolder.ReadAsync(folder, sql);
    }
}

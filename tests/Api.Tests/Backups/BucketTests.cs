using System.Text;
using Agora.Infrastructure.Backups;
using Agora.Infrastructure.Database.Embedded;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Backups;

/// <summary>Backups in a store that speaks S3.</summary>
[Collection(BackupCollection.Name)]
public sealed class BucketTests(BackupFixture server) : IAsyncLifetime
{
    private readonly string folder = server.In($"bucket-{Guid.NewGuid():N}"[..20]);
    private FakeS3 store = null!;

    private string CaFile => folder + ".pem";

    private BackupS3Options Right => new()
    {
        Endpoint = store.Address,
        Region = FakeS3.Region,
        Bucket = FakeS3.Bucket,
        AccessKey = FakeS3.AccessKey,
        SecretKey = FakeS3.SecretKey,
        CaFile = CaFile,
    };

    public async Task InitializeAsync()
    {
        store = await FakeS3.StartAsync(FakeS3.NewCertificate());
        await File.WriteAllTextAsync(CaFile, store.Certificate!.ExportCertificatePem());
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task Backups_are_kept_in_a_bucket()
    {
        await using var copied = await CopyServerAsync();
        await using var superuser = NpgsqlDataSource.Create(copied.AdminConnectionString("agora"));
        store.Objects["/files/other/kept"] = [1];

        await DoneAsync("run", "--type", "full");
        await DoneAsync("dump");
        var archive = await OpenAsync(Right);
        var label = (await archive.ListAsync(CancellationToken.None)).ShouldHaveSingleItem().Label;
        (await archive.VerifyAsync(CancellationToken.None)).ShouldBeEmpty();

        var dump = (await archive.ListDumpsAsync(CancellationToken.None)).ShouldHaveSingleItem().Name;
        await archive.FetchAsync(dump, folder + ".dump", CancellationToken.None);
        (await File.ReadAllBytesAsync(folder + ".dump"))[..5].ShouldBe("PGDMP"u8.ToArray());

        await superuser.ExecuteAsync("SELECT pg_create_restore_point('in_the_bucket')");
        await BackupFixture.ArchiveAsync(superuser);
        var restored = folder + "-restored";
        await archive.RestoreAsync(restored, label: null, "in_the_bucket", secrets: null, CancellationToken.None);
        (await RestoredFolder.ReadAsync(restored, "SELECT count(*)::text FROM app.posts")).ShouldBe("50");

        var whole = new[] { $"/{label}/bundle/1", $"/figures/{label}.json", $"/dumps/{dump}" }.ToDictionary(Key, Damage);
        var wrong = string.Join('\n', await archive.VerifyAsync(CancellationToken.None));
        wrong.ShouldContain("Files of the repository are damaged");
        wrong.ShouldContain($"The figures of the backup {label} are damaged");
        wrong.ShouldContain($"{dump} is damaged");
        foreach (var (key, content) in whole)
        {
            store.Objects[key] = content;
        }

        // One full backup is kept.
        await DoneAsync("run", "--type", "full");
        (await archive.ListAsync(CancellationToken.None)).ShouldHaveSingleItem().Label.ShouldNotBe(label);
        store.Objects.Keys.ShouldNotContain(key => key.Contains(label) && !key.Contains("backup.history"));
        store.Objects.Keys.ShouldContain("/files/other/kept");
    }

    [Fact]
    public async Task What_keeps_a_bucket_from_being_used_is_refused_before_anything_is_changed()
    {
        var wrongKey = await server.RunAsync(Settings(Right with { SecretKey = "another" }), "backup", "run");

        wrongKey.Exit.ShouldNotBe(0);
        wrongKey.Errors.ShouldContain("refuses the key for the bucket files (SignatureDoesNotMatch). Set Backup:S3:AccessKey");
        wrongKey.Errors.ShouldNotContain("another");
        wrongKey.Errors.ShouldNotContain("   at ");
        store.Objects.ShouldBeEmpty();

        store.Objects["/files/foreign/file"] = Encoding.UTF8.GetBytes("not of Agora");
        await RefusedAsync(Right with { Bucket = "nowhere" }, "There is no bucket nowhere at https://localhost");
        await RefusedAsync(Right with { CaFile = null }, "is not trusted: unable to verify certificate");
        await RefusedAsync(Right with { CaFile = folder + ".none" }, "which does not exist");
        await RefusedAsync(Right with { Endpoint = "https://localhost:1" }, "cannot be reached: Connection refused");
        await RefusedAsync(Right with { Endpoint = "http://localhost:9000" }, "over TLS alone");
        await RefusedAsync(Right with { AccessKey = null }, "Backup:S3:SecretKey with it");
        await RefusedAsync(Right with { Prefix = "foreign/" }, "is left alone");
        await RefusedAsync(Right with { Prefix = "empty" }, "There are no backups in s3://files/empty");
        store.Objects.Count.ShouldBe(1);

        await server.ArchiveAsync();
        (await (await server.OpenAsync()).VerifyAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    /// <summary>It does not archive at first, so that it leaves the archive of the former alone.</summary>
    private async Task<EmbeddedCluster> CopyServerAsync()
    {
        await (await server.OpenAsync()).RestoreAsync(folder, label: null, to: null, secrets: null, CancellationToken.None);
        await RestoredFolder.ReadAsync(folder, "ALTER SYSTEM RESET archive_mode");
        return await RestoredFolder.StartAsync(folder);
    }

    private async Task DoneAsync(params string[] words)
    {
        var settings = Settings(Right);
        settings["AGORA_DATA"] = folder;
        settings["Backup__KeepFull"] = "1";

        var run = await server.RunAsync(settings, ["backup", .. words]);

        run.Exit.ShouldBe(0, run.Errors);
    }

    private static Dictionary<string, string> Settings(BackupS3Options s3) => new(StringComparer.Ordinal)
    {
        ["Backup__S3__Endpoint"] = s3.Endpoint!,
        ["Backup__S3__Region"] = s3.Region,
        ["Backup__S3__Bucket"] = s3.Bucket!,
        ["Backup__S3__AccessKey"] = s3.AccessKey!,
        ["Backup__S3__SecretKey"] = s3.SecretKey!,
        ["Backup__S3__CaFile"] = s3.CaFile!,
    };

    private Task<BackupArchive> OpenAsync(BackupS3Options s3) => BackupFixture.OpenAsync(
        new EmbeddedPostgresOptions { DataDirectory = folder, Port = 0 }, new BackupOptions { S3 = s3, Key = server.BackupKey });

    private async Task RefusedAsync(BackupS3Options s3, string reason)
    {
        var refusal = await Should.ThrowAsync<BackupException>(() => OpenAsync(s3));

        refusal.Refused.ShouldBeTrue();
        refusal.Message.ShouldContain(reason);
        refusal.Message.ShouldNotContain("\n");
    }

    private string Key(string end) => store.Objects.Keys.Single(name => name.EndsWith(end, StringComparison.Ordinal));

    /// <returns>What was there.</returns>
    private byte[] Damage(string end)
    {
        var whole = store.Objects[Key(end)];
        var damaged = whole.ToArray();
        damaged[damaged.Length / 2] ^= 0x10;
        store.Objects[Key(end)] = damaged;
        return whole;
    }
}

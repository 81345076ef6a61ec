using Agora.Infrastructure.Backups;

namespace Agora.Api.Tests.Backups;

/// <summary>Twenty kinds of damage to a copy of the repository, and none that is overlooked.</summary>
[Collection(BackupCollection.Name)]
public sealed class DamageTests(BackupFixture server) : IDisposable
{
    private const string Backup = "pgbackrest/backup/agora", Archive = "pgbackrest/archive/agora", Figure = "pgbackrest/figures/*.json";

    private readonly string copy = server.In($"copy-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(copy, recursive: true);

    [Fact]
    public async Task A_whole_copy_has_nothing_wrong()
    {
        await CopyAsync();

        (await WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("flip", Backup + "/*F/bundle/1", 100)]
    [InlineData("flip", Backup + "/*F/bundle/1", -100)]
    [InlineData("truncate", Backup + "/*F/bundle/1", 10)]
    [InlineData("empty", Backup + "/*F/bundle/2", 0)]
    [InlineData("delete", Backup + "/*F/bundle/2", 0)]
    [InlineData("flip", Backup + "/*F/backup.manifest", 60)]
    [InlineData("flip", Backup + "/*F/backup.manifest.copy", 60)]
    [InlineData("delete", Backup + "/*F/backup.manifest.copy", 0)]
    [InlineData("swap", Backup + "/*F/backup.manifest", 0)]
    [InlineData("flip", Backup + "/backup.info", 40)]
    [InlineData("delete", Backup + "/backup.info", 0)]
    [InlineData("flip", Archive + "/archive.info", 40)]
    [InlineData("truncate", Archive + "/archive.info.copy", 16)]
    [InlineData("delete", Archive + "/17-1/*/{first}-*", 0)]
    [InlineData("delete", Archive + "/17-1/*/{last}-*", 0)]
    [InlineData("delete", Archive + "/17-1/*/{point}-*", 0)]
    [InlineData("flip", Archive + "/17-1/*/{first}-*", 50)]
    [InlineData("truncate", Archive + "/17-1/*/{last}-*", 16)]
    [InlineData("flip", Figure, 200)]
    [InlineData("delete", Figure, 0)]
    public async Task Damage_is_found(string kind, string file, int place)
    {
        await CopyAsync();
        var set = (await (await server.OpenAsync(copy)).ListAsync(CancellationToken.None))[0];
        var point = await Figures.PositionAsync(server, copy, set.Label);
        Damage(
            kind,
            Find(file
                .Replace("{first}", set.FirstWal, StringComparison.Ordinal)
                .Replace("{last}", set.LastWal, StringComparison.Ordinal)
                .Replace("{point}", WalName.Of(set.LastWal[..8], WalName.ParsePosition(point)), StringComparison.Ordinal))[0],
            place);

        (await WrongAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_wrong_key_is_named()
    {
        await CopyAsync();

        (await WrongAsync("a-key-that-is-not-the-one")).ShouldHaveSingleItem().ShouldContain("Backup:Key");
    }

    private async Task<IReadOnlyList<string>> WrongAsync(string? key = null) =>
        await (await server.OpenAsync(copy, key)).VerifyAsync(CancellationToken.None);

    private async Task CopyAsync()
    {
        // With its owner, who reads it.
        using var copying = System.Diagnostics.Process.Start("cp", ["-a", server.Repository, copy]);
        await copying.WaitForExitAsync();
        copying.ExitCode.ShouldBe(0);
    }

    private List<string> Find(string pattern)
    {
        IEnumerable<string> found = [copy];
        foreach (var part in pattern.Split('/'))
        {
            found = found.SelectMany(folder => Directory.GetFileSystemEntries(folder, part));
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static void Damage(string kind, string file, int place)
    {
        switch (kind)
        {
            case "flip":
                var bytes = File.ReadAllBytes(file);
                bytes[place < 0 ? bytes.Length + place : place] ^= 0x10;
                File.WriteAllBytes(file, bytes);
                break;
            case "truncate":
                using (var cut = File.OpenWrite(file))
                {
                    cut.SetLength(cut.Length - place);
                }

                break;
            case "empty":
                File.WriteAllBytes(file, []);
                break;
            case "swap":
                File.Copy(Path.Combine(Path.GetDirectoryName(file)!, "..", "backup.info"), file, overwrite: true);
                break;
            default:
                File.Delete(file);
                break;
        }
    }
}

using Agora.Migrations.Connections;
using Agora.Testing;

namespace Agora.Api.Tests.Cli;

public sealed class ConfigVerbTests
{
    private static readonly Dictionary<string, string> Nothing = new(StringComparer.Ordinal);

    [Theory]
    [InlineData("--memory must be from 512MB to 16TB", "--memory", "100MB")]
    [InlineData("--memory must be a size such as 16GB or 768MB, and 'lots' is none.", "--memory", "lots")]
    [InlineData("--cores must be from 1 to 1024.", "--memory", "8GB", "--cores", "0")]
    [InlineData("--connections must be from 20 to 5000", "--memory", "8GB", "--connections", "100000")]
    [InlineData("--network must be a network such as 10.0.0.0/8 or fc00::/7, and 'here' is none.", "--memory", "8GB", "--network", "here")]
    [InlineData("--account must be the name of an account, and 'a b' is none.", "--memory", "8GB", "--account", "a b")]
    public async Task Says_what_it_refuses(string sentence, params string[] words)
    {
        var (exit, output, errors) = await AgoraProcess.RunAsync(Nothing, "", ["db", "config", .. words]);

        exit.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldContain(sentence);
        errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Writes_three_files_with_reasons()
    {
        var folder = Directory.CreateTempSubdirectory("agora-config");
        try
        {
            var (exit, output, errors) = await AgoraProcess.RunAsync(
                Nothing, "", "db", "config", "--memory", "64GB", "--cores", "16", "--disk", "nvme", "--workload", "oltp", "--network",
                "10.1.0.0/16", "--output", folder.FullName);

            exit.ShouldBe(0, errors);
            output.ShouldContain($"Wrote {folder.FullName}/agora.conf");
            var settings = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "agora.conf"));
            settings.ShouldContain("# A quarter of the memory; the operating system caches with the rest.\nshared_buffers = '16384MB'\n");
            settings.ShouldContain("effective_cache_size = '49152MB'\n");
            settings.ShouldContain("maintenance_work_mem = '1024MB'\n");
            settings.ShouldContain("max_wal_size = '8192MB'\n");
            settings.ShouldNotContain("\nstatement_timeout");
            var rules = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "pg_hba.conf"));
            rules.ShouldContain("10.1.0.0/16");
            rules.ShouldNotContain("192.168.0.0/16");
            (await File.ReadAllTextAsync(Path.Combine(folder.FullName, "pg_ident.conf"))).ShouldContain("agora      postgres     postgres");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Says_what_a_running_server_has_otherwise()
    {
        await using var database = await ApiDatabase.CreateAsync();
        var (exit, output, errors) = await AgoraProcess.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DATABASE_URL"] = DatabaseLogin.From(database.Access.Runtime).Url,
                ["DATABASE_WATCH_URL"] = DatabaseLogin.From(database.Access.Watch!).Url,
                ["SECRET_KEY"] = Convert.ToBase64String(new byte[32]),
            },
            "",
            "db", "config", "--diff", "--memory", "64GB", "--cores", "16");

        exit.ShouldBe(1, errors);
        output.ShouldMatch(@"shared_buffers +256MB +16384MB +restart +A quarter of the memory");
        output.ShouldNotContain("track_io_timing");
    }
}

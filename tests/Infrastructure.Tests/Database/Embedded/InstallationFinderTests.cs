using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class InstallationFinderTests : IDisposable
{
    private readonly OpenTempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("postgres (PostgreSQL) 17.11 (Debian 17.11-0+deb13u1)\n", "17.11")]
    [InlineData("postgres (PostgreSQL) 18.0\n", "18.0")]
    [InlineData("postgres (PostgreSQL) 18beta1\n", null)]
    [InlineData("postgres (PostgreSQL) 19devel\n", null)]
    [InlineData("", null)]
    public void Reads_the_version_of_a_release(string answer, string? version) =>
        InstallationFinder.ParseVersion(answer).ShouldBe(version is null ? null : Version.Parse(version));

    [Theory]
    [InlineData("17.4", "vector", "needs 17.5 or newer")]
    [InlineData("15.18", "vector", "needs 17.5 or newer")]
    public async Task Passes_over_what_Agora_cannot_run_on_and_says_why(string version, string extension, string reason)
    {
        var bin = await Install(version, extension, "pg_trgm", "pg_stat_statements", "btree_gist", "citext", "pgstattuple");

        var judged = await InstallationFinder.AssessAsync(bin, PostgresOrigin.Machine, CancellationToken.None);

        judged.Installation.ShouldBeNull();
        judged.Reason.ShouldContain(reason);
    }

    [Fact]
    public async Task Asks_for_the_contrib_extensions_and_the_programs()
    {
        var bin = await Install("17.11", "vector", "pg_trgm");
        (await InstallationFinder.AssessAsync(bin, PostgresOrigin.Machine, CancellationToken.None))
            .Reason.ShouldContain("without pg_stat_statements");

        File.Delete(Path.Combine(bin, "initdb"));
        (await InstallationFinder.AssessAsync(bin, PostgresOrigin.Machine, CancellationToken.None)).Reason.ShouldContain("no initdb");
    }

    [Fact]
    public async Task Takes_a_server_without_pgvector_and_says_so()
    {
        var options = new EmbeddedPostgresOptions
        {
            BinDirectory = await Install("17.11", "postgis", "pg_trgm", "pg_stat_statements", "btree_gist", "citext", "pgstattuple"),
        };
        var lines = new Lines();

        var taken = await PostgresProvisioner.FindOrProvisionAsync(options, lines, TimeProvider.System, CancellationToken.None);

        (taken.HasVector, taken.HasPostgis).ShouldBe((false, true));
        lines.Text.ShouldEndWith(", without pgvector");
    }

    [Fact]
    public async Task Takes_a_server_without_postgis_and_follows_a_link_to_where_it_really_lies()
    {
        var bin = await Install("17.11", "vector", "pg_trgm", "pg_stat_statements", "btree_gist", "citext", "pgstattuple");
        var links = Directory.CreateDirectory(folder.In("links")).FullName;
        foreach (var program in Directory.GetFiles(bin))
        {
            File.CreateSymbolicLink(Path.Combine(links, Path.GetFileName(program)), program);
        }

        var judged = await InstallationFinder.AssessAsync(links, PostgresOrigin.Machine, CancellationToken.None);

        judged.Installation.ShouldBe(
            new PostgresInstallation(bin, new Version(17, 11), HasVector: true, HasPostgis: false, PostgresOrigin.Machine));
    }

    [Fact]
    public void Looks_at_the_newest_major_first_and_then_at_the_path()
    {
        foreach (var major in new[] { "9.6", "17", "18" })
        {
            Directory.CreateDirectory(folder.In($"debian/{major}/bin"));
            File.WriteAllText(folder.In($"debian/{major}/bin/postgres"), "");
        }

        Directory.CreateDirectory(folder.In("path"));
        File.WriteAllText(folder.In("path/postgres"), "");

        InstallationFinder.MachineFolders(folder.In("debian"), $"relative:{folder.In("absent")}:{folder.In("path")}")
            .ShouldBe([folder.In("debian/18/bin"), folder.In("debian/17/bin"), folder.In("debian/9.6/bin"), folder.In("path")]);
    }

    [Fact]
    public async Task Refuses_a_configured_folder_that_will_not_do_instead_of_looking_further()
    {
        var options = new EmbeddedPostgresOptions { BinDirectory = await Install("16.3", "vector") };

        var refused = await Should.ThrowAsync<EmbeddedPostgresException>(
            PostgresProvisioner.FindOrProvisionAsync(options, new Lines(), TimeProvider.System, CancellationToken.None));

        refused.Failure.ShouldBe(EmbeddedPostgresFailure.Unavailable);
        refused.Message.ShouldContain("PostgreSQL 16.3, and Agora needs 17.5 or newer");
    }

    // The layout of a build from source: bin and share beside each other.
    private async Task<string> Install(string version, params string[] extensions)
    {
        var bin = Directory.CreateDirectory(folder.In("pg/bin")).FullName;
        foreach (var program in new[] { "postgres", "initdb", "pg_ctl", "psql" })
        {
            // Written by another process: a child that a neighbouring test forks just now would inherit our open file, and the
            // kernel runs no program that is open for writing.
            const string script = """printf '#!/bin/sh\necho "%s (PostgreSQL) %s"\n' "$1" "$2" > "$0"; chmod 755 "$0" """;
            var written = await ChildProcess.RunAsync(
                ["/bin/sh", "-c", script, Path.Combine(bin, program), program, version], CancellationToken.None);
            written.Succeeded.ShouldBeTrue();
        }

        var shared = Directory.CreateDirectory(folder.In("pg/share/extension")).FullName;
        foreach (var extension in extensions)
        {
            File.WriteAllText(Path.Combine(shared, extension + ".control"), "");
        }

        return bin;
    }
}

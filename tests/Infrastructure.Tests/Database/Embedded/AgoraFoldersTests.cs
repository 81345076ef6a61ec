using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class AgoraFoldersTests : IDisposable
{
    private static readonly ServiceAccount Postgres = new("postgres", 101, 104);

    private readonly OpenTempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Prefers_its_own_variable_to_those_of_the_desktop_and_those_to_the_home()
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = "/home/ada",
            ["XDG_CACHE_HOME"] = "/xdg/cache",
            ["XDG_DATA_HOME"] = "/xdg/data",
            ["AGORA_HOME"] = "/srv/agora",
        };

        Cache(own).ShouldBe("/srv/agora");
        Cluster(own).ShouldBe("/srv/agora/postgres/17");
        own.Remove("AGORA_HOME");
        Cache(own).ShouldBe("/xdg/cache/agora");
        Cluster(own).ShouldBe("/xdg/data/agora/postgres/17");
        own.Remove("XDG_CACHE_HOME");
        own.Remove("XDG_DATA_HOME");
        Cache(own).ShouldBe("/home/ada/.cache/agora");
        Cluster(own).ShouldBe("/home/ada/.local/share/agora/postgres/17");
    }

    [Fact]
    public void Leaves_the_home_of_root_for_the_machine_where_the_server_cannot_enter_it()
    {
        var open = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = folder.Path };
        Cache(open, Postgres).ShouldBe(folder.In(".cache/agora"));

        FileModes.Set(folder.Path, FileModes.PrivateFolder);

        Cache(open, Postgres).ShouldBe("/var/cache/agora");
        Cluster(open, Postgres).ShouldBe("/var/lib/agora/postgres/17");
        Cache(open).ShouldBe(folder.In(".cache/agora"));
    }

    [Fact]
    public void Refuses_a_folder_that_was_asked_for_and_that_the_server_cannot_enter()
    {
        FileModes.Set(folder.Path, FileModes.PrivateFolder);
        var asked = new EmbeddedPostgresOptions { DataDirectory = folder.In("data") };

        var refused = Should.Throw<EmbeddedPostgresException>(
            () => new AgoraFolders(_ => null, Postgres).Cluster(asked, 17));

        refused.Failure.ShouldBe(EmbeddedPostgresFailure.BadFolder);
        refused.Message.ShouldContain("postgres cannot enter");
    }

    [Fact]
    public void Asks_for_a_folder_where_there_is_no_home() =>
        Should.Throw<EmbeddedPostgresException>(() => Cache([])).Message.ShouldContain("AGORA_HOME");

    [Fact]
    public void Prefers_the_account_postgres()
    {
        string[] passwd = ["root:x:0:0:root:/root:/bin/sh", "nobody:x:65534:65533::/:/bin/false", "postgres:x:101:104::/:/bin/sh"];

        ServiceAccount.Choose(passwd).ShouldBe(Postgres);
        ServiceAccount.Choose(passwd[..2]).ShouldBe(new ServiceAccount("nobody", 65534, 65533));
        Should.Throw<EmbeddedPostgresException>(() => ServiceAccount.Choose(passwd[..1]));
    }

    private static string Cache(Dictionary<string, string> variables, ServiceAccount? account = null) =>
        new AgoraFolders(variables.GetValueOrDefault, account).Cache(new EmbeddedPostgresOptions());

    private static string Cluster(Dictionary<string, string> variables, ServiceAccount? account = null) =>
        new AgoraFolders(variables.GetValueOrDefault, account).Cluster(new EmbeddedPostgresOptions(), 17);
}

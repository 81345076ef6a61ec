using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Database.Embedded.Provisioning;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class ToolProvisionerTests
{
    [Fact]
    public async Task Gives_a_pgbackrest_that_knows_this_postgresql()
    {
        var path = await ToolProvisioner.FindOrProvisionAsync(
            ServerTool.PgBackRest, new EmbeddedPostgresOptions(), new Progress<string>(), TimeProvider.System, CancellationToken.None);

        (await ServerTool.PgBackRest.VersionOfAsync(path, CancellationToken.None)).ShouldNotBeNull()
            .ShouldBeGreaterThanOrEqualTo(ServerTool.PgBackRest.Floor);
    }

    [Fact]
    public void Leaves_out_everything_but_the_program_and_its_libraries()
    {
        var content = ServerTool.PgBackRest.Content;

        content.Keeps("usr/bin/pgbackrest").ShouldBeTrue();
        content.Keeps("usr/lib/x86_64-linux-gnu/libssh2.so.1").ShouldBeTrue();
        content.Keeps("usr/bin/xmllint").ShouldBeFalse();
        content.Keeps("etc/pgbackrest.conf").ShouldBeFalse();
    }
}

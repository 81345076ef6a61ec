using System.Net;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Agora.Testing;

namespace Agora.Api.Tests.Monitoring;

public sealed class WithoutWatchLoginTests(WithoutWatchLoginTests.Fixture api) : IClassFixture<WithoutWatchLoginTests.Fixture>
{
    [Fact]
    public async Task Probes_say_which_setting_is_missing()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);

        using var response = await admin.GetAsync("/api/v1/database/probes/overview");

        var problem = await Problem.AssertAsync(response, HttpStatusCode.ServiceUnavailable, "monitoring.not_configured");
        problem.GetProperty("detail").GetString()!.ShouldContain("DATABASE_WATCH_URL");
    }

    public sealed class Fixture : ApiFixture
    {
        private protected override DatabaseAccess Reach(DatabaseAccess access) => access with { Watch = null };
    }
}

public sealed class WrongWatchLoginTests(WrongWatchLoginTests.Fixture api) : IClassFixture<WrongWatchLoginTests.Fixture>
{
    [Theory]
    [InlineData("table-bloat")]
    [InlineData("wal")]
    public async Task A_role_without_the_rights_is_named(string probe)
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);

        using var response = await admin.GetAsync($"/api/v1/database/probes/{probe}");

        await Problem.AssertAsync(response, HttpStatusCode.ServiceUnavailable, "monitoring.not_allowed");
    }

    public sealed class Fixture : ApiFixture
    {
        private protected override DatabaseAccess Reach(DatabaseAccess access) => access with { Watch = access.Runtime };
    }
}

using Agora.Infrastructure.Demo;
using Agora.Testing;

namespace Agora.Api.Tests.Demo;

public sealed class DemoDataTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Fills_an_empty_database_once()
    {
        var report = (await DemoData.EnsureAsync(api.Services, CancellationToken.None)).ShouldNotBeNull();

        report.IsComplete.ShouldBeTrue();
        report.Counts.Created.ShouldBe(report.Counts.Lines);
        report.Counts.Created.ShouldBeGreaterThan(30);
        (await api.Superuser.ScalarAsync<long>("SELECT count(DISTINCT author_id) FROM app.posts")).ShouldBe(8);
        (await DemoData.EnsureAsync(api.Services, CancellationToken.None)).ShouldBeNull();

        // Deleted demo data does not come back at the next start.
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET deleted_at = now(), deleted_by = 'staff'");
        (await DemoData.EnsureAsync(api.Services, CancellationToken.None)).ShouldBeNull();
    }
}

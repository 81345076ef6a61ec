using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Backups;

public sealed class BackupReportTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Admins_page_through_the_reports_newest_first()
    {
        await api.Superuser.ExecuteAsync("""
            INSERT INTO app.backup_reports (id, activity, backup, backup_at, started_at, finished_at, bytes, steps, problem)
            VALUES ('01900000-0000-7000-8000-000000000001', 'backup', '20261201-110535F', now(), now(), now(), 46000000,
                    '[{"name": "copy", "milliseconds": 12.5, "detail": "full"}]', NULL),
                   ('01900000-0000-7000-8000-000000000002', 'drill', NULL, NULL, now(), now(), NULL, '[]', 'There is no backup yet.')
            """);
        using var admin = await api.SignedInAsync(UserRole.Admin);

        var first = await admin.GetFromJsonAsync<JsonNode>("/api/v1/database/backups?limit=1");
        var second = await admin.GetFromJsonAsync<JsonNode>($"/api/v1/database/backups?limit=1&cursor={(string)first!["next"]!}");

        ((string?)first["items"]![0]!["problem"]).ShouldBe("There is no backup yet.");
        ((bool?)first["items"]![0]!["succeeded"]).ShouldBe(false);
        ((string?)second!["items"]![0]!["steps"]![0]!["detail"]).ShouldBe("full");
        ((bool?)second["items"]![0]!["succeeded"]).ShouldBe(true);
        second["next"].ShouldBeNull();
        (await admin.GetAsync("/api/v1/database/backups?cursor=x")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Health;

public sealed class JobHealthTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Jobs_that_no_worker_runs_are_reported_and_do_not_fail_readiness()
    {
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max)
            VALUES (gen_random_uuid(), 'jobs.purge', '{}', 1, 2, '2026-01-02T03:04:05Z', 10),
                   (gen_random_uuid(), 'trash.purge', '{}', 1, 2, '2025-01-02T03:04:05Z', 10),
                   (gen_random_uuid(), 'mail.send', '{}', 1, 2, '2025-01-02T03:04:05Z', 10)
            """);
        await api.Superuser.ExecuteAsync("INSERT INTO app.job_kinds (kind, paused) VALUES ('trash.purge', true)");

        using var response = await api.Anonymous().GetAsync("/health/ready");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var jobs = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks")
            .EnumerateArray()
            .Single(check => check.GetProperty("name").GetString() == "jobs");
        jobs.GetProperty("status").GetString().ShouldBe("delayed");
        jobs.GetProperty("reason").GetString()!.ShouldStartWith(
            "the oldest, jobs.purge, is due since 2026-01-02T03:04:05Z", Case.Sensitive, "this process cannot send mail");
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Api.Tests.Preferences;
using Agora.Application.Jobs;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Jobs;

/// <summary>What admins see of jobs and do with them.</summary>
public sealed class SteerJobTests(JobFixture api) : IClassFixture<JobFixture>
{
    private readonly Guid id = Guid.NewGuid();

    [Fact]
    public async Task A_failed_job_is_seen_with_its_reason_and_runs_when_it_is_retried()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        await api.EnqueueAsync(new Mark(id, Then: "refuse"));
        await api.DrainJobsAsync();
        var jobId = await api.JobAsync<Guid>(id, "id");

        var listed = (await admin.PageAsync("/api/v1/jobs?state=failed&kind=test.mark")).Items().ShouldHaveSingleItem();
        var job = await admin.PageAsync($"/api/v1/jobs/{jobId}");

        listed.GetProperty("id").GetGuid().ShouldBe(jobId);
        listed.TryGetProperty("payload", out _).ShouldBeFalse();
        job.GetProperty("payload").GetProperty("id").GetGuid().ShouldBe(id);
        (job.GetProperty("state").GetString(), job.GetProperty("priority").GetString()).ShouldBe(("failed", "normal"));
        (job.GetProperty("errorCode").GetString(), job.GetProperty("errorMessage").GetString()).ShouldBe(("test.refused", "Never."));

        await api.Superuser.ExecuteAsync("UPDATE app.jobs SET payload = payload || '{\"then\":\"\"}' WHERE id = $1", jobId);
        var retried = await admin.PostAsync($"/api/v1/jobs/{jobId}/retry", null);
        (await retried.JsonAsync()).GetProperty("state").GetString().ShouldBe("queued");
        await api.DrainJobsAsync();

        (await admin.PageAsync($"/api/v1/jobs/{jobId}")).GetProperty("state").GetString().ShouldBe("succeeded");
        (await api.MarksAsync(id)).ShouldBe(1);
        foreach (var verb in new[] { "retry", "cancel" })
        {
            await Problem.AssertAsync(
                await admin.PostAsync($"/api/v1/jobs/{jobId}/{verb}", null), HttpStatusCode.Conflict, "job.finished");
        }
    }

    [Fact]
    public async Task A_queued_job_is_cancelled_and_queued_again_unless_another_took_its_key()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var options = new JobOptions { UniqueKey = $"key {id}", Delay = TimeSpan.FromHours(1) };
        await api.EnqueueAsync(new Mark(id), options);
        var jobId = await api.JobAsync<Guid>(id, "id");

        var cancelled = await admin.PostAsync($"/api/v1/jobs/{jobId}/cancel", null);
        (await cancelled.JsonAsync()).GetProperty("state").GetString().ShouldBe("cancelled");
        (await admin.PostAsync($"/api/v1/jobs/{jobId}/cancel", null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var other = Guid.NewGuid();
        (await api.EnqueueAsync(new Mark(other), options)).ShouldBeTrue();
        await Problem.AssertAsync(await admin.PostAsync($"/api/v1/jobs/{jobId}/retry", null), HttpStatusCode.Conflict, "job.duplicate");
        await admin.PostAsync($"/api/v1/jobs/{await api.JobAsync<Guid>(other, "id")}/cancel", null);
        (await admin.PostAsync($"/api/v1/jobs/{jobId}/retry", null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await api.DrainJobsAsync();
        (await api.MarksAsync(id)).ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_waits_for_its_next_attempt_is_due_at_once_when_it_is_retried()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        await api.EnqueueAsync(new Mark(id), new JobOptions { Delay = TimeSpan.FromHours(1) });

        await admin.PostAsync($"/api/v1/jobs/{await api.JobAsync<Guid>(id, "id")}/retry", null);
        await api.DrainJobsAsync();

        (await api.MarksAsync(id)).ShouldBe(1);
    }

    [Fact]
    public async Task The_list_is_paged_from_the_newest_to_the_oldest()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        Guid[] ids = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid())];
        foreach (var queued in ids)
        {
            await api.EnqueueAsync(new MarkOutside(queued), new JobOptions { Delay = TimeSpan.FromDays(1) });
        }

        var expected = await api.Superuser.ScalarAsync<Guid[]>(
            "SELECT array_agg(id ORDER BY id DESC) FROM app.jobs WHERE kind = 'test.outside'");
        foreach (var filter in new[] { "kind=test.outside", "kind=test.outside&state=queued" })
        {
            (await admin.WalkAsync($"/api/v1/jobs?limit=2&{filter}")).Select(job => job.GetProperty("id").GetGuid()).ShouldBe(expected);
        }

        await Problem.AssertAsync(
            await admin.GetAsync("/api/v1/jobs?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAA"), HttpStatusCode.BadRequest, "page.cursor_invalid");
        await Problem.AssertAsync(await admin.GetAsync("/api/v1/jobs?limit=101"), HttpStatusCode.BadRequest, "validation.failed");
    }

    [Fact]
    public async Task The_summary_counts_by_state_and_tells_the_oldest_that_is_due()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        await api.EnqueueAsync(new Linger(id), new JobOptions { Delay = TimeSpan.FromMinutes(-5) });
        await api.EnqueueAsync(new Linger(Guid.NewGuid()), new JobOptions { Delay = TimeSpan.FromDays(1) });

        var summary = await admin.PageAsync("/api/v1/jobs/summary");

        var lingering = summary.GetProperty("kinds").EnumerateArray().Single(k => k.GetProperty("kind").GetString() == "test.linger")
            .GetProperty("jobs");
        (lingering.GetProperty("queued").GetInt64(), lingering.GetProperty("due").GetInt64()).ShouldBe((2, 1));
        var due = await api.JobAsync<DateTime>(id, "due_at");
        lingering.GetProperty("oldestDueAt").GetDateTimeOffset().UtcDateTime.ShouldBe(due, TimeSpan.FromMilliseconds(1));
        summary.GetProperty("total").GetProperty("queued").GetInt64().ShouldBeGreaterThanOrEqualTo(2);
        await api.Superuser.ExecuteAsync("DELETE FROM app.jobs WHERE kind = 'test.linger'");
    }

    [Fact]
    public async Task A_kind_is_paused_limited_and_scheduled_by_version()
    {
        const string address = "/api/v1/jobs/kinds/jobs.purge";
        var admin = await api.SignedInAsync(UserRole.Admin);

        await Problem.AssertAsync(
            await PatchAsync(admin, address, null, new { paused = true }), HttpStatusCode.PreconditionRequired,
            "request.if_match_required");
        var paused = await PatchAsync(admin, address, "\"1\"", new { paused = true, schedule = "0 4 * * *" });
        await Problem.AssertAsync(
            await PatchAsync(admin, address, "\"1\"", new { paused = false }), HttpStatusCode.PreconditionFailed,
            "job.kind_changed_meanwhile");
        var view = await paused.JsonAsync();
        var back = await (await PatchAsync(admin, address, "*", new { paused = false, schedule = (string?)null })).JsonAsync();

        paused.Headers.ETag!.Tag.ShouldBe("\"2\"");
        (view.GetProperty("paused").GetBoolean(), view.GetProperty("concurrencyMax").GetInt32()).ShouldBe((true, 1));
        view.GetProperty("schedule").GetString().ShouldBe("0 4 * * *");
        view.GetProperty("nextAt").GetDateTimeOffset().Hour.ShouldBe(4);
        (back.GetProperty("paused").GetBoolean(), back.GetProperty("schedule").GetString()).ShouldBe((false, "23 * * * *"));
        back.GetProperty("nextAt").GetDateTimeOffset().Minute.ShouldBe(23);
        (await admin.PageAsync("/api/v1/jobs/kinds")).Items().Select(k => k.GetProperty("kind").GetString()).ShouldContain("test.mark");
    }

    [Fact]
    public async Task A_kind_without_a_schedule_is_never_due()
    {
        const string address = "/api/v1/jobs/kinds/test.idle";
        var admin = await api.SignedInAsync(UserRole.Admin);

        var scheduled = await (await PatchAsync(admin, address, "*", new { schedule = "0 4 * * *" })).JsonAsync();
        var paused = await (await PatchAsync(admin, address, "*", new { paused = true })).JsonAsync();
        var unscheduled = await (await PatchAsync(admin, address, "*", new { schedule = (string?)null })).JsonAsync();

        scheduled.GetProperty("nextAt").GetDateTimeOffset().Hour.ShouldBe(4);
        paused.GetProperty("nextAt").GetDateTimeOffset().ShouldBe(scheduled.GetProperty("nextAt").GetDateTimeOffset());
        Has(unscheduled, "schedule").ShouldBeFalse();
        Has(unscheduled, "nextAt").ShouldBeFalse();
    }

    [Theory]
    [InlineData("jobs.purge", """{"schedule":"0 0 30 2 *"}""", HttpStatusCode.BadRequest, "job.schedule_never_fires")]
    [InlineData("jobs.purge", """{"schedule":"hourly"}""", HttpStatusCode.BadRequest, "job.schedule_invalid")]
    [InlineData("jobs.purge", """{"schedule":""}""", HttpStatusCode.BadRequest, "validation.failed")]
    [InlineData("jobs.purge", """{"concurrencyMax":0}""", HttpStatusCode.BadRequest, "validation.failed")]
    [InlineData("test.mark", """{"schedule":"0 * * * *"}""", HttpStatusCode.BadRequest, "job.not_schedulable")]
    [InlineData("test.other", """{"paused":true}""", HttpStatusCode.NotFound, "job.kind_not_found")]
    public async Task Settings_that_cannot_work_are_refused(string kind, string body, HttpStatusCode status, string code)
    {
        var admin = await api.SignedInAsync(UserRole.Admin);

        await Problem.AssertAsync(
            await PatchAsync(admin, $"/api/v1/jobs/kinds/{kind}", "*", JsonSerializer.Deserialize<JsonElement>(body)), status, code);
    }

    private static bool Has(JsonElement kind, string member) =>
        kind.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null;

    private static async Task<HttpResponseMessage> PatchAsync(HttpClient admin, string address, string? version, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, address) { Content = JsonContent.Create(body) };
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", version);
        }

        return await admin.SendAsync(request);
    }
}

using System.Net;
using Agora.Api.Tests.Posts;
using Agora.Application.EventLog;
using Agora.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.EventLog;

public sealed class PurgeEventsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Coming_days_have_partitions_and_old_events_go_with_theirs()
    {
        var author = await api.SignedInAsync();
        var start = await author.LatestAsync();
        await author.PublishedAsync();
        var old = await author.LatestAsync();
        await PurgeAsync();
        (await IsReadableAsync(old)).ShouldBeTrue("it is not old yet");

        await api.Superuser.ExecuteAsync("UPDATE app.event_batches SET created_at = created_at - interval '40 days'");
        await api.Superuser.ExecuteAsync(
            "CREATE TABLE app.event_log_2026_01_01 (LIKE app.event_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)");
        await api.Superuser.ExecuteAsync(
            "ALTER TABLE app.event_log ATTACH PARTITION app.event_log_2026_01_01 FOR VALUES FROM ('2026-01-01Z') TO ('2026-01-02Z')");
        await author.PublishedAsync();
        await PurgeAsync();

        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM pg_inherits WHERE inhparent = 'app.event_log'::regclass"))
            .ShouldBe(4, "the default, and three days to come");
        await Problem.AssertAsync(
            await author.GetAsync($"/api/v1/events?after={start}"), HttpStatusCode.Gone, "event.position_expired");
        (await author.EventsAsync(await author.LatestAsync())).ShouldBeEmpty();
        (await author.PageAsync("/api/v1/events")).Items().ShouldBeEmpty("the newest batch is the place to begin");
    }

    [Fact]
    public async Task A_partition_stays_while_a_batch_has_its_events()
    {
        await PurgeAsync();
        var start = await api.Anonymous().LatestAsync();
        await api.Superuser.ExecuteAsync(
            "CREATE TABLE app.event_log_2026_02_01 (LIKE app.event_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)");
        await api.Superuser.ExecuteAsync(
            "ALTER TABLE app.event_log ATTACH PARTITION app.event_log_2026_02_01 FOR VALUES FROM ('2026-02-01Z') TO ('2026-02-02Z')");
        await api.Superuser.ExecuteAsync(
            "INSERT INTO app.event_log (occurred_at, type, audience, subject_id, owner_id) VALUES ('2026-02-01 12:00Z', "
            + "'account.closed', 'public', gen_random_uuid(), gen_random_uuid())");

        await PurgeAsync();

        (await api.Anonymous().EventsAsync(start)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_coming_day_takes_its_events_like_the_default()
    {
        await PurgeAsync();
        var start = await api.Anonymous().LatestAsync();
        await api.Superuser.ExecuteAsync(
            "INSERT INTO app.event_log (occurred_at, type, audience, subject_id, owner_id) VALUES (now() + interval '1 day', "
            + "'account.closed', 'public', gen_random_uuid(), gen_random_uuid()), (now(), 'account.closed', "
            + "'public', gen_random_uuid(), gen_random_uuid())");

        (await api.Anonymous().EventsAsync(start)).Count.ShouldBe(2);
    }

    private async Task<bool> IsReadableAsync(string after) =>
        (await api.Anonymous().GetAsync($"/api/v1/events?after={after}")).StatusCode == HttpStatusCode.OK;

    private async Task PurgeAsync()
    {
        await using var scope = api.Services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        while ((await mediator.Send(new PurgeEvents())).Value > 0)
        {
            // Until nothing is left.
        }
    }
}

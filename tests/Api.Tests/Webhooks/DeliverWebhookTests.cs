using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Application.Webhooks;
using Agora.Domain.Users;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Webhooks;

public sealed class DeliverWebhookTests(WebhookFixture api) : IClassFixture<WebhookFixture>
{
    [Fact]
    public async Task An_event_is_posted_with_a_signature_and_no_contents()
    {
        await using var receiver = await Receiver.StartAsync();
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (webhook, secret) = await WebhookFixture.SubscribeAsync(ann, receiver, ["post.*"], authorId: bob.UserId);
        var post = await bob.PublishedAsync("A secret title");

        await api.DeliverAsync();

        var delivered = receiver.Requests.ShouldHaveSingleItem();
        (delivered.Type, delivered.SubjectId).ShouldBe(("post.published", post.Id));
        delivered.IsSignedBy(secret).ShouldBeTrue();
        delivered.Body.ShouldNotContain("secret title");
        var log = (await WebhookFixture.DeliveriesAsync(ann, webhook)).ShouldHaveSingleItem();
        (log.GetProperty("id").GetString(), log.GetProperty("state").GetString(), log.GetProperty("status").GetInt32())
            .ShouldBe((delivered.Id, "succeeded", 200));
    }

    [Fact]
    public async Task Filters_choose_types_author_and_post()
    {
        await using var receiver = await Receiver.StartAsync();
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (wanted, other) = (await bob.PublishedAsync(), await bob.PublishedAsync());
        await api.DeliverAsync();
        await WebhookFixture.SubscribeAsync(ann, receiver, ["comment.created"], postId: wanted.Id, authorId: bob.UserId);

        await bob.PostAsJsonAsync($"/api/v1/posts/{wanted.Id}/comments", new { body = "Here" });
        await bob.PostAsJsonAsync($"/api/v1/posts/{other.Id}/comments", new { body = "There" });
        await ann.PostAsJsonAsync($"/api/v1/posts/{wanted.Id}/comments", new { body = "Mine" });
        await bob.PatchPostAsync(wanted.Id, wanted.ETag, new { title = "Changed" });
        await api.DeliverAsync();

        receiver.Requests.ShouldHaveSingleItem().Json.GetProperty("data").GetProperty("postId").GetGuid().ShouldBe(wanted.Id);
    }

    [Fact]
    public async Task What_is_gone_is_delivered_without_its_author()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var filtered = await Receiver.StartAsync();
        await using var own = await Receiver.StartAsync();
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = await bob.PublishedAsync();
        await api.DeliverAsync();
        await WebhookFixture.SubscribeAsync(ann, receiver, ["post.*"], postId: post.Id);
        var (webhook, _) = await WebhookFixture.SubscribeAsync(ann, filtered, ["post.*"], authorId: bob.UserId);
        await WebhookFixture.SubscribeAsync(bob, own, ["post.*"], authorId: bob.UserId);
        await bob.PatchPostAsync(post.Id, post.ETag, new { title = "Changed" });
        await bob.DeleteAsync($"/api/v1/posts/{post.Id}");

        await api.DeliverAsync();
        using var replayed = await ann.PostAsJsonAsync($"{WebhookFixture.Webhooks}/{webhook}/replay", new { after = "0-0" });
        await api.DeliverAsync();

        replayed.StatusCode.ShouldBe(HttpStatusCode.OK);
        receiver.Requests.Select(r => (r.Type, r.Json.GetProperty("data").TryGetProperty("ownerId", out _)))
            .ShouldContain(("post.unpublished", false));
        receiver.Requests.ShouldNotContain(r => r.Body.Contains($"{bob.UserId}", StringComparison.Ordinal) && r.Type == "post.unpublished");
        filtered.TypesOf(post.Id).ShouldNotContain("post.unpublished", "its arrival would name the author");
        own.TypesOf(post.Id).ShouldContain("post.unpublished");
    }

    [Fact]
    public async Task An_address_that_the_settings_do_not_allow_any_more_gets_nothing()
    {
        await using var receiver = await Receiver.StartAsync();
        var bob = await api.SignedInAsync();
        await api.DeliverAsync();
        var (webhook, _) = await WebhookFixture.SubscribeAsync(bob, receiver, ["webhook.test"]);
        await ShouldAcceptAsync(bob, $"{webhook}/test");
        var settings = api.Services.GetRequiredService<WebhookSettings>();
        var hosts = settings.HttpHosts;
        settings.HttpHosts = "";
        try
        {
            (await api.DeliverAsync()).ShouldBe([DeliveryOutcome.Dead]);
        }
        finally
        {
            settings.HttpHosts = hosts;
        }

        receiver.Requests.ShouldBeEmpty();
        (await WebhookFixture.DeliveriesAsync(bob, webhook, "&state=dead")).ShouldHaveSingleItem().GetProperty("error").GetString()
            .ShouldBe("the address is not allowed on this server");
    }

    [Fact]
    public async Task A_place_is_for_those_of_whom_nothing_runs()
    {
        await using var receiver = await Receiver.StartAsync();
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        await api.DeliverAsync();
        var (busy, _) = await WebhookFixture.SubscribeAsync(ann, receiver, ["webhook.test"]);
        var (idle, _) = await WebhookFixture.SubscribeAsync(bob, receiver, ["webhook.test"]);
        for (var i = 0; i < 4; i++)
        {
            await ShouldAcceptAsync(ann, $"{busy}/test");
        }

        var running = await api.ClaimAsync(places: 3);
        for (var i = 0; i < 4; i++)
        {
            await ShouldAcceptAsync(bob, $"{idle}/test");
        }

        var claimed = await api.ClaimAsync(places: 3);

        running.Select(d => d.WebhookId).ShouldBe([busy, busy, busy]);
        claimed.Select(d => d.WebhookId).ShouldBe([idle, idle, idle]);
        await Task.WhenAll(running.Concat(claimed).Select(d => api.SendAsync(new DeliverWebhook(d))));
        await api.DeliverAsync();
    }

    [Fact]
    public async Task A_subject_keeps_its_order_over_retries_while_others_go_ahead()
    {
        await using var receiver = await Receiver.StartAsync();
        var bob = await api.SignedInAsync();
        await WebhookFixture.SubscribeAsync(bob, receiver, ["post.*"], authorId: bob.UserId);
        var first = await bob.PublishedAsync();
        receiver.Answer = (http, one) => Receiver.Status(one.SubjectId == first.Id ? 500 : 200)(http, one);
        await bob.PatchPostAsync(first.Id, first.ETag, new { title = "Changed" });
        await bob.DeleteAsync($"/api/v1/posts/{first.Id}");
        var second = await bob.PublishedAsync();

        await api.DeliverAsync();

        receiver.TypesOf(first.Id).ShouldBe(["post.published"]);
        receiver.TypesOf(second.Id).ShouldBe(["post.published"]);

        receiver.Answer = Receiver.Status(204);
        await api.DeliverAsync();
        receiver.TypesOf(first.Id).ShouldBe(["post.published"], "the next attempt is not due");
        await api.PassAsync(TimeSpan.FromSeconds(7));
        await api.DeliverAsync();

        receiver.TypesOf(first.Id).ShouldBe(["post.published", "post.published", "post.updated", "post.unpublished"]);
        receiver.Requests.Where(r => r.Type == "post.published" && r.SubjectId == first.Id).Select(r => r.Id).Distinct()
            .ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_dead_delivery_is_listed_and_lets_the_next_of_its_subject_pass()
    {
        await using var receiver = await Receiver.StartAsync();
        var bob = await api.SignedInAsync();
        var (webhook, _) = await WebhookFixture.SubscribeAsync(bob, receiver, ["post.*"], authorId: bob.UserId);
        receiver.Answer = (http, one) => Receiver.Status(one.Type == "post.published" ? 503 : 200)(http, one);
        var post = await bob.PublishedAsync();
        await bob.PatchPostAsync(post.Id, post.ETag, new { title = "Changed" });

        for (var i = 0; i < 20; i++)
        {
            await api.DeliverAsync();
            await api.PassAsync(TimeSpan.FromHours(14.5));
        }

        receiver.TypesOf(post.Id).Distinct().ShouldBe(["post.published", "post.updated"]);
        receiver.TypesOf(post.Id).Count().ShouldBeInRange(6, 7);
        var dead = (await WebhookFixture.DeliveriesAsync(bob, webhook, "&state=dead")).ShouldHaveSingleItem();
        (dead.GetProperty("error").GetString(), dead.GetProperty("status").GetInt32()).ShouldBe(("status 503", 503));
    }

    [Fact]
    public async Task A_receiver_that_is_gone_or_fails_for_days_is_disabled_and_its_owner_gets_a_mail()
    {
        await using var gone = await Receiver.StartAsync();
        await using var down = await Receiver.StartAsync();
        gone.Answer = Receiver.Status(410);
        down.Answer = Receiver.Status(500);
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (first, _) = await WebhookFixture.SubscribeAsync(ann, gone, ["webhook.test"]);
        var (second, _) = await WebhookFixture.SubscribeAsync(bob, down, ["webhook.test"]);
        await ShouldAcceptAsync(ann, $"{first}/test");
        await ShouldAcceptAsync(bob, $"{second}/test");

        await api.DeliverAsync();
        (await EndedAsync(ann, first)).ShouldBe("gone");
        (await EndedAsync(bob, second)).ShouldBeNull();
        await api.PassAsync(TimeSpan.FromDays(6));
        await api.DeliverAsync();

        (await EndedAsync(bob, second)).ShouldBe("failing");
        foreach (var owner in new[] { ann, bob })
        {
            (await api.Superuser.ScalarAsync<string>("SELECT kind FROM app.mail_outbox WHERE user_id = $1", owner.UserId))
                .ShouldBe("webhook_disabled");
        }
    }

    [Fact]
    public async Task What_its_owner_may_not_see_when_it_is_due_is_withheld_without_a_trace()
    {
        await using var receiver = await Receiver.StartAsync();
        var (ann, bob, carol) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync(UserRole.Admin));
        var (webhook, _) = await WebhookFixture.SubscribeAsync(ann, receiver, ["post.*", "case.*"], authorId: bob.UserId);
        await WebhookFixture.SubscribeAsync(carol, receiver, ["post.*"], authorId: bob.UserId);
        var post = await bob.PublishedAsync();
        (await bob.PutAsync($"/api/v1/users/me/blocks/{ann.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await api.FanOutAsync();
        (await api.Superuser.ScalarAsync<Guid>("SELECT subject_id FROM app.webhook_deliveries WHERE webhook_id = $1", webhook))
            .ShouldBe(post.Id);
        (await WebhookFixture.DeliveriesAsync(ann, webhook)).ShouldBeEmpty("it waits");
        var outcomes = await api.DeliverAsync();

        outcomes.Count(o => o == DeliveryOutcome.Withheld).ShouldBe(1);
        receiver.TypesOf(post.Id).ShouldBe(["post.published"], "the admin sees it");
        (await WebhookFixture.DeliveriesAsync(ann, webhook)).ShouldBeEmpty();
        (await WaitingAsync(webhook)).ShouldBe(0);
        using var replayed = await ann.PostAsJsonAsync($"{WebhookFixture.Webhooks}/{webhook}/replay", new { after = "0-0" });
        JsonDocument.Parse(await replayed.Content.ReadAsStringAsync()).RootElement.EnumerateObject().Select(p => p.Name)
            .ShouldBe(["position"], "a number would count what is withheld");
        await api.DeliverAsync();
        (await WebhookFixture.DeliveriesAsync(ann, webhook)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_waits_for_a_suspended_owner_is_kept_and_not_delivered()
    {
        await using var receiver = await Receiver.StartAsync();
        var ann = await api.SignedInAsync();
        var (webhook, _) = await WebhookFixture.SubscribeAsync(ann, receiver, ["post.*"], authorId: ann.UserId);
        var post = await ann.PublishedAsync();
        await api.FanOutAsync();

        await api.Superuser.ExecuteAsync("UPDATE app.users SET is_active = false WHERE id = $1", ann.UserId);
        await api.DeliverAsync();
        receiver.Requests.ShouldBeEmpty();
        (await WaitingAsync(webhook)).ShouldBe(1);

        await api.Superuser.ExecuteAsync("UPDATE app.users SET is_active = true WHERE id = $1", ann.UserId);
        await api.DeliverAsync();
        receiver.TypesOf(post.Id).ShouldBe(["post.published"]);
    }

    [Fact]
    public async Task What_waits_for_an_inactive_webhook_is_purged_after_its_time()
    {
        await using var receiver = await Receiver.StartAsync();
        var ann = await api.SignedInAsync();
        var (webhook, _) = await WebhookFixture.SubscribeAsync(ann, receiver, ["post.*"], authorId: ann.UserId);
        await ann.PublishedAsync();
        await api.FanOutAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.webhooks SET is_active = false WHERE id = $1", webhook);

        await api.SendAsync(new PurgeWebhookDeliveries());
        (await WaitingAsync(webhook)).ShouldBe(1);
        await api.Superuser.ExecuteAsync(
            "UPDATE app.webhook_deliveries SET created_at = created_at - interval '15 days' WHERE webhook_id = $1", webhook);
        await api.SendAsync(new PurgeWebhookDeliveries());

        (await WaitingAsync(webhook)).ShouldBe(0);
    }

    [Fact]
    public async Task A_webhook_for_which_too_much_waits_is_disabled_and_its_owner_gets_a_mail()
    {
        await using var receiver = await Receiver.StartAsync();
        var ann = await api.SignedInAsync();
        var (webhook, _) = await WebhookFixture.SubscribeAsync(ann, receiver, ["post.*"], authorId: ann.UserId);
        await ann.PublishedAsync();
        await api.DeliverAsync();
        await api.CrowdAsync(webhook, 5001);
        await Problem.AssertAsync(
            await ann.PostAsJsonAsync($"{WebhookFixture.Webhooks}/{webhook}/replay", new { after = "0-0" }),
            HttpStatusCode.Conflict,
            "webhook.too_many_waiting");
        foreach (var step in new[] { "test", $"deliveries/{receiver.Requests[0].Id}/replay" })
        {
            await Problem.AssertAsync(
                await ann.PostAsync($"{WebhookFixture.Webhooks}/{webhook}/{step}", null),
                HttpStatusCode.Conflict,
                "webhook.too_many_waiting");
        }

        await api.CrowdAsync(webhook, 5000);
        await ann.PublishedAsync();
        await api.FanOutAsync();

        (await EndedAsync(ann, webhook)).ShouldBe("backlog");
        (await WaitingAsync(webhook)).ShouldBe(0);
        (await WebhookFixture.DeliveriesAsync(ann, webhook)).ShouldHaveSingleItem().GetProperty("position").GetString().ShouldNotBeNull();
        (await api.Superuser.ScalarAsync<string>("SELECT kind FROM app.mail_outbox WHERE user_id = $1", ann.UserId))
            .ShouldBe("webhook_disabled");
        await Problem.AssertAsync(
            await ann.PostAsJsonAsync($"{WebhookFixture.Webhooks}/{webhook}/replay", new { after = "0-0" }),
            HttpStatusCode.NotFound,
            "webhook.not_found");
    }

    [Fact]
    public async Task An_event_behind_a_delivery_that_ends_at_the_same_moment_becomes_due()
    {
        await using var receiver = await Receiver.StartAsync();
        var ann = await api.SignedInAsync();
        var (webhook, _) = await WebhookFixture.SubscribeAsync(ann, receiver, ["post.*"], authorId: ann.UserId);
        var post = await ann.PublishedAsync();
        await api.FanOutAsync();
        await ann.PatchPostAsync(post.Id, post.ETag, new { title = "Changed" });
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var ending = connection.CreateCommand();
        ending.CommandText = $"""
            UPDATE app.webhook_deliveries
            SET state = 'succeeded', due_at = NULL, finished_at = now(), is_sent = true
            WHERE webhook_id = '{webhook}'
            """;
        await ending.ExecuteNonQueryAsync();

        var fanOut = api.FanOutAsync();
        while (!await api.Superuser.ScalarAsync<bool>(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid') FROM pg_sleep(0.01)"))
        {
            fanOut.IsCompleted.ShouldBeFalse("it waits for the outcome");
        }

        await transaction.CommitAsync();
        await fanOut;
        await api.DeliverAsync();

        receiver.TypesOf(post.Id).ShouldBe(["post.updated"]);
    }

    [Fact]
    public async Task A_worker_that_dies_in_an_attempt_leaves_it_to_another_under_the_same_id()
    {
        await using var receiver = await Receiver.StartAsync();
        var bob = await api.SignedInAsync();
        var (webhook, _) = await WebhookFixture.SubscribeAsync(bob, receiver, ["webhook.test"]);
        await ShouldAcceptAsync(bob, $"{webhook}/test");
        var lost = (await api.ClaimAsync()).Single(d => d.WebhookId == webhook);
        (await api.ClaimAsync()).ShouldBeEmpty("it is leased");

        await api.PassAsync(TimeSpan.FromMinutes(1));
        var again = (await api.ClaimAsync()).Single(d => d.WebhookId == webhook);
        (await api.SendAsync(new DeliverWebhook(again))).Value.ShouldBe(DeliveryOutcome.Succeeded);
        receiver.Answer = Receiver.Status(500);
        await api.SendAsync(new DeliverWebhook(lost));

        receiver.Requests.Select(r => r.Id).Distinct().ShouldBe([again.Id.ToString()]);
        (await WebhookFixture.DeliveriesAsync(bob, webhook)).ShouldHaveSingleItem().GetProperty("state").GetString()
            .ShouldBe("succeeded", "the late outcome is refused");
    }

    [Fact]
    public async Task A_failing_receiver_gets_one_place_and_failing_ones_half_of_all()
    {
        await using var receiver = await Receiver.StartAsync();
        var owners = new List<(TestClient Client, Guid Webhook)>();
        for (var i = 0; i < 6; i++)
        {
            var client = await api.SignedInAsync();
            owners.Add((client, (await WebhookFixture.SubscribeAsync(client, receiver, ["webhook.test"])).Id));
            for (var j = 0; j < 5; j++)
            {
                await ShouldAcceptAsync(client, $"{owners[i].Webhook}/test");
            }
        }

        var fails = owners.Take(5).Select(o => o.Webhook).ToList();
        await api.Superuser.ExecuteAsync("UPDATE app.webhooks SET failing_since = now() WHERE id = ANY ($1)", fails);

        var claimed = await api.ClaimAsync(places: 8);

        claimed.Count(d => d.WebhookId == owners[5].Webhook).ShouldBe(4);
        claimed.Where(d => fails.Contains(d.WebhookId)).Select(d => d.WebhookId).Distinct().Count().ShouldBe(4);
        claimed.Count.ShouldBe(8);
        await Task.WhenAll(claimed.Select(d => api.SendAsync(new DeliverWebhook(d))));
        await api.DeliverAsync();
    }

    private async Task<long> WaitingAsync(Guid webhook) => await api.Superuser.ScalarAsync<long>(
        "SELECT count(*) FROM app.webhook_deliveries WHERE webhook_id = $1 AND state = 'waiting'", webhook);

    private static async Task ShouldAcceptAsync(TestClient client, string path) =>
        (await client.PostAsync($"{WebhookFixture.Webhooks}/{path}", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

    private static async Task<string?> EndedAsync(TestClient client, Guid webhook) =>
        (await client.PageAsync($"{WebhookFixture.Webhooks}/{webhook}")).GetProperty("ended") is { ValueKind: JsonValueKind.String } ended
            ? ended.GetString()
            : null;
}

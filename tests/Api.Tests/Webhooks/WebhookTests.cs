using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Application.EventLog;
using Agora.Application.Webhooks;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Agora.Testing;

namespace Agora.Api.Tests.Webhooks;

public sealed class WebhookTests(WebhookFixture api) : IClassFixture<WebhookFixture>
{
    private static readonly string[] AllEvents = ["*"];

    private const string Webhooks = WebhookFixture.Webhooks;

    [Fact]
    public async Task A_webhook_is_created_listed_changed_and_deleted_by_its_owner_alone()
    {
        await using var receiver = await Receiver.StartAsync();
        var (ann, admin) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Admin));
        var (id, secret) = await WebhookFixture.SubscribeAsync(ann, receiver, ["post.*"]);
        var address = $"/api/v1/webhooks/{id}";

        var listed = (await ann.PageAsync(Webhooks)).Items().ShouldHaveSingleItem();
        listed.GetRawText().ShouldNotContain(secret);
        (await ReadAsync(await PatchAsync(ann, address, 1, new { description = "For the bot", eventTypes = AllEvents })))
            .GetProperty("description").GetString().ShouldBe("For the bot");
        await Problem.AssertAsync(
            await PatchAsync(ann, address, 1, new { isActive = false }), HttpStatusCode.PreconditionFailed, "webhook.changed_meanwhile");
        await Problem.AssertAsync(await admin.GetAsync(address), HttpStatusCode.NotFound, "webhook.not_found");
        await Problem.AssertAsync(await admin.DeleteAsync(address), HttpStatusCode.NotFound, "webhook.not_found");
        await Problem.AssertAsync(await admin.GetAsync($"{address}/deliveries"), HttpStatusCode.NotFound, "webhook.not_found");
        foreach (var step in new[] { "test", "rotate-secret" })
        {
            await Problem.AssertAsync(await admin.PostAsync($"{address}/{step}", null), HttpStatusCode.NotFound, "webhook.not_found");
        }

        await Problem.AssertAsync(
            await admin.PostAsJsonAsync($"{address}/replay", new { after = "1-0" }), HttpStatusCode.NotFound, "webhook.not_found");
        (await ann.DeleteAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Problem.AssertAsync(await ann.GetAsync(address), HttpStatusCode.NotFound, "webhook.not_found");
    }

    [Theory]
    [InlineData("http://example.org/")]
    [InlineData("https://user:word@example.org/")]
    [InlineData("nonsense")]
    public async Task An_address_that_the_rules_refuse_makes_no_webhook(string url)
    {
        var ann = await api.SignedInAsync();

        var refusal = await Problem.AssertAsync(
            await ann.PostAsJsonAsync(Webhooks, new { url, eventTypes = AllEvents }), HttpStatusCode.BadRequest, "webhook.url_refused");

        refusal.Errors("url").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_number_of_webhooks_is_limited_also_at_once()
    {
        var ann = await api.SignedInAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(
                _ => ann.PostAsJsonAsync(Webhooks, new { url = "https://example.org/", eventTypes = AllEvents })));

        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(10);
        await Problem.AssertAsync(
            answers.First(a => a.StatusCode != HttpStatusCode.Created), HttpStatusCode.Conflict, "webhook.limit_reached");
    }

    [Fact]
    public async Task Secrets_are_not_legible_in_the_database()
    {
        await using var receiver = await Receiver.StartAsync();
        var (id, secret) = await WebhookFixture.SubscribeAsync(await api.SignedInAsync(), receiver);
        var key = Convert.FromBase64String(secret["whsec_".Length..]);

        var box = (await api.Superuser.ScalarAsync<byte[]>("SELECT sealed FROM app.webhook_secrets WHERE webhook_id = $1", id))!;

        box.AsSpan().IndexOf(key).ShouldBe(-1);
    }

    [Fact]
    public async Task Both_secrets_sign_for_a_day_after_a_rotation()
    {
        await using var receiver = await Receiver.StartAsync();
        var ann = await api.SignedInAsync();
        var (id, former) = await WebhookFixture.SubscribeAsync(ann, receiver, ["webhook.test"]);
        var rotated = await ReadAsync(await ann.PostAsync($"/api/v1/webhooks/{id}/rotate-secret", null));
        var secret = rotated.GetProperty("secret").GetString()!;

        var first = await TestAsync(ann, id, receiver);
        await api.PassAsync(TimeSpan.FromHours(25));
        var second = await TestAsync(ann, id, receiver);

        (first.IsSignedBy(former), first.IsSignedBy(secret)).ShouldBe((true, true));
        (second.IsSignedBy(former), second.IsSignedBy(secret)).ShouldBe((false, true));
    }

    [Fact]
    public async Task A_delivery_is_replayed_under_its_id_once_it_has_ended()
    {
        await using var receiver = await Receiver.StartAsync();
        var ann = await api.SignedInAsync();
        var (id, _) = await WebhookFixture.SubscribeAsync(ann, receiver, ["webhook.test"]);
        var delivered = await TestAsync(ann, id, receiver);
        var replay = $"/api/v1/webhooks/{id}/deliveries/{delivered.Id}/replay";

        (await ann.PostAsync(replay, null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Problem.AssertAsync(await ann.PostAsync(replay, null), HttpStatusCode.Conflict, "webhook.delivery_waiting");
        await api.DeliverAsync();

        receiver.Requests.Select(r => r.Id).ShouldBe([delivered.Id, delivered.Id]);
        await Problem.AssertAsync(
            await ann.PostAsync($"/api/v1/webhooks/{id}/deliveries/{Guid.NewGuid()}/replay", null),
            HttpStatusCode.NotFound,
            "webhook.delivery_not_found");
    }

    [Fact]
    public async Task What_happened_after_a_position_is_replayed_in_order()
    {
        await using var receiver = await Receiver.StartAsync();
        var ann = await api.SignedInAsync();
        var (id, _) = await WebhookFixture.SubscribeAsync(ann, receiver, ["post.*"], authorId: ann.UserId);
        var begin = await ann.PublishedAsync();
        var post = await ann.PublishedAsync();
        await ann.PatchPostAsync(post.Id, post.ETag, new { title = "Changed" });
        await api.DeliverAsync();
        var before = receiver.Requests;
        var position = (await WebhookFixture.DeliveriesAsync(ann, id))
            .Single(d => d.GetProperty("subjectId").GetGuid() == begin.Id).GetProperty("position").GetString();

        var replayed = await ReadAsync(await ann.PostAsJsonAsync($"/api/v1/webhooks/{id}/replay", new { after = position }));
        await api.DeliverAsync();

        replayed.GetProperty("position").GetString().ShouldNotBe(position);
        receiver.Requests.Skip(before.Count).Select(r => (r.Id, r.Type))
            .ShouldBe(before.Where(r => r.SubjectId == post.Id).Select(r => (r.Id, r.Type)));
        await Problem.AssertAsync(
            await ann.PostAsJsonAsync($"/api/v1/webhooks/{id}/replay", new { after = "yesterday" }),
            HttpStatusCode.BadRequest,
            "webhook.position_invalid");
    }

    [Fact]
    public async Task A_paused_webhook_misses_what_happens_and_delivers_what_waited()
    {
        await using var receiver = await Receiver.StartAsync();
        var ann = await api.SignedInAsync();
        var (id, _) = await WebhookFixture.SubscribeAsync(ann, receiver, ["post.*"], authorId: ann.UserId);
        receiver.Answer = Receiver.Status(500);
        var waited = await ann.PublishedAsync();
        await api.DeliverAsync();
        receiver.Answer = Receiver.Status(200);
        await ReadAsync(await PatchAsync(ann, $"/api/v1/webhooks/{id}", 1, new { isActive = false }));
        var missed = await ann.PublishedAsync();
        await api.PassAsync(TimeSpan.FromSeconds(10));
        await api.DeliverAsync();
        await ReadAsync(await PatchAsync(ann, $"/api/v1/webhooks/{id}", 2, new { isActive = true }));

        await api.DeliverAsync();

        receiver.TypesOf(waited.Id).Count().ShouldBe(2);
        receiver.TypesOf(missed.Id).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_position_of_which_the_events_are_no_longer_kept_is_refused()
    {
        await using var receiver = await Receiver.StartAsync();
        var ann = await api.SignedInAsync();
        var (id, _) = await WebhookFixture.SubscribeAsync(ann, receiver, ["post.*"], authorId: ann.UserId);
        await ann.PublishedAsync();
        await api.DeliverAsync();
        var after = (await WebhookFixture.DeliveriesAsync(ann, id)).ShouldHaveSingleItem().GetProperty("position").GetString()!;
        await ann.PublishedAsync();
        await api.DeliverAsync();
        var replay = $"/api/v1/webhooks/{id}/replay";
        await ReadAsync(await ann.PostAsJsonAsync(replay, new { after }));

        await api.Superuser.ExecuteAsync("UPDATE app.event_batches SET created_at = created_at - interval '40 days'");
        await api.SendAsync(new PurgeEvents());

        await Problem.AssertAsync(await ann.PostAsJsonAsync(replay, new { after }), HttpStatusCode.Gone, "event.position_expired");
        await ReadAsync(await ann.PostAsJsonAsync(replay, new { after = "0-0" }));
        await Problem.AssertAsync(
            await ann.PostAsJsonAsync(replay, new { after = "999999999-1" }), HttpStatusCode.BadRequest, "webhook.position_invalid");
    }

    [Theory]
    [InlineData("99999999999")]
    [InlineData("0")]
    [InlineData("443,70000")]
    [InlineData("https")]
    public void A_port_that_is_none_stops_the_start(string ports)
    {
        var starting = () => AgoraHost.Build([$"--Webhooks:Ports={ports}"], api.Access);

        starting.ShouldThrow<InvalidConfigurationException>().Message.ShouldContain("Webhooks:Ports");
    }

    [Fact]
    public async Task A_deleted_webhook_is_hidden_at_once_and_its_deliveries_are_deleted_in_batches()
    {
        await using var receiver = await Receiver.StartAsync();
        var ann = await api.SignedInAsync();
        await PurgeAsync();
        var (id, _) = await WebhookFixture.SubscribeAsync(ann, receiver, ["webhook.test"]);
        await TestAsync(ann, id, receiver);
        await api.CrowdAsync(id, 1500);
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var ending = connection.CreateCommand();
        ending.CommandText = $"SELECT FROM app.webhook_deliveries WHERE webhook_id = '{id}' FOR UPDATE";
        await ending.ExecuteNonQueryAsync();

        (await ann.DeleteAsync($"/api/v1/webhooks/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent, "it waits for no outcome");

        await Problem.AssertAsync(await ann.GetAsync($"/api/v1/webhooks/{id}/deliveries"), HttpStatusCode.NotFound, "webhook.not_found");
        (await ann.PageAsync(Webhooks)).Items().ShouldBeEmpty();
        (await CountAsync("webhook_secrets", "webhook_id", id)).ShouldBe(0);
        (await api.SendAsync(new PurgeWebhookDeliveries())).Value.ShouldBe(0, "what is locked waits for the next call");
        await transaction.RollbackAsync();
        (await api.SendAsync(new PurgeWebhookDeliveries())).Value.ShouldBe(PurgeWebhookDeliveries.BatchMax);
        (await CountAsync("webhooks", "id", id)).ShouldBe(1);
        (await api.SendAsync(new PurgeWebhookDeliveries())).Value.ShouldBe(502);
        (await CountAsync("webhooks", "id", id)).ShouldBe(0);
    }

    [Fact]
    public async Task Closing_the_account_ends_its_webhooks()
    {
        await using var receiver = await Receiver.StartAsync();
        var ann = await api.SignedInAsync();
        await PurgeAsync();
        var (id, _) = await WebhookFixture.SubscribeAsync(ann, receiver);
        await api.CrowdAsync(id, 10);

        await api.Superuser.ExecuteAsync("UPDATE app.users SET deleted_at = now() WHERE id = $1", ann.UserId);

        (await CountAsync("webhook_secrets", "webhook_id", id)).ShouldBe(0);
        (await CountAsync("webhook_deliveries", "webhook_id", id)).ShouldBe(10);
        (await api.SendAsync(new PurgeWebhookDeliveries())).Value.ShouldBe(11);
        (await CountAsync("webhooks", "id", id)).ShouldBe(0);
    }

    /// <summary>What other tests left.</summary>
    private async Task PurgeAsync()
    {
        while ((await api.SendAsync(new PurgeWebhookDeliveries())).Value > 0)
        {
            // In batches.
        }
    }

    private Task<long> CountAsync(string table, string column, Guid id) =>
        api.Superuser.ScalarAsync<long>($"SELECT count(*) FROM app.{table} WHERE {column} = $1", id);

    private async Task<Received> TestAsync(TestClient client, Guid id, Receiver receiver)
    {
        (await client.PostAsync($"/api/v1/webhooks/{id}/test", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await api.DeliverAsync();
        return receiver.Requests[^1];
    }

    private static async Task<HttpResponseMessage> PatchAsync(TestClient client, string address, int version, object patch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, address) { Content = JsonContent.Create(patch) };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        return await client.SendAsync(request);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement;
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Api.Tests.Sessions;
using Agora.Application.Webhooks;
using Agora.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Webhooks;

/// <summary>A host whose receivers may be on loopback, and whose deliveries run when a test says so.</summary>
public class WebhookFixture : SessionFixture
{
    internal const string Webhooks = "/api/v1/webhooks";

    /// <summary>Fans out and attempts what is due until nothing is.</summary>
    internal async Task<IReadOnlyList<DeliveryOutcome>> DeliverAsync()
    {
        var outcomes = new List<DeliveryOutcome>();
        await FanOutAsync();
        while (await ClaimAsync() is { Count: > 0 } claimed)
        {
            outcomes.AddRange(await Task.WhenAll(claimed.Select(async d => (await SendAsync(new DeliverWebhook(d))).Value)));
        }

        return outcomes;
    }

    internal async Task FanOutAsync()
    {
        while ((await SendAsync(new FanOutWebhooks())).Value.HasMore)
        {
            // Until every event has its deliveries.
        }
    }

    internal async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(int places = 64) =>
        (await SendAsync(new ClaimWebhookDeliveries(places))).Value.Items;

    internal async Task<T> SendAsync<T>(IRequest<T> message)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message);
    }

    internal static async Task<(Guid Id, string Secret)> SubscribeAsync(
        TestClient client, Receiver receiver, string[]? types = null, Guid? postId = null, Guid? authorId = null)
    {
        using var created = await client.PostAsJsonAsync(
            Webhooks, new { url = receiver.Url, eventTypes = types ?? ["*"], postId, authorId });
        var body = await created.Content.ReadAsStringAsync();
        created.StatusCode.ShouldBe(HttpStatusCode.Created, body);
        var json = JsonDocument.Parse(body).RootElement;
        return (json.GetProperty("id").GetGuid(), json.GetProperty("secret").GetString()!);
    }

    /// <summary>Makes deliveries, failures and secrets older: their times are those of the database.</summary>
    internal async Task PassAsync(TimeSpan time)
    {
        await Superuser.ExecuteAsync(
            """
            UPDATE app.webhook_deliveries
            SET due_at = due_at - $1,
                lease_until = lease_until - $1,
                first_attempt_at = first_attempt_at - $1,
                attempted_at = attempted_at - $1,
                finished_at = finished_at - $1,
                created_at = created_at - $1
            """,
            time);
        await Superuser.ExecuteAsync("UPDATE app.webhooks SET failing_since = failing_since - $1", time);
        await Superuser.ExecuteAsync("UPDATE app.webhook_secrets SET expires_at = expires_at - $1", time);
    }

    /// <summary>Adds deliveries that wait.</summary>
    internal Task<int> CrowdAsync(Guid webhook, int number) => Superuser.ExecuteAsync(
        """
        INSERT INTO app.webhook_deliveries (
            id, webhook_id, batch, log_id, event_id, type, audience, occurred_at, subject_id, owner_id, created_at)
        SELECT gen_random_uuid(), w.id, 1, 1, gen_random_uuid(), 'post.updated', 'person', now(), gen_random_uuid(), w.owner_id, now()
        FROM app.webhooks AS w
        CROSS JOIN generate_series(1, $2)
        WHERE w.id = $1
        """,
        webhook,
        number);

    internal static async Task<List<JsonElement>> DeliveriesAsync(TestClient client, Guid webhookId, string query = "") =>
        await client.WalkAsync($"{Webhooks}/{webhookId}/deliveries?limit=50{query}");

    protected override IReadOnlyList<string> Settings =>
        ["--Webhooks:AllowPrivateAddresses=true", "--Webhooks:HttpHosts=127.0.0.1", "--Webhooks:Ports=", "--Webhooks:Concurrency=8"];
}

using System.Net;
using System.Net.Http.Headers;

namespace Agora.Api.Tests.Metrics;

/// <summary>Who gets metrics.</summary>
public sealed class MetricsKeyTests
{
    private const string Key = "Prometheus-0123456789";

    [Fact]
    public Task Without_settings_there_are_none() => WithAsync([], async api =>
    {
        using var client = MetricsFixture.Client(api.Address);
        (await client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        // Anywhere on the API it is an access token that is not valid.
        (await client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    });

    [Fact]
    public Task With_a_key_the_port_of_the_API_serves_its_bearers() =>
        WithAsync([$"--Metrics:Key={Key}"], api => OnlyWithTheKeyAsync(api, api.Address));

    [Fact]
    public Task With_a_key_and_a_port_the_listener_serves_its_bearers() =>
        WithAsync(["--Metrics:Port=0", $"--Metrics:Key={Key}"], async api =>
        {
            await OnlyWithTheKeyAsync(api, api.MetricsAddress);
            using var main = MetricsFixture.Client(api.Address);
            (await main.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        });

    private static async Task OnlyWithTheKeyAsync(MetricsFixture api, Uri address)
    {
        using var client = MetricsFixture.Client(address);
        foreach (var authorization in new[] { null, "Bearer", $"Bearer {Key[..^1]}", $"Bearer {Key}x", $"Basic {Key}", Key })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var refusal = await client.SendAsync(request);
            refusal.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, authorization);
            (await refusal.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"metrics.key\"");
        }

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        (await client.GetStringAsync("/metrics")).ShouldContain("app_info{");
    }

    private static async Task WithAsync(string[] settings, Func<MetricsFixture, Task> test)
    {
        var api = new Configured(settings);
        try
        {
            await api.InitializeAsync();
            await test(api);
        }
        finally
        {
            await api.DisposeAsync();
        }
    }

    private sealed class Configured(string[] settings) : MetricsFixture
    {
        protected override IReadOnlyList<string> Settings => settings;
    }
}

using Agora.Testing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Metrics;

/// <summary>Runs alone: the meters are those of the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MetricsCollection : ICollectionFixture<MetricsFixture>
{
    public const string Name = "Metrics";
}

/// <summary>A host that serves metrics on a listener of their own.</summary>
public class MetricsFixture : ApiFixture
{
    private static readonly SocketsHttpHandler Connections = new();

    protected override IReadOnlyList<string> Settings => ["--Metrics:Port=0"];

    /// <summary>A client whose responses are not held against the document of the API.</summary>
    public static HttpClient Client(Uri address) => new(Connections, disposeHandler: false) { BaseAddress = address };

    public Uri MetricsAddress =>
        new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Last());

    public async Task<Scrape> ScrapeAsync()
    {
        using var client = Client(MetricsAddress);
        return new Scrape(await client.GetStringAsync("/metrics"));
    }
}

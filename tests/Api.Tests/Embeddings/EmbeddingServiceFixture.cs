using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Embeddings;

/// <summary>A host whose posts are embedded by a service on loopback.</summary>
public sealed class EmbeddingServiceFixture : EmbeddingFixture
{
    private EmbeddingServer? server;

    internal EmbeddingServer Server => server!;

    internal ManualClock Clock { get; } = new();

    protected override IReadOnlyList<string> Settings =>
    [
        "--Embeddings:Provider=OpenAi", $"--Embeddings:Endpoint={Server.Endpoint}/", "--Embeddings:Model=test-model",
        "--Embeddings:ApiKey=secret", "--Embeddings:QueryPrefix=query: ", "--Embeddings:TextPrefix=text: ", "--Embeddings:BatchSize=2",
    ];

    protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(Clock);

    public override async Task InitializeAsync()
    {
        server = await EmbeddingServer.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Server.DisposeAsync();
    }
}

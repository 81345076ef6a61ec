using System.Net;
using Agora.Testing;

namespace Agora.Api.Tests.Http;

/// <summary>Runs alone: the bytes that are counted are those of the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AllocationCollection : ICollectionFixture<ApiFixture>
{
    public const string Name = "Allocations";
}

/// <summary>
/// What a hot read allocates, with the client that asks in the same process. The limits are about half again what was measured, so that a
/// second copy of an answer or a pipeline that is built anew for each request is seen; time is not asserted anywhere.
/// </summary>
[Collection(AllocationCollection.Name)]
public sealed class AllocationTests(ApiFixture api)
{
    private const int WarmUp = 300, Requests = 300;

    [Fact]
    public async Task Liveness_allocates_little() => (await BytesAsync("/health", token: null)).ShouldBeLessThan(17_000);

    [Fact]
    public async Task An_account_allocates_little()
    {
        var ann = await api.SignedInAsync();

        (await BytesAsync($"/api/v1/users/{ann.UserId}", token: null)).ShouldBeLessThan(36_000);
    }

    [Fact]
    public async Task The_own_account_allocates_little()
    {
        var ann = await api.SignedInAsync();

        (await BytesAsync("/api/v1/users/me", ann.DefaultRequestHeaders.Authorization!.Parameter)).ShouldBeLessThan(68_000);
    }

    [Fact]
    public async Task A_page_from_the_response_cache_allocates_little() =>
        (await BytesAsync("/api/v1/posts?limit=20", token: null)).ShouldBeLessThan(25_000);

    private async Task<long> BytesAsync(string path, string? token)
    {
        using var client = new HttpClient { BaseAddress = api.Address };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        await SendAsync(WarmUp);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await SendAsync(Requests);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Requests;

        async Task SendAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
                response.StatusCode.ShouldBe(HttpStatusCode.OK);
            }
        }
    }
}

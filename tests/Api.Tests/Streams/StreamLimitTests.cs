using System.Net;
using Agora.Testing;

namespace Agora.Api.Tests.Streams;

public sealed class StreamLimitTests(StreamLimitFixture api) : IClassFixture<StreamLimitFixture>
{
    [Fact]
    public async Task An_account_has_so_many_streams_and_others_have_theirs()
    {
        var person = await api.SignedInAsync();
        await using var first = await StreamReader.OpenAsync(api.Address, person, "events");
        await using var second = await StreamReader.OpenAsync(api.Address, person, "events");

        await Problem.AssertAsync(
            await person.GetAsync("/api/v1/stream?topics=events"), HttpStatusCode.TooManyRequests, "stream.too_many");
        await using var other = await StreamReader.OpenAsync(api.Address, await api.SignedInAsync(), "events");
        await using var anonymous = await StreamReader.OpenAsync(api.Address, caller: null, "events");
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync("/api/v1/stream?topics=events"), HttpStatusCode.TooManyRequests, "stream.too_many");
        await Problem.AssertAsync(
            await (await api.SignedInAsync()).GetAsync("/api/v1/stream?topics=events"), HttpStatusCode.TooManyRequests, "stream.too_many");
    }
}

public sealed class StreamLimitFixture : ApiFixture
{
    protected override IReadOnlyList<string> Settings => ["--Streams:PerUserMax=2", "--Streams:PerAddressMax=1", "--Streams:Max=4"];
}

using System.Net;
using System.Text;
using Agora.Testing;

namespace Agora.Api.Tests.Http.Batches;

public sealed class BatchLimitTests(BatchLimitTests.Strict api) : IClassFixture<BatchLimitTests.Strict>
{
    [Fact]
    public async Task Each_operation_counts_as_a_request()
    {
        var ann = await api.SignedInAsync();
        static string Create(int number) =>
            $$$"""{"id":"p{{{number}}}","method":"POST","path":"/api/v1/posts","body":{"title":"t","body":"b"}}""";
        static StringContent Batch(int count) => new(
            $$"""{"operations":[{{string.Join(',', Enumerable.Range(0, count).Select(Create))}}]}""", Encoding.UTF8, "application/json");

        var four = await ann.PostAsync("/api/v1/batch", Batch(4));
        var ten = await ann.PostAsync("/api/v1/batch", Batch(5));

        four.StatusCode.ShouldBe(HttpStatusCode.OK);
        four.Headers.GetValues("RateLimit-Remaining").ShouldHaveSingleItem().ShouldBe("5");
        var problem = await Problem.AssertAsync(ten, HttpStatusCode.TooManyRequests, "batch.failed");
        ten.Headers.RetryAfter.ShouldNotBeNull();
        problem.GetProperty("results")[4].GetProperty("body").GetProperty("code").GetString().ShouldBe("request.too_many");
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.posts WHERE author_id = $1", ann.UserId)).ShouldBe(4);
    }

    public sealed class Strict : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--RateLimits:Enabled=true", "--RateLimits:SignedInPerMinute=10"];
    }
}

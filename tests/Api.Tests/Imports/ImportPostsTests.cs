using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Imports;

public sealed class ImportPostsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Posts_come_with_their_authors_and_again_only_as_they_differ()
    {
        var mail = $"{Guid.NewGuid():N}@example.org";
        var line = $$"""{"author":"Ada <{{mail}}>","title":"Engine","body":"One","tags":["looms"],"publishedAt":"2026-03-01T09:30:00Z"}""";

        (await ImportAsync(line)).Counts().ShouldBe((1, 0, 0, 0));
        (await ImportAsync(line)).Counts().ShouldBe((0, 0, 1, 0));
        var changed = line.Replace("One", "Two", StringComparison.Ordinal);
        (await ImportAsync(changed, "?mode=insert")).Counts().ShouldBe((0, 0, 1, 0));
        (await ImportAsync(changed, "?mode=insert&dryRun=true")).Counts().ShouldBe((0, 0, 1, 0));
        (await ImportAsync(changed, "?dryRun=true")).Counts().ShouldBe((0, 1, 0, 0));
        (await BodyAsync(mail)).ShouldBe("One");
        (await ImportAsync(changed)).Counts().ShouldBe((0, 1, 0, 0));

        (await BodyAsync(mail)).ShouldBe("Two");
    }

    [Fact]
    public async Task A_body_that_ends_in_the_middle_leaves_whole_batches_and_says_so()
    {
        var mail = $"{Guid.NewGuid():N}@example.org";
        var lines = Enumerable.Range(0, 30).Select(n => $$"""{"author":"{{mail}}","title":"Post {{n}}","body":"Body"}""").ToList();
        var text = $"[{string.Join(',', lines)}";

        var result = await ImportAsync(text, "?batch=10");

        result.Counts().ShouldBe((29, 0, 0, 1));
        result.GetProperty("rejected")[0].GetProperty("reason").GetString().ShouldBe("the array has no end");
        (await ImportAsync($"{text}]", "?batch=10")).Counts().ShouldBe((1, 0, 29, 0));
    }

    [Fact]
    public async Task A_compressed_file_that_is_cut_off_says_so_and_keeps_whole_batches()
    {
        var mail = $"{Guid.NewGuid():N}@example.org";
        var lines = Enumerable.Range(0, 2000).Select(n => $$"""{"author":"{{mail}}","title":"Post {{n}} {{Guid.NewGuid()}}","body":"B"}""");
        using var target = new MemoryStream();
        await using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        }

        var cut = target.ToArray()[..(int)(target.Length * 0.9)];
        var response = await (await api.SignedInAsync(UserRole.Admin)).PostAsync(
            "/api/v1/imports/posts?batch=100",
            new ByteArrayContent(cut) { Headers = { ContentType = new("application/x-ndjson") } });

        var result = await response.Content.ReadFromJsonAsync<JsonElement>();
        result.GetProperty("complete").GetBoolean().ShouldBeFalse();
        result.GetProperty("stopped").GetString()!.ShouldStartWith("The file cannot be read any further");
        var created = result.GetProperty("created").GetInt64();
        created.ShouldBeInRange(100, 1900);
        (created % 100).ShouldBe(0);
    }

    [Fact]
    public async Task A_client_that_breaks_off_leaves_whole_batches()
    {
        var mail = $"{Guid.NewGuid():N}@example.org";
        var id = $"broken-{Guid.NewGuid():N}";
        var lines = Enumerable.Range(0, 7).Select(n => $$"""{"author":"{{mail}}","title":"T{{n}}","body":"B"}""" + "\n");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/imports/posts?batch=5")
        {
            Content = new Broken(string.Concat(lines), () => CountAsync(mail)),
            Headers = { { "X-Request-Id", id } },
        };

        await Should.ThrowAsync<HttpRequestException>((await api.SignedInAsync(UserRole.Admin)).SendAsync(request));

        await api.Logs.AwaitAsync(line => line.Category == "Agora.Access" && line.Scopes.Values.Contains(id));
        (await CountAsync(mail)).ShouldBe(5);
    }

    private Task<long> CountAsync(string mail) => api.Superuser.ScalarAsync<long>(
        "SELECT count(*) FROM app.posts AS p JOIN app.users AS u ON u.id = p.author_id WHERE u.email = $1", mail);

    private Task<string?> BodyAsync(string mail) => api.Superuser.ScalarAsync<string>(
        "SELECT p.body FROM app.posts AS p JOIN app.users AS u ON u.id = p.author_id WHERE u.email = $1", mail);

    private async Task<JsonElement> ImportAsync(string text, string query = "")
    {
        var response = await (await api.SignedInAsync(UserRole.Admin)).PostAsync(
            $"/api/v1/imports/posts{query}", new StringContent(text, Encoding.UTF8, "application/x-ndjson"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Sends lines, promises more, and breaks when something of them is stored.</summary>
    private sealed class Broken(string lines, Func<Task<long>> stored) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(lines));
            await stream.FlushAsync();
            while (await stored() == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }

            throw new IOException("The client broke off.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

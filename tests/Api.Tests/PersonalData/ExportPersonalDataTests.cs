using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Agora.Api.Tests.Sessions;
using Agora.Application.PersonalData;
using Agora.Testing;

namespace Agora.Api.Tests.PersonalData;

public sealed class ExportPersonalDataTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task Brings_every_kind_with_what_the_person_left_there()
    {
        var ann = await KnownPerson.LiveAsync(api);

        var files = await ExportAsync(ann.Client);

        var manifest = JsonDocument.Parse(files["manifest.json"]).RootElement;
        manifest.GetProperty("userId").GetGuid().ShouldBe(ann.Id);
        foreach (var kind in ExportKinds.All)
        {
            var rows = JsonDocument.Parse(files[$"{kind}.json"]).RootElement;
            var told = manifest.GetProperty("files").EnumerateArray().Single(f => f.GetProperty("name").GetString() == $"{kind}.json");
            told.GetProperty("items").GetInt32().ShouldBe(rows.GetArrayLength(), kind);
            rows.GetArrayLength().ShouldBeGreaterThan(0, $"{kind} is empty, so nothing is proved of it");
        }

        string[] named =
            ["account", "profile", "preferences", "sessions", "security-events", "posts", "comments", "flags", "cases", "history", "media",
                "tasks", "webhooks", "webhook-deliveries"];
        named.ShouldAllBe(kind => Text(files[$"{kind}.json"]).Contains(ann.Who, StringComparison.Ordinal));
        Text(files["posts.json"]).ShouldContain($"Draft {ann.Who}");
        Text(files["cases.json"]).ShouldContain($"But {ann.Who} meant well");
        files[$"media/{ann.Media}"].ShouldBe(await ann.Client.GetByteArrayAsync($"/api/v1/media/{ann.Media}/content"));
    }

    [Fact]
    public async Task Holds_nothing_of_others_and_no_secret()
    {
        var ann = await KnownPerson.LiveAsync(api);

        var all = string.Concat(
            (await ExportAsync(ann.Client)).Where(f => f.Key.EndsWith(".json", StringComparison.Ordinal)).Select(f => Text(f.Value)));

        all.ShouldContain(ann.Bob.UserId.ToString(), Case.Sensitive, "whom one follows is an id");
        all.ShouldNotContain(ann.BobsWord);
        all.ShouldNotContain(ann.Bob.Username);
        all.ShouldNotContain(ann.Bob.Email);
        all.ShouldNotContain(ann.PasswordHash);
        all.ShouldNotContain("hash", Case.Insensitive);
        all.ShouldNotContain("token", Case.Insensitive);
        all.ShouldNotContain("checksum", Case.Insensitive);
    }

    [Fact]
    public async Task A_new_user_gets_every_file_too()
    {
        var ann = await api.SignedInAsync();

        var files = await ExportAsync(ann);

        files.Keys.ShouldBe([.. ExportKinds.All.Select(k => $"{k}.json"), "manifest.json"]);
        JsonDocument.Parse(files["posts.json"]).RootElement.GetArrayLength().ShouldBe(0);
        (await api.Anonymous().GetAsync("/api/v1/users/me/export")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Many_rows_come_whole_and_in_one_piece()
    {
        var ann = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.posts (author_id, title, body, status, published_at)
            SELECT $1, 'Title ' || n, repeat('text ', 200) || n, 'published', now() FROM generate_series(1, 5000) AS n
            """,
            ann.UserId);

        var files = await ExportAsync(ann);

        JsonDocument.Parse(files["posts.json"]).RootElement.EnumerateArray().Select(p => p.GetProperty("title").GetString())
            .Distinct(StringComparer.Ordinal).Count()
            .ShouldBe(5000);
        JsonDocument.Parse(files["history.json"]).RootElement.GetArrayLength().ShouldBe(5002, "the posts, the profile and the account");
    }

    internal static async Task<Dictionary<string, byte[]>> ExportAsync(HttpClient client)
    {
        var response = await client.GetAsync("/api/v1/users/me/export");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var zip = await ZipArchive.CreateAsync(body, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            await using var stream = await entry.OpenAsync();
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            files.Add(entry.FullName, bytes.ToArray());
        }

        return files;
    }

    private static string Text(byte[] file) => Encoding.UTF8.GetString(file);
}

public sealed class ExportLimitTests(ExportLimitTests.LimitedFixture api) : IClassFixture<ExportLimitTests.LimitedFixture>
{
    public sealed class LimitedFixture : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--RateLimits:Enabled=true", "--RateLimits:ExportsPerHour=2"];
    }

    [Fact]
    public async Task Is_given_a_few_times_an_hour()
    {
        var ann = await api.SignedInAsync();
        await ExportPersonalDataTests.ExportAsync(ann);
        await ExportPersonalDataTests.ExportAsync(ann);

        await Problem.AssertAsync(await ann.GetAsync("/api/v1/users/me/export"), HttpStatusCode.TooManyRequests, "request.too_many");
        await ExportPersonalDataTests.ExportAsync(await api.SignedInAsync());
    }
}

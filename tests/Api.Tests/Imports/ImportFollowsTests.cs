using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Imports;

public sealed class ImportFollowsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Follows_are_stored_once_and_each_line_that_cannot_be_is_named()
    {
        var (ann, ben, eve) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        (await eve.PutAsync($"/api/v1/users/me/blocks/{ann.UserId}", null)).EnsureSuccessStatusCode();
        string[] lines =
        [
            "follower,followee,createdAt",
            $"{ann.Username},{ben.Username!.ToUpperInvariant()},2020-01-01T00:00:00Z",
            $"{ben.Username},{ann.Username},",
            $"{ben.Username!.ToUpperInvariant()},{ann.Username},",
            $"{ann.Username},{ann.Username},",
            $"nosuchname,{ann.Username},",
            $"{ann.Username},nosuchname,",
            $"{ann.Username},{eve.Username},",
        ];

        (await ImportAsync(string.Join('\n', lines), "?dryRun=true")).Counts().ShouldBe((3, 0, 1, 3));
        var report = await ImportAsync(string.Join('\n', lines));

        report.Counts().ShouldBe((2, 0, 1, 4));
        report.GetProperty("rejected").EnumerateArray()
            .Select(r => (r.GetProperty("line").GetInt64(), r.GetProperty("code").GetString()))
            .ShouldBe(
            [
                (4, "import.skipped"), (5, "import.line_invalid"), (6, "import.reference_missing"), (7, "import.reference_missing"),
                (8, "import.refused"),
            ]);
        (await ImportAsync(string.Join('\n', lines))).Counts().ShouldBe((0, 0, 3, 4));

        var followers = (await ben.PageAsync($"/api/v1/users/{ben.UserId}/followers")).Items().ShouldHaveSingleItem();
        followers.GetProperty("id").GetGuid().ShouldBe(ann.UserId);
        followers.GetProperty("since").GetDateTimeOffset().Year.ShouldBe(2020);
        (await ben.PageAsync("/api/v1/notifications")).Items().ShouldBeEmpty();
        (await api.Superuser.ScalarAsync<int>("SELECT follower_count FROM app.follow_counts WHERE user_id = $1", ben.UserId)).ShouldBe(1);
    }

    private async Task<JsonElement> ImportAsync(string text, string options = "")
    {
        var body = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var response = await (await api.SignedInAsync(UserRole.Admin)).PostAsync($"/api/v1/imports/follows{options}", body);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}

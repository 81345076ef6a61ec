using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agora.Domain.Preferences;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Preferences;

public sealed class FindPreferenceUsersTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Finds_by_path_and_typed_value_page_by_page()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var dark = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            var person = await api.SignedInAsync();
            dark.Add(person.UserId);
            await person.SetAsync("custom/shade", i % 2 == 0 ? "1" : "1.0");
        }

        var other = await api.SignedInAsync();
        await other.SetAsync("custom/shade", "\"1\"");
        var nested = await api.SignedInAsync();
        await nested.SetAsync("custom/other/shade", "1");
        var closed = await api.SignedInAsync();
        await closed.SetAsync("custom/shade", "1");
        await closed.DeleteAsync("/api/v1/users/me");

        var found = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await (await admin.GetAsync(
                $"/api/v1/preferences/users?path=custom/shade&value=1&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).JsonAsync();
            page.GetProperty("items").GetArrayLength().ShouldBeLessThanOrEqualTo(2);
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        found.ShouldBe(dark.Order());
    }

    [Fact]
    public async Task Finds_those_who_want_mail()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var ann = await api.SignedInAsync();
        var bob = await api.SignedInAsync();
        await ann.SetAsync("notifications/email", "true");
        await bob.SetAsync("notifications/email", "false");

        var page = await (await admin.GetAsync("/api/v1/preferences/users?path=notifications/email&value=true")).JsonAsync();

        page.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("id").GetGuid()).ShouldBe([ann.UserId]);
        page.GetRawText().ShouldNotContain("@", Case.Sensitive, "an address is not needed to know who");
    }

    [Fact]
    public async Task Counts_each_value_of_each_setting_and_no_custom_ones()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        string[] themes = ["dark", "dark", "light"];
        foreach (var theme in themes)
        {
            var person = await api.SignedInAsync();
            await person.MergeAsync($$$"""{"theme":"{{{theme}}}","notifications":{"digest":"weekly"},"custom":{"secret":"diary"}}""", 0);
        }

        var counts = (await (await admin.GetAsync("/api/v1/preferences/counts")).JsonAsync()).GetProperty("items").EnumerateArray()
            .Select(c => $"{c.GetProperty("path").GetString()} {c.GetProperty("value").GetRawText()} {c.GetProperty("users").GetInt64()}")
            .ToList();

        counts.ShouldContain("theme \"dark\" 2");
        counts.ShouldContain("theme \"light\" 1");
        counts.ShouldContain("notifications/digest \"weekly\" 3");
        counts.ShouldAllBe(c => !c.Contains("custom", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(UserRole.User)]
    [InlineData(UserRole.Moderator)]
    public async Task Is_for_admins_only(UserRole role)
    {
        var somebody = await api.SignedInAsync(role);

        await Problem.AssertAsync(
            await somebody.GetAsync("/api/v1/preferences/users?path=theme&value=1"), HttpStatusCode.Forbidden, "auth.forbidden");
        await Problem.AssertAsync(await somebody.GetAsync("/api/v1/preferences/counts"), HttpStatusCode.Forbidden, "auth.forbidden");
    }

    [Theory]
    [InlineData("path=theme&value=dark", "value")]
    [InlineData("path=theme&value=%22%5Cu0000%22", "value")]
    [InlineData("path=a%20b&value=1", "path")]
    [InlineData("path=theme&value=1&limit=101", "limit")]
    [InlineData("path=theme&value=1&cursor=q83vEjRWeJASNFZ4kKvN7w", "cursor")]
    [InlineData("path=theme", "value")]
    public async Task Names_the_parameter_that_breaks_a_rule(string query, string parameter)
    {
        var admin = await api.SignedInAsync(UserRole.Admin);

        var response = await admin.GetAsync($"/api/v1/preferences/users?{query}");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Errors(parameter).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_schema_lists_every_setting_and_is_public()
    {
        var response = await api.Anonymous().GetAsync("/api/v1/preferences/schema");

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/schema+json");
        var schema = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        foreach (var setting in PreferenceRules.Settings)
        {
            var here = setting.Path.Split('/').Aggregate(schema, (node, key) => node["properties"]![key]!);
            here["description"]!.GetValue<string>().ShouldBe(setting.Description);
        }

        schema["additionalProperties"]!.GetValue<bool>().ShouldBeFalse();
    }
}

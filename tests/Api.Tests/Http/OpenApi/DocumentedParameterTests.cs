using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agora.Testing;

namespace Agora.Api.Tests.Http.OpenApi;

/// <summary>Sends the parameters of the document to every operation that has them.</summary>
public sealed class DocumentedParameterTests(CommunityFixture api) : IClassFixture<CommunityFixture>
{
    private const int PagesMax = 200;

    [Theory]
    [InlineData("2026-03-29T00:00:00Z", true)]
    [InlineData("2026-03-29t00:00:00.123456789z", true)]
    [InlineData("2026-03-29T00:00:00+02:00", true)]
    [InlineData("2026-03-29T00:00:00-11:30", true)]
    [InlineData("2016-12-31T23:59:60Z", true)]
    [InlineData("2017-01-01T01:59:60+02:00", true)]
    [InlineData("2016-12-31T22:59:60Z", false)]
    [InlineData("0001-01-01T00:00:00Z", true)]
    [InlineData("0001-01-01T00:00:00-11:30", true)]
    [InlineData("0001-01-01T00:00:00+02:00", false)]
    [InlineData("9999-12-31T23:59:59.9999999Z", true)]
    [InlineData("9999-12-31T23:59:60Z", false)]
    [InlineData("9999-12-31T23:59:59-11:30", false)]
    [InlineData("9999-12-31T23:59:59+02:00", true)]
    public async Task A_time_with_any_offset_is_an_instant(string time, bool isValid)
    {
        var parameters = api.Operations
            .SelectMany(
                o => o.QueryParameters.Select(
                    p => (Read: o, Name: p["name"]!.GetValue<string>(), Format: p["schema"]!["format"]?.GetValue<string>())))
            .Where(p => p.Format == "date-time")
            .ToList();

        parameters.Count.ShouldBeGreaterThan(6);
        foreach (var (read, name, _) in parameters)
        {
            var address = With(api.AddressOf(read), name, time);
            using var response = await api.Admin.GetAsync(address);

            var answer = await response.Content.ReadAsStringAsync();
            if (isValid)
            {
                // There is no version of the beginning of time.
                response.StatusCode.ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.NotFound], $"{address} {answer}");
            }
            else
            {
                (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(name).ShouldHaveSingleItem();
            }
        }
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("0001-01-02")]
    [InlineData("1999-12-31")]
    [InlineData("9999-12-30")]
    [InlineData("9999-12-31")]
    public async Task Every_day_of_the_calendar_is_a_date(string day)
    {
        var parameters = api.Operations
            .SelectMany(
                o => o.QueryParameters.Select(
                    p => (Read: o, Name: p["name"]!.GetValue<string>(), Format: p["schema"]!["format"]?.GetValue<string>())))
            .Where(p => p.Format == "date")
            .ToList();

        parameters.Count.ShouldBeGreaterThanOrEqualTo(4);
        foreach (var (read, name, _) in parameters)
        {
            var address = With(api.AddressOf(read), name, day);
            string[] addresses = [address, With(With(address, "from", "0001-01-01"), "to", "9999-12-31")];
            foreach (var asked in addresses)
            {
                using var response = await api.Admin.GetAsync(asked);

                var answer = await response.Content.ReadAsStringAsync();
                response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{asked} {answer}");
                answer.ShouldContain(asked == address ? day : "9999-12-31");
            }
        }
    }

    [Fact]
    public async Task The_links_of_every_list_lead_to_its_end_with_every_parameter()
    {
        var pages = 0;
        var tooShort = new List<string>();
        foreach (var list in api.Operations.Where(IsList))
        {
            var isPaged = list.QueryParameters.Any(p => p["name"]!.GetValue<string>() == "limit");
            var address = isPaged ? With(api.AddressOf(list), "limit", "1") : api.AddressOf(list);
            var followed = await FollowAsync(address);
            if (followed < (isPaged ? 2 : 1))
            {
                tooShort.Add(list.ToString());
            }

            pages += followed;
            foreach (var (name, value) in list.QueryParameters.SelectMany(Values))
            {
                pages += await FollowAsync(With(isPaged ? With(address, "limit", "3") : address, name, value));
            }
        }

        tooShort.ShouldBeEmpty("there must be something to page through");
        pages.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("tag=looms&tag=engines-0&tagMatch=any")]
    [InlineData("tag=looms,engines-0&tagMatch=any")]
    [InlineData("tag=looms,engines-0&tag=engines-1&tagMatch=any&sort=publishedAt&count=exact")]
    [InlineData("author={username}&tag=Looms&sort=-publishedAt&count=estimated")]
    public async Task Links_repeat_values_as_they_were_sent(string query)
    {
        query = query.Replace("{username}", api.Admin.Username.ToUpperInvariant(), StringComparison.Ordinal);
        foreach (var list in new[] { "/api/v1/posts?limit=1", "/api/v1/posts/search?q=engine&limit=1" })
        {
            using var response = await api.Admin.GetAsync($"{list}&{query}");
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());

            var links = Links(response);
            Uri.UnescapeDataString(links["first"]).ShouldBe($"{list}&{query}");
            Uri.UnescapeDataString(links["next"]).ShouldStartWith($"{list}&{query}&cursor=");
            (await FollowAsync($"{list}&{query}")).ShouldBeGreaterThan(1);
        }
    }

    [Fact]
    public async Task A_list_that_was_entered_by_skip_has_links_back_to_its_beginning()
    {
        var address = "/api/v1/users?sort=username&limit=2&skip=5";
        var skipped = new List<string>();
        while (address.Length > 0)
        {
            using var response = await api.Admin.GetAsync(address);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, address);
            address = Links(response).GetValueOrDefault("prev", "");
            skipped.Add(address);
        }

        skipped.ShouldBe(
            ["/api/v1/users?sort=username&limit=2&skip=3", "/api/v1/users?sort=username&limit=2&skip=1",
                "/api/v1/users?sort=username&limit=2", ""]);
    }

    private bool IsList(DocumentedOperation operation) => operation.Method == "GET"
        && operation.Operation["responses"]!["200"]!["headers"]?["Link"] is not null;

    /// <summary>Every value of a parameter that has few, and one of any other.</summary>
    private IEnumerable<(string Name, string Value)> Values(JsonNode parameter)
    {
        var name = parameter["name"]!.GetValue<string>();
        var schema = api.Resolved(parameter["schema"]!);
        if (schema["items"] is { } items)
        {
            schema = api.Resolved(items);
        }

        IEnumerable<string> values =
            schema["enum"] is JsonArray names ? names.Select(n => n!.GetValue<string>())
            : schema["type"]!.ToJsonString().Contains("boolean", StringComparison.Ordinal) ? ["true", "false"]
            : schema["format"]?.GetValue<string>() switch
            {
                "date-time" => ["2020-01-31T12:00:00+02:00"],
                "uuid" => [api.Admin.UserId.ToString()],
                _ => name switch
                {
                    "author" => [api.Admin.UserId.ToString(), api.Admin.Username],
                    "tag" => ["looms", "looms,engines-1"],
                    "q" => ["engine", "u"],
                    "language" => ["english"],
                    "fields" => ["id,createdAt", "id"],
                    "metadata" => ["{}"],
                    "skip" => ["1"],
                    _ => [],
                },
            };
        return values.Select(value => (name, value));
    }

    /// <summary>How many pages there were. No item comes twice. A combination that a list refuses has none.</summary>
    private async Task<int> FollowAsync(string address)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var pages = 0; pages < PagesMax; pages++)
        {
            using var response = await api.Admin.GetAsync(address);
            var text = await response.Content.ReadAsStringAsync();
            if (pages == 0 && response.StatusCode == HttpStatusCode.BadRequest)
            {
                return 0;
            }

            response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address}\n{text}");
            using var page = JsonDocument.Parse(text);
            foreach (var item in page.RootElement.GetProperty("items").EnumerateArray())
            {
                seen.Add(item.GetRawText()).ShouldBeTrue($"{address} repeats {item}");
            }

            var links = Links(response);
            links.ContainsKey("first").ShouldBeTrue(address);
            if (page.RootElement.GetProperty("next").ValueKind == JsonValueKind.Null)
            {
                links.ContainsKey("next").ShouldBeFalse(address);
                (await api.Admin.GetAsync(links["first"])).StatusCode.ShouldBe(HttpStatusCode.OK, links["first"]);
                return pages + 1;
            }

            address = links["next"];
        }

        throw new InvalidOperationException($"{address} does not end.");
    }

    private static string With(string address, string name, string value)
    {
        var parameters = (address.Split('?') is [_, var query] ? query.Split('&') : [])
            .Where(p => !p.StartsWith($"{name}=", StringComparison.Ordinal))
            .Append($"{name}={Uri.EscapeDataString(value)}");
        return $"{address.Split('?')[0]}?{string.Join('&', parameters)}";
    }

    private static Dictionary<string, string> Links(HttpResponseMessage response) => response.Headers.GetValues("Link")
        .SelectMany(line => line.Split(", "))
        .Select(link => link.Split(">; rel="))
        .ToDictionary(parts => parts[1].Trim('"'), parts => parts[0].TrimStart('<'), StringComparer.Ordinal);
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agora.Api.Http;
using Agora.Api.Tests.Sessions;
using Agora.Application.Sessions;
using Agora.Infrastructure.Sessions;
using Agora.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Http.Permissions;

/// <summary>
/// Every operation, sent by every kind of caller to an owner's things. The answers are a file that people read; each run compares.
/// A token from before a change is tried where a process still remembers what it granted.
/// </summary>
public sealed partial class PermissionTests(PermissionFixture api) : IClassFixture<PermissionFixture>
{
    private const string File = "tests/Api.Tests/Http/Permissions/permissions.md";

    /// <summary>Those whose tokens are good, in the order of the columns.</summary>
    private static readonly string[] Columns = ["anonymous", "blocked", "other", "owner", "moderator", "admin"];

    private IEnumerable<RouteEndpoint> Endpoints => api.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>() is not null);

    [Fact]
    public void Every_operation_has_a_row()
    {
        var known = PermissionRows.All.Select(r => r.Operation).ToHashSet(StringComparer.Ordinal);
        var names = Endpoints.Select(Name).ToHashSet(StringComparer.Ordinal);

        names.Except(known).ShouldBeEmpty("a new operation gets a row in PermissionRows, and with it a line in permissions.md");
        known.Except(names).ShouldBeEmpty("these rows name operations that are not there");
        PermissionRows.All.GroupBy(r => (r.Operation, r.On)).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty();
    }

    [Fact]
    [Trait("Category", "Generated")]
    public async Task Everyone_may_do_what_the_table_says_and_nothing_else()
    {
        var run = await Run.BeginAsync(api);
        var text = new StringBuilder(Head);
        var wrong = new List<string>();
        foreach (var row in PermissionRows.All)
        {
            var endpoint = Endpoints.Single(e => Name(e) == row.Operation);
            var answers = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var column in Columns)
            {
                answers[column] = await run.SendAsync(endpoint, row, column);
            }

            foreach (var before in run.Scene.Callers.Where(c => c.Before is not null).Select(c => c.Name).ToList())
            {
                answers[before] = await run.SendAsync(endpoint, row, before);
            }

            var ended = answers.Where(a => !Columns.Contains(a.Key, StringComparer.Ordinal)).ToList();
            // Callers who were never staff are refused by the claims of their token; none gets further than an anonymous caller.
            wrong.AddRange(ended.Where(a => a.Value != "401" && a.Value != answers["anonymous"] && a.Value != "403 auth.forbidden")
                .Select(a => $"{row.Operation} {row.On}: {a.Key} got {a.Value}"));
            wrong.AddRange(Columns.Where(c => answers[c].StartsWith('5')).Select(c => $"{row.Operation} {row.On}: {c} got {answers[c]}"));
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && answers["anonymous"] != "401")
            {
                wrong.Add($"{row.Operation}: a caller who is not signed in got {answers["anonymous"]}");
            }

            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {Address(endpoint)} | {row.On} | {answers["demoted admin"]} | {string.Join(" | ", Columns.Select(c => answers[c]))} |");
        }

        wrong.ShouldBeEmpty();
        Generated.ShouldBeCurrent(File, text.ToString());
    }

    private static string Head => $"""
        # Who may do what

        Made by `PermissionTests`, which sends every operation as every caller; `build/generated.sh` writes it anew. Read the difference: a cell
        that changes is a right that changes.

        A cell is the status of the answer, with the code of a refusal. The thing that is addressed belongs to *owner*, who has blocked *blocked*;
        `/me` is the caller's own. *Before* is an access token from before its account was closed or deactivated, its session ended, or its owner
        was demoted from moderator or admin: no such token gets further than a caller who is not signed in, also for writes in a process that
        still remembers what it granted.

        | operation | on | before | {string.Join(" | ", Columns)} |
        |---|---|---|{string.Concat(Enumerable.Repeat("---|", Columns.Length))}

        """.ReplaceLineEndings("\n");

    private static string Name(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? $"{Method(endpoint)} {endpoint.RoutePattern.RawText}";

    private static string Method(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];

    private static string Address(RouteEndpoint endpoint) =>
        $"`{Method(endpoint)} /{Constraint().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "}")}`";

    [GeneratedRegex(@":\w+\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Constraint();

    /// <summary>Sends requests, and makes everything anew when one has changed something.</summary>
    private sealed class Run(SessionFixture api, string passwordHash, byte[] checksum)
    {
        private readonly HttpClient client = api.Anonymous();
        private int made;

        public required PermissionScene Scene { get; set; }

        public static async Task<Run> BeginAsync(SessionFixture api)
        {
            var somebody = await api.SignedInAsync();
            using var image = new ByteArrayContent(SampleFiles.Png());
            using var uploaded = await somebody.PostAsync("/api/v1/media", image);
            uploaded.IsSuccessStatusCode.ShouldBeTrue();
            var checksum = await api.Superuser.ScalarAsync<byte[]>("SELECT checksum FROM app.media WHERE owner_id = $1", somebody.UserId);
            await api.Superuser.ExecuteAsync("INSERT INTO app.tags (tag, post_count) VALUES ('merged', 1)");
            var hash = await api.Services.GetRequiredService<IPasswordHasher>().HashAsync(PermissionScene.Password, CancellationToken.None);
            return new Run(api, hash, checksum!) { Scene = await PermissionScene.CreateAsync(api, hash, checksum!) };
        }

        public async Task<string> SendAsync(RouteEndpoint endpoint, PermissionRow row, string name)
        {
            var caller = Scene.Callers.SingleOrDefault(c => c.Name == name);
            var method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];
            using var request = new HttpRequestMessage(
                new HttpMethod(method), Fill(endpoint.RoutePattern.RawText!, row) + Filled(row.Query, row));
            if (caller is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller.Token);
            }

            if (method == "PATCH" || endpoint.Metadata.GetMetadata<RequiresIfMatch>() is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Match", $"\"{await VersionAsync(row, name)}\"");
            }

            if (row.Uploads)
            {
                request.Content = new ByteArrayContent(SampleFiles.Png());
            }
            else if (row.Body is { } body)
            {
                request.Content = new StringContent(Filled(body, row), Encoding.UTF8, "application/json");
            }

            if (caller is { Before: not null })
            {
                // A write is tried where the change has not been heard of, a read where it has.
                var remembered = api.Services.GetRequiredService<SessionGrantCache>();
                remembered.ForgetUser(caller.Grant.UserId);
                if (method != "GET")
                {
                    remembered.Remember(caller.Grant, remembered.Generation, api.Clock.GetTimestamp());
                }
            }

            using var response = await client.SendAsync(request);
            var answer = await AnswerAsync(response);
            if (method != "GET" && response.IsSuccessStatusCode)
            {
                Scene = await PermissionScene.CreateAsync(api, passwordHash, checksum);
            }

            return answer;
        }

        private async Task<int> VersionAsync(PermissionRow row, string name) => row.Operation switch
        {
            "SwitchFeature" => await api.Superuser.ScalarAsync<int>("SELECT version FROM app.features WHERE name = $1", row.Name),
            "UpdateModerationSettings" => await api.Superuser.ScalarAsync<int>("SELECT version FROM app.moderation_settings"),
            "UpdateJobKind" => Math.Max(
                1, await api.Superuser.ScalarAsync<int>("SELECT version FROM app.job_kinds WHERE kind = $1", row.Name)),
            "UpdatePreferences" => 0,
            _ => row.Version,
        };

        private static async Task<string> AnswerAsync(HttpResponseMessage response)
        {
            var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            if (status[0] is '2' or '3' || status == "401" || response.Content.Headers.ContentType?.MediaType == "text/html")
            {
                return status;
            }

            using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            return $"{status} {problem.RootElement.GetProperty("code").GetString()}";
        }

        private string Fill(string route, PermissionRow row) => route.TrimEnd('/')
            .Replace("{postId:guid}", Scene[row.Post].ToString(), StringComparison.Ordinal)
            .Replace("{commentId:guid}", Scene[row.Comment].ToString(), StringComparison.Ordinal)
            .Replace("{mediaId:guid}", Scene[row.File].ToString(), StringComparison.Ordinal)
            .Replace("{caseId:guid}", Scene[row.Case].ToString(), StringComparison.Ordinal)
            .Replace("{jobId:guid}", Scene["job"].ToString(), StringComparison.Ordinal)
            .Replace("{actionId:guid}", Scene["action"].ToString(), StringComparison.Ordinal)
            .Replace("{taskId:long}", Scene.Task.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{webhookId:guid}", Scene["webhook"].ToString(), StringComparison.Ordinal)
            .Replace("{deliveryId:guid}", Scene["delivery"].ToString(), StringComparison.Ordinal)
            .Replace("{statementId}", row.Name, StringComparison.Ordinal)
            .Replace("{probe}", row.Name, StringComparison.Ordinal)
            .Replace("{kind}", row.Name, StringComparison.Ordinal)
            .Replace("{sessionId:guid}", Scene["session"].ToString(), StringComparison.Ordinal)
            .Replace("{userId:guid}", Scene.Owner.Grant.UserId.ToString(), StringComparison.Ordinal)
            .Replace("{username}", Scene.Owner.Username, StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal)
            .Replace("{number:int}", "1", StringComparison.Ordinal)
            .Replace("{tag}", Scene.Tag, StringComparison.Ordinal)
            .Replace("{name}", row.Name, StringComparison.Ordinal)
            .Replace("{**path}", row.Name, StringComparison.Ordinal);

        private string Filled(string text, PermissionRow row) => text
            .Replace("NEW", $"n{++made}", StringComparison.Ordinal)
            .Replace("OWNER", Scene.Owner.Username, StringComparison.Ordinal)
            .Replace("PASSWORD", PermissionScene.Password, StringComparison.Ordinal)
            .Replace("NEIGHBOUR", Scene.Neighbour.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("POST", Scene[row.Post].ToString(), StringComparison.Ordinal);
    }
}

/// <summary>Shows the API document to those who are signed in.</summary>
public sealed class PermissionFixture : SessionFixture
{
    protected override IReadOnlyList<string> Settings => ["--Docs:Access=authenticated"];
}

using System.Net;
using System.Text.Json;
using Agora.Api.Tests.Sessions;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Users;

public sealed class GetUserByUsernameTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task Responds_to_every_caller_as_the_address_by_id_does()
    {
        var (ann, bob, admin) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync(UserRole.Admin));

        foreach (var reader in new[] { ann, bob, admin, api.Anonymous() })
        {
            using var byId = await reader.GetAsync($"/api/v1/users/{ann.UserId}");
            foreach (var name in new[] { ann.Username, ann.Username.ToUpperInvariant() })
            {
                using var statements = StatementCounter.Start();
                using var byName = await reader.GetAsync($"/api/v1/users/by-username/{name}");

                (await byName.Content.ReadAsStringAsync()).ShouldBe(await byId.Content.ReadAsStringAsync());
                byName.StatusCode.ShouldBe(HttpStatusCode.OK);
                byName.Headers.ETag.ShouldBe(byId.Headers.ETag);
                byName.Headers.CacheControl.ShouldBe(byId.Headers.CacheControl);
                statements.Count.ShouldBe(1, string.Join("\n", statements.Statements));
            }
        }
    }

    [Fact]
    public async Task Returns_304_for_a_known_version()
    {
        var ann = await api.SignedInAsync();
        var known = (await ann.GetAsync($"/api/v1/users/{ann.UserId}")).Headers.ETag!;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/users/by-username/{ann.Username}");
        request.Headers.IfNoneMatch.Add(known);

        using var response = await ann.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Every_user_without_an_open_account_is_not_found_with_the_same_message()
    {
        var (closed, erased) = (await api.RegisteredAsync(), await api.RegisteredAsync());
        var leaver = await api.LoginAsync(closed);
        (await leaver.SendAsync(HttpMethod.Delete, "/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var forgotten = await api.LoginAsync(erased);
        (await forgotten.PostAsync("/api/v1/users/me/erase", new { currentPassword = SessionFixture.Password, mode = "anonymise" }))
            .StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var unknown = Guid.NewGuid().ToString();
        string[] names =
            [closed.Username, erased.Username, "nobody-of-that-name", unknown, "x", new string('x', 60), "a%20b", "%25", "\u212Aelvin"];
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in names.Select(name => $"by-username/{name}").Append(unknown))
        {
            using var response = await api.Anonymous().GetAsync($"/api/v1/users/{address}");
            var problem = await Problem.AssertAsync(response, HttpStatusCode.NotFound, "user.not_found");
            answers.Add(
                string.Join(
                    '\n', problem.EnumerateObject().Where(m => m.Name is "title" or "detail" or "type").Select(m => m.Value.GetRawText())));
        }

        answers.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task No_other_character_stands_for_a_letter_of_a_name()
    {
        var ann = await api.SignedInAsync();
        var rest = $"elvin-{Guid.NewGuid():N}"[..20];
        await api.Superuser.ExecuteAsync("UPDATE app.users SET username = $1 WHERE id = $2", $"k{rest}", ann.UserId);

        foreach (var address in new[] { "users/by-username/{0}", "feeds/users/{0}.atom", "feeds/users/{0}.json" })
        {
            foreach (var (name, status) in new[] { ($"k{rest}", HttpStatusCode.OK), ($"K{rest}", HttpStatusCode.OK),
                ($"\u212A{rest}", HttpStatusCode.NotFound) })
            {
                using var response = await api.Anonymous().GetAsync($"/api/v1/{address.Replace("{0}", name, StringComparison.Ordinal)}");
                response.StatusCode.ShouldBe(status, $"{address} {name}");
            }
        }
    }

    [Fact]
    public async Task A_name_in_the_form_of_a_UUID_is_an_id_and_reserved()
    {
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var name = Guid.NewGuid().ToString();
        await api.Superuser.ExecuteAsync("UPDATE app.users SET username = $1 WHERE id = $2", name, ann.UserId);

        var seen = JsonDocument.Parse(await bob.GetStringAsync($"/api/v1/users/by-username/{name}")).RootElement;
        using var asId = await bob.GetAsync($"/api/v1/users/{name}");
        using var register = await api.Stranger().PostAsync(
            "/api/v1/auth/register",
            new StringContent(
                $$"""
                {"email":"x{{Guid.NewGuid():N}}@example.org","username":"{{Guid.NewGuid()}}","password":"{{SessionFixture.Password}}"}
                """,
                System.Text.Encoding.UTF8,
                "application/json"));

        seen.GetProperty("id").GetGuid().ShouldBe(ann.UserId);
        await Problem.AssertAsync(asId, HttpStatusCode.NotFound, "user.not_found");
        await Problem.AssertAsync(register, HttpStatusCode.BadRequest, "user.username_reserved");
    }
}

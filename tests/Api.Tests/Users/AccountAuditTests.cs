using System.Net;
using System.Net.Http.Json;
using Agora.Api.Tests.Posts;
using Agora.Api.Tests.Sessions;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Users;

/// <summary>Every change of an account leaves an audit row that says who did it, in which request and from where.</summary>
public sealed class AccountAuditTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task A_change_of_role_names_both_roles_the_admin_the_request_and_the_address()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var ann = await api.SignedInAsync();

        await PatchAsync(admin, ann.UserId, """{"role":"moderator"}""", "role-of-ann");

        (await AuditAsync(ann.UserId)).ShouldContain(
            $"update role {{\"role\": \"user\"}} {{\"role\": \"moderator\"}} admin {admin.UserId} role-of-ann 127.0.0.1");
    }

    [Fact]
    public async Task An_account_is_followed_from_its_registration_to_its_end()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var ann = await api.RegisteredAsync();
        await api.SendMailAsync();
        await ann.Client.PostAsJsonAsync("/api/v1/auth/verify-email", new { token = api.Mail.VerificationFor(ann.Email) });
        await PatchAsync(admin, ann.Id, """{"isActive":false}""");
        await PatchAsync(admin, ann.Id, """{"isActive":true}""");
        (await admin.DeleteAsync($"/api/v1/users/{ann.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await admin.PostAsync($"/api/v1/users/{ann.Id}/restore", null)).IsSuccessStatusCode.ShouldBeTrue();

        var steps = (await AuditAsync(ann.Id)).Select(a => string.Join(' ', a.Split(' ').Take(2)));

        steps.ShouldBe(
            ["insert ", "update email_verified_at", "update is_active", "update is_active", "update deleted_at", "update deleted_at"]);
    }

    [Fact]
    public async Task A_registration_is_the_work_of_the_system_in_a_request_from_an_address()
    {
        var ann = await api.RegisteredAsync();

        var row = (await AuditAsync(ann.Id)).ShouldHaveSingleItem().Split(' ');

        row[^4].ShouldBe("system");
        row[^2].ShouldNotBe("-");
        row[^1].ShouldStartWith("127.1.");
    }

    [Fact]
    public async Task A_new_password_is_named_without_a_value_and_a_sign_in_leaves_nothing()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        var before = await api.Superuser.ScalarAsync<string>("SELECT password_hash FROM app.users WHERE id = $1", ann.Id);

        (await device.PostAsync(
            "/api/v1/auth/change-password", new { currentPassword = SessionFixture.Password, newPassword = "another long passphrase" }))
            .StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var after = await api.Superuser.ScalarAsync<string>("SELECT password_hash FROM app.users WHERE id = $1", ann.Id);

        (await AuditAsync(ann.Id)).Select(a => string.Join(' ', a.Split(' ').Take(4))).ShouldBe(["insert  {} {}", "update password {} {}"]);
        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.audit AS a WHERE position($1 IN a::text) > 0 OR position($2 IN a::text) > 0", before, after))
                .ShouldBe(0);
    }

    [Fact]
    public async Task Everything_that_one_request_changes_has_its_id()
    {
        var ann = await api.SignedInAsync();
        var id = $"request-{Guid.NewGuid():N}";
        using var batch = new HttpRequestMessage(HttpMethod.Post, "/api/v1/batch")
        {
            Content = JsonContent.Create(new
            {
                operations = new object[]
                {
                    new { id = "a", method = "POST", path = "/api/v1/posts", body = new { title = "One", body = "Text" } },
                    new { id = "b", method = "POST", path = "/api/v1/posts", body = new { title = "Two", body = "Text" } },
                },
            }),
        };
        batch.Headers.Add("X-Request-Id", id);

        (await ann.SendAsync(batch)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.audit WHERE request_id = $1 AND table_name = 'posts'", id))
            .ShouldBe(2);
    }

    [Fact]
    public async Task A_change_outside_of_any_request_has_neither_id_nor_address()
    {
        var ann = await api.SignedInAsync();

        await api.Superuser.ExecuteAsync("UPDATE app.users SET full_name = 'By hand' WHERE id = $1", ann.UserId);

        (await AuditAsync(ann.UserId))[^1].ShouldEndWith(" anonymous - - -");
    }

    [Fact]
    public async Task The_export_holds_own_changes_but_not_those_of_moderators()
    {
        var (ann, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = await ann.PublishedAsync("Mine");
        (await moderator.DeleteAsync($"/api/v1/posts/{post.Id}?reason=Spam")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var history = (await PersonalData.ExportPersonalDataTests.ExportAsync(ann))["history.json"];

        var rows = System.Text.Json.JsonDocument.Parse(history).RootElement.EnumerateArray()
            .Where(r => r.GetProperty("of").GetString() == "posts")
            .Select(
                r => $"{r.GetProperty("byYou").GetBoolean()} {r.GetProperty("ip").GetString()} "
                    + $"{r.GetProperty("requestId").GetString() is not null}")
            .Distinct(StringComparer.Ordinal);
        rows.ShouldBe(["True 127.0.0.1 True", "False  False"], ignoreOrder: true);
    }

    private static async Task PatchAsync(HttpClient client, Guid userId, string patch, string? requestId = null)
    {
        var path = $"/api/v1/users/{userId}";
        var current = await client.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Patch, path)
        {
            Content = new StringContent(patch, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", current.Headers.ETag!.Tag);
        request.Headers.TryAddWithoutValidation("X-Request-Id", requestId);
        var response = await client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Operation, members, values before and after, role and id of the actor, request and address; oldest first.</summary>
    private async Task<List<string>> AuditAsync(Guid userId)
    {
        const string sql = """
            SELECT concat_ws(' ', a.operation, array_to_string(a.changed, ','), a.before, a.after, a.actor_role,
                   coalesce(a.actor_id::text, '-'),
                             coalesce(a.request_id, '-'), coalesce(host(a.client_address), '-'))
            FROM app.audit AS a
            WHERE a.table_name = 'users' AND a.row_id = $1
            ORDER BY a.occurred_at
            """;

        await using var command = api.Superuser.CreateCommand(sql);
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = userId });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}

using System.Net;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Users;

/// <summary>Every test here begins without an admin, so they share their database with no other class.</summary>
public sealed class LastAdminTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task The_last_admin_stays_one()
    {
        await WithoutAdminsAsync();
        var admin = await api.SignedInAsync(UserRole.Admin);

        var closed = await admin.DeleteAsync("/api/v1/users/me");
        var demoted = await UpdateUserTests.PatchAsync(admin, "/api/v1/users/me", "\"1\"", new { role = "user" });
        var disabled = await UpdateUserTests.PatchAsync(admin, "/api/v1/users/me", "\"1\"", new { isActive = false });
        var renamed = await UpdateUserTests.PatchAsync(admin, "/api/v1/users/me", "\"1\"", new { fullName = "Still Admin" });

        await Problem.AssertAsync(closed, HttpStatusCode.Conflict, "user.last_admin");
        await Problem.AssertAsync(demoted, HttpStatusCode.Conflict, "user.last_admin");
        await Problem.AssertAsync(disabled, HttpStatusCode.Conflict, "user.last_admin");
        renamed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_admins_who_close_each_other_at_once_do_not_both_succeed()
    {
        for (var round = 0; round < 10; round++)
        {
            await WithoutAdminsAsync();
            var ann = await api.SignedInAsync(UserRole.Admin);
            var bob = await api.SignedInAsync(UserRole.Admin);
            await Task.WhenAll(ann.GetAsync("/api/v1/users/me"), bob.GetAsync("/api/v1/users/me"));

            await Task.WhenAll(
                ann.DeleteAsync($"/api/v1/users/{bob.UserId}"),
                bob.DeleteAsync($"/api/v1/users/{ann.UserId}"));

            (await api.Superuser.ScalarAsync<long>(
                "SELECT count(*) FROM app.users WHERE role = 'admin' AND is_active AND deleted_at IS NULL")).ShouldBe(1, $"round {round}");
        }
    }

    [Theory]
    [InlineData("{\"role\":\"user\"}")]
    [InlineData("{\"isActive\":false}")]
    public async Task Of_two_admins_who_remove_each_other_at_once_one_stays_even_when_there_is_a_third(string removal)
    {
        await WithoutAdminsAsync();
        await api.SignedInAsync(UserRole.Admin);
        var ann = await api.SignedInAsync(UserRole.Admin);
        var bob = await api.SignedInAsync(UserRole.Admin);
        await using var holder = await api.Superuser.OpenConnectionAsync();
        await using var held = await holder.BeginTransactionAsync();
        await using (var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtext('app.users.last_admin'))", holder, held))
        {
            await turn.ExecuteNonQueryAsync();
        }

        var change = JsonSerializer.Deserialize<JsonElement>(removal);
        var annActs = UpdateUserTests.PatchAsync(ann, $"/api/v1/users/{bob.UserId}", "\"1\"", change);
        var bobActs = UpdateUserTests.PatchAsync(bob, $"/api/v1/users/{ann.UserId}", "\"1\"", change);
        await api.Superuser.WaitersAsync(2, annActs, bobActs);
        await held.RollbackAsync();
        var answers = await Task.WhenAll(annActs, bobActs);

        answers.Select(a => a.StatusCode).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.Unauthorized]);
        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.users WHERE role = 'admin' AND is_active AND id = ANY($1)", new[] { ann.UserId, bob.UserId }))
                .ShouldBe(1);
    }

    private Task<int> WithoutAdminsAsync() =>
        api.Superuser.ExecuteAsync("UPDATE app.users SET role = 'user' WHERE role = 'admin'");
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Agora.Api.Tests.Sessions;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Users;

public sealed class CreateAdminTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task Makes_an_admin_who_can_sign_in()
    {
        var created = await SendAsync(new CreateAdmin("root@example.org", "root", SessionFixture.Password));

        created.IsSuccess.ShouldBeTrue();
        using var login = await api.Stranger().PostAsJsonAsync(
            "/api/v1/auth/login", new { username = "root", password = SessionFixture.Password });
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/users/{Guid.NewGuid()}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await Tokens.OfAsync(login)).Access);
        using var adminsOnly = await api.Anonymous().SendAsync(request);
        adminsOnly.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Superuser.ScalarAsync<bool>("SELECT email_verified_at IS NOT NULL FROM app.users WHERE id = $1", created.Value))
            .ShouldBeTrue();
        (await api.Superuser.ScalarAsync<string>("SELECT kind FROM app.security_events WHERE user_id = $1", created.Value))
            .ShouldBe("admin_created");
    }

    [Theory]
    [InlineData("password123")]
    [InlineData("short")]
    public async Task Takes_no_weak_password(string password) =>
        (await SendAsync(new CreateAdmin("weak@example.org", "weak", password))).Error!.Fields!.Keys.ShouldBe(["password"]);

    [Fact]
    public async Task Says_when_the_name_is_taken()
    {
        var ann = await api.RegisteredAsync();

        (await SendAsync(new CreateAdmin("other@example.org", ann.Username, SessionFixture.Password))).Error!.Code
            .ShouldBe("user.username_taken");
    }

    private async Task<Result<Guid>> SendAsync(CreateAdmin command)
    {
        await using var scope = api.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command);
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Sessions;

public sealed class RegisterTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task Makes_an_account_and_says_where_it_is()
    {
        var name = $"r{Guid.NewGuid():N}"[..20];

        using var response = await PostAsync(new { email = $"{name}@example.org", username = name, fullName = "R", password = SessionFixture.Password });

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        var user = await response.Content.ReadFromJsonAsync<JsonElement>();
        response.Headers.Location!.ToString().ShouldBe($"/api/v1/users/{user.GetProperty("id").GetGuid()}");
        response.Headers.ETag!.Tag.ShouldBe("\"1\"");
        user.GetProperty("username").GetString().ShouldBe(name);
        user.GetProperty("role").GetString().ShouldBe("user");
        user.GetProperty("emailVerifiedAt").ValueKind.ShouldBe(JsonValueKind.Null);
        user.TryGetProperty("passwordHash", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Refuses_a_taken_address_in_any_case()
    {
        var ann = await api.RegisteredAsync();

        using var response = await PostAsync(
            new { email = ann.Email.ToUpperInvariant(), username = $"x{Guid.NewGuid():N}"[..20], password = SessionFixture.Password });

        await Problem.AssertAsync(response, HttpStatusCode.Conflict, "user.email_taken");
    }

    [Fact]
    public async Task Refuses_a_taken_username_in_any_case()
    {
        var ann = await api.RegisteredAsync();

        using var response = await PostAsync(
            new { email = $"{Guid.NewGuid():N}@example.org", username = ann.Username.ToUpperInvariant(), password = SessionFixture.Password });

        await Problem.AssertAsync(response, HttpStatusCode.Conflict, "user.username_taken");
    }

    [Theory]
    [InlineData("", "too short")]
    [InlineData("1234567", "seven characters")]
    [InlineData("password123", "common")]
    [InlineData("QWERTYUIOP", "common in capitals")]
    [InlineData("aaaaaaaaaaaa", "one character")]
    [InlineData("abcdefghijk", "a run")]
    [InlineData("nul\0within it", "NUL")]
    public async Task Refuses_a_bad_password(string password, string why)
    {
        using var response = await PostAsync(
            new { email = $"{Guid.NewGuid():N}@example.org", username = $"x{Guid.NewGuid():N}"[..20], password });

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, why);
    }

    [Fact]
    public async Task Refuses_the_username_as_password()
    {
        var name = $"x{Guid.NewGuid():N}"[..20];

        using var response = await PostAsync(new { email = $"{name}@example.org", username = name, password = name.ToUpperInvariant() });

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors("password").ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(128)]
    public async Task Accepts_long_passwords_whole(int length)
    {
        var name = $"x{Guid.NewGuid():N}"[..20];
        var password = string.Concat(Enumerable.Range(0, length).Select(i => (char)('!' + (i * 7 % 90))));

        using var registered = await PostAsync(new { email = $"{name}@example.org", username = name, password });
        using var lastCharacterMissing = await LoginAsync(name, password[..^1] + "~");
        using var whole = await LoginAsync(name, password);

        registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        lastCharacterMissing.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        whole.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("  leading and trailing  ", "leading and trailing")]
    [InlineData("gr\u00fc\u00dfe aus k\u00f6ln", "gru\u0308\u00dfe aus ko\u0308ln")]
    [InlineData("\U0001f680 rocket \U0001f680", "\U0001f680 rocket \U0001f681")]
    [InlineData("Case Matters Here", "case matters here")]
    public async Task Takes_a_password_as_it_is_typed(string password, string other)
    {
        var name = $"x{Guid.NewGuid():N}"[..20];

        using var registered = await PostAsync(new { email = $"{name}@example.org", username = name, password });
        using var different = await LoginAsync(name, other);
        using var same = await LoginAsync(name, password);

        registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        different.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        same.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_who_want_one_name_at_once_get_one_account()
    {
        var name = $"x{Guid.NewGuid():N}"[..20];

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            PostAsync(new { email = $"{name}{i}@example.org", username = name, password = SessionFixture.Password })));

        responses.Count(r => r.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        responses.Count(r => r.StatusCode == HttpStatusCode.Conflict).ShouldBe(7);
    }

    private Task<HttpResponseMessage> PostAsync(object body) => api.Stranger().PostAsJsonAsync("/api/v1/auth/register", body);

    private Task<HttpResponseMessage> LoginAsync(string username, string password) =>
        api.Stranger().PostAsJsonAsync("/api/v1/auth/login", new { username, password });
}

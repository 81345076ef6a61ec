using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Agora.Domain.Common;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Sessions;

public sealed class RegisterTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task Makes_an_account_and_says_where_it_is()
    {
        var name = $"r{Guid.NewGuid():N}"[..20];

        using var response = await PostAsync(
            new { email = $"{name}@example.org", username = name, fullName = "R", password = SessionFixture.Password });

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        var user = await response.Content.ReadFromJsonAsync<JsonElement>();
        response.Headers.Location!.ToString().ShouldBe($"/api/v1/users/{user.GetProperty("id").GetGuid()}");
        response.Headers.ETag!.Tag.ShouldStartWith("\"1-");
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
            new
            {
                email = $"{Guid.NewGuid():N}@example.org",
                username = ann.Username.ToUpperInvariant(),
                password = SessionFixture.Password,
            });

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
    [InlineData("gr\u00fc\u00dfe aus k\u00f6ln", "gr\u00fc\u00dfe aus koln")]
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

    [Theory]
    [InlineData("gr\u00fc\u00dfe aus k\u00f6ln", "gru\u0308\u00dfe aus ko\u0308ln")]
    [InlineData("gru\u0308\u00dfe aus ko\u0308ln", "gr\u00fc\u00dfe aus k\u00f6ln")]
    public async Task Takes_a_letter_with_a_mark_in_either_form_of_a_password(string password, string typed)
    {
        var name = $"x{Guid.NewGuid():N}"[..20];
        using var registered = await PostAsync(new { email = $"{name}@example.org", username = name, password });

        using var login = await LoginAsync(name, typed);

        login.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_password_from_before_letters_were_composed_still_signs_in_and_is_stored_anew()
    {
        var ann = await api.RegisteredAsync();
        const string typed = "gru\u0308\u00dfe aus ko\u0308ln";
        var salt = new byte[16];
        var hash = Rfc2898DeriveBytes.Pbkdf2(typed, salt, 1000, HashAlgorithmName.SHA512, 32);
        await api.Superuser.ExecuteAsync(
            "UPDATE app.users SET password_hash = $2 WHERE id = $1",
            ann.Id,
            $"$pbkdf2-sha512$i=1000${Convert.ToBase64String(salt).TrimEnd('=')}${Convert.ToBase64String(hash).TrimEnd('=')}");

        using var asStored = await LoginAsync(ann.Username, typed);
        using var composed = await LoginAsync(ann.Username, "gr\u00fc\u00dfe aus k\u00f6ln");

        asStored.StatusCode.ShouldBe(HttpStatusCode.OK);
        composed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("\u00fc@example.org")]
    [InlineData("a..b@example.org")]
    [InlineData(".a@example.org")]
    [InlineData("a@exa_mple.org")]
    [InlineData("a@xn--.org")]
    [InlineData("a@127.0.0.1")]
    [InlineData("\uff41@example.org")]
    [InlineData("a@exa\u200bmple.org")]
    [InlineData("a@exa\u00admple.org")]
    [InlineData("a@\ufb01sh.org")]
    [InlineData("a@\uff45xample.org")]
    [InlineData("a@\u2167.org")]
    [InlineData("a@xn--example-2z6c.org")]
    public async Task Refuses_an_address_that_no_mail_reaches(string email)
    {
        using var response = await PostAsync(new { email, username = $"x{Guid.NewGuid():N}"[..20], password = SessionFixture.Password });

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors("email").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_international_host_and_its_ASCII_form_are_one_address()
    {
        var (name, host) = ($"x{Guid.NewGuid():N}"[..20], $"{Guid.NewGuid():N}"[..10]);
        using var registered = await PostAsync(
            new { email = $" {name}@M\u00dcNCHEN-{host}.de ", username = name, password = SessionFixture.Password });
        var ascii = (await registered.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("email").GetString()!;

        foreach (var same in new[] { ascii, $"{name}@mu\u0308nchen-{host}.de", $"{name}@m\u00fcnchen-{host}.DE", ascii.ToUpperInvariant() })
        {
            using var again = await PostAsync(
                new { email = same, username = $"y{Guid.NewGuid():N}"[..20], password = SessionFixture.Password });
            using var login = await LoginAsync($" {same} ", SessionFixture.Password);
            await Problem.AssertAsync(again, HttpStatusCode.Conflict, "user.email_taken");
            login.StatusCode.ShouldBe(HttpStatusCode.OK, same);
        }

        ascii.ShouldStartWith($"{name}@xn--");
    }

    [Fact]
    public async Task An_account_with_an_address_of_the_older_rules_keeps_working()
    {
        var ann = await api.RegisteredAsync();
        var email = $"\u00fc{ann.Username}@m\u00fcnchen.example";
        await api.Superuser.ExecuteAsync("UPDATE app.users SET email = $2 WHERE id = $1", ann.Id, email);

        using var login = await LoginAsync(email, SessionFixture.Password);
        using var forgot = await api.Stranger().PostAsJsonAsync("/api/v1/auth/forgot-password", new { email });
        await api.SendMailAsync();

        login.StatusCode.ShouldBe(HttpStatusCode.OK);
        forgot.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        api.Mail.To(email).ShouldContain(l => l.Subject == "Set a new password");
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("Root")]
    [InlineData("a.d-m_in")]
    [InlineData("null")]
    [InlineData("deleted-somebody")]
    public async Task Refuses_a_reserved_username(string username)
    {
        var device = await api.LoginAsync(await api.RegisteredAsync());

        using var registered = await PostAsync(
            new { email = $"{Guid.NewGuid():N}@example.org", username, password = SessionFixture.Password });
        using var renamed = await device.SendAsync(HttpMethod.Patch, "/api/v1/users/me", new { username }, "\"1\"");

        await Problem.AssertAsync(registered, HttpStatusCode.BadRequest, "user.username_reserved");
        await Problem.AssertAsync(renamed, HttpStatusCode.BadRequest, "user.username_reserved");
    }

    [Fact]
    public async Task The_username_of_an_erased_person_stays_taken()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        using var erased = await device.PostAsync(
            "/api/v1/users/me/erase", new { currentPassword = SessionFixture.Password, mode = "remove" });
        erased.IsSuccessStatusCode.ShouldBeTrue(await erased.Content.ReadAsStringAsync());

        using var registered = await PostAsync(
            new { email = ann.Email, username = ann.Username.ToUpperInvariant(), password = SessionFixture.Password });
        var bob = await api.LoginAsync(await api.RegisteredAsync());
        using var renamed = await bob.SendAsync(HttpMethod.Patch, "/api/v1/users/me", new { username = ann.Username }, "\"1\"");

        await Problem.AssertAsync(registered, HttpStatusCode.Conflict, "user.username_taken");
        await Problem.AssertAsync(renamed, HttpStatusCode.Conflict, "user.username_taken");
    }

    [Fact]
    public async Task Names_the_username_first_when_both_names_are_taken()
    {
        var ann = await api.RegisteredAsync();

        using var response = await PostAsync(new { email = ann.Email, username = ann.Username, password = SessionFixture.Password });

        await Problem.AssertAsync(response, HttpStatusCode.Conflict, "user.username_taken");
    }

    [Fact]
    public async Task Hosts_take_no_letter_that_form_kc_of_the_database_replaces()
    {
        var letters = Enumerable.Range(0x80, 0x2FFFF)
            .Where(c => c is < 0xD800 or > 0xDFFF)
            .Select(char.ConvertFromUtf32)
            .Where(letter => EmailAddress.Canonical($"a@x{letter}.org") is not null)
            .Select(letter => UnicodeComposition.Compose(letter).ToLowerInvariant())
            .ToArray();

        var replaced = (await api.Superuser.ScalarAsync<string[]>(
            "SELECT coalesce(array_agg(t), '{}') FROM unnest($1::text[]) AS t WHERE t IS NOT NFKC NORMALIZED",
            [letters]))!;

        letters.Length.ShouldBeGreaterThan(90_000);
        replaced.ShouldBeEmpty();
    }

    [Fact]
    public async Task Composes_letters_and_marks_as_the_database_does()
    {
        string[] marks = ["\u0301", "\u0323\u0302", "\u0302\u0323", "\u0327\u0301\u0308", "\u3099", "\u0653"];
        var texts = Enumerable.Range(0x20, 0x3100)
            .Concat(Enumerable.Range(0xAC00, 100))
            .Where(c => c is < 0xD800 or > 0xDFFF)
            .SelectMany(c => marks.Select(mark => $"{(char)c}{mark}"))
            .Append("\u1112\u1161\u11ab \uac00\u11a8 \u212b \u1e9b\u0323")
            .ToArray();

        var composed = (await api.Superuser.ScalarAsync<string[]>(
            "SELECT array_agg(normalize(t.text, NFC) ORDER BY t.number) FROM unnest($1::text[]) WITH ORDINALITY AS t (text, number)",
            [texts]))!;

        texts.Select(UnicodeComposition.Compose).Zip(composed).Where(pair => pair.First != pair.Second).Take(5).ShouldBeEmpty();
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

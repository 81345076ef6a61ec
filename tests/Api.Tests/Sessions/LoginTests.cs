using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Agora.Infrastructure.Sessions;
using Agora.Testing;

namespace Agora.Api.Tests.Sessions;

public sealed class LoginTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task Answers_the_form_of_OAuth2()
    {
        var ann = await api.RegisteredAsync();

        using var response = await FormAsync(
            ("grant_type", "password"),
            ("username", ann.Email),
            ("password", SessionFixture.Password),
            ("scope", ""),
            ("client_id", "web"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var tokens = await response.Content.ReadFromJsonAsync<JsonElement>();
        tokens.EnumerateObject().Select(m => m.Name).ShouldBe(["access_token", "token_type", "expires_in", "refresh_token"]);
        tokens.GetProperty("token_type").GetString().ShouldBe("Bearer");
        tokens.GetProperty("expires_in").GetInt32().ShouldBe(600);
        tokens.GetProperty("refresh_token").GetString()!.Length.ShouldBe(43);
    }

    [Fact]
    public async Task Gives_an_access_token_that_is_the_account()
    {
        var ann = await api.RegisteredAsync();

        var device = await api.LoginAsync(ann);

        var me = await (await device.GetAsync("/api/v1/users/me")).Content.ReadFromJsonAsync<JsonElement>();
        me.GetProperty("id").GetGuid().ShouldBe(ann.Id);
        me.GetProperty("lastLoginAt").GetDateTimeOffset().ShouldBe(api.Clock.GetUtcNow());
        me.GetProperty("version").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Knows_an_account_by_either_name_in_any_case()
    {
        var ann = await api.RegisteredAsync();

        foreach (var name in new[] { ann.Username, ann.Username.ToUpperInvariant(), ann.Email, ann.Email.ToUpperInvariant() })
        {
            using var response = await JsonAsync(new { username = name, password = SessionFixture.Password });
            response.StatusCode.ShouldBe(HttpStatusCode.OK, name);
        }
    }

    [Fact]
    public async Task Knows_an_account_by_its_address_in_a_member_of_its_own()
    {
        var ann = await api.RegisteredAsync();
        var host = $"x{Guid.NewGuid():N}"[..12];
        await api.Superuser.ExecuteAsync("UPDATE app.users SET email = $2 WHERE id = $1", ann.Id, $"ann@xn--bcher-kva.{host}.example");

        foreach (var email in new[] { $"ann@xn--bcher-kva.{host}.example", $" ANN@b\u00FCcher.{host}.example ",
            $"ann@Bu\u0308cher.{host}.example" })
        {
            using var json = await JsonAsync(new { email, password = SessionFixture.Password });
            using var form = await FormAsync(("grant_type", "password"), ("email", email), ("password", SessionFixture.Password));

            json.StatusCode.ShouldBe(HttpStatusCode.OK, email);
            form.StatusCode.ShouldBe(HttpStatusCode.OK, email);
        }
    }

    [Fact]
    public async Task Takes_exactly_one_name_and_no_username_for_an_address()
    {
        var ann = await api.RegisteredAsync();
        const string password = SessionFixture.Password;

        foreach (var (body, field) in new (object, string)[]
        {
            (new { username = ann.Username, email = ann.Email, password }, "email"),
            (new { username = "", email = ann.Email, password }, "email"),
            (new { password }, "username"),
            (new { username = (string?)null, email = (string?)null, password }, "username"),
            (new { email = ann.Username, password }, "email"),
            (new { email = "", password }, "email"),
            (new { email = "a\0@example.org", password }, "email"),
            (new { email = new string('x', 250) + "@example.org", password }, "email"),
        })
        {
            using var response = await JsonAsync(body);

            (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(field).ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task An_unconfirmed_address_cannot_sign_in_and_is_answered_as_an_unknown_one()
    {
        var ann = await api.RegisteredAsync();
        var pending = $"new-{ann.Email}";
        await api.Superuser.ExecuteAsync("UPDATE app.users SET pending_email = $2 WHERE id = $1", ann.Id, pending);

        var refusals = new List<string>();
        foreach (var body in new object[]
        {
            new { email = pending, password = SessionFixture.Password },
            new { email = "nobody@example.org", password = SessionFixture.Password },
            new { email = ann.Email, password = "wrong but long enough" }, new { username = "nobody", password = SessionFixture.Password },
            new { email = "@", password = SessionFixture.Password },
        })
        {
            using var response = await JsonAsync(body);
            await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "auth.invalid_credentials");
            refusals.Add(await ShapeAsync(response));
        }

        refusals.Distinct().ShouldHaveSingleItem();
        using var present = await JsonAsync(new { email = ann.Email, password = SessionFixture.Password });
        present.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Failures_count_together_whichever_member_the_address_is_in()
    {
        var ann = await api.RegisteredAsync();
        var guesser = api.Stranger();
        for (var i = 0; i < 5; i++)
        {
            object body = i % 2 == 0
                ? new { email = ann.Email.ToUpperInvariant(), password = "a wrong guess" }
                : new { username = ann.Email, password = "a wrong guess" };
            using var wrong = await guesser.PostAsJsonAsync("/api/v1/auth/login", body);
            wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var byEmail = await guesser.PostAsJsonAsync(
            "/api/v1/auth/login", new { email = ann.Email, password = SessionFixture.Password });
        using var byUsername = await guesser.PostAsJsonAsync(
            "/api/v1/auth/login", new { username = ann.Email, password = SessionFixture.Password });

        await Problem.AssertAsync(byEmail, HttpStatusCode.TooManyRequests, "auth.throttled");
        await Problem.AssertAsync(byUsername, HttpStatusCode.TooManyRequests, "auth.throttled");
    }

    [Fact]
    public async Task Refuses_every_account_with_the_same_message()
    {
        var known = await api.RegisteredAsync();
        var inactive = await api.RegisteredAsync();
        var deleted = await api.RegisteredAsync();
        var invited = await api.RegisteredAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.users SET is_active = false WHERE id = $1", inactive.Id);
        await api.Superuser.ExecuteAsync("UPDATE app.users SET deleted_at = now() WHERE id = $1", deleted.Id);
        await api.Superuser.ExecuteAsync("UPDATE app.users SET password_hash = NULL WHERE id = $1", invited.Id);

        var refusals = new List<string>();
        foreach (var (name, password) in new[]
        {
            ("nobody@example.org", SessionFixture.Password), ("nobody", SessionFixture.Password), (known.Email, "wrong but long enough"),
            (inactive.Email, SessionFixture.Password), (deleted.Email, SessionFixture.Password), (invited.Email, SessionFixture.Password),
            (known.Email, "x"), (known.Email, new string('x', 300)), ("%", SessionFixture.Password),
            ("' OR 1=1 --", SessionFixture.Password),
        })
        {
            using var response = await JsonAsync(new { username = name, password });
            await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "auth.invalid_credentials");
            response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
            refusals.Add(await ShapeAsync(response));
        }

        refusals.Distinct().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{\"username\":null,\"password\":null}")]
    [InlineData("{\"username\":1,\"password\":2}")]
    [InlineData("{\"username\":\"\",\"password\":\"\"}")]
    [InlineData("{\"username\":\"a\\u0000b\",\"password\":\"longenough\"}")]
    [InlineData("{\"username\":\"ab\",\"password\":\"long\\u0000enough\"}")]
    [InlineData("{\"username\":\"ab\",\"password\":\"\\ud800longenough\"}")]
    [InlineData("{\"username\":\"ab\",\"password\":\"longenough\",\"grant_type\":\"client_credentials\"}")]
    public async Task Refuses_a_body_that_makes_no_sense(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await api.Stranger().PostAsync("/api/v1/auth/login", content);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("username=a&username=b&password=longenough")]
    [InlineData("username=a%00b&password=longenough")]
    [InlineData("username=a&password=long%00enough")]
    [InlineData("password=longenough")]
    [InlineData("username=a")]
    [InlineData("")]
    [InlineData("grant_type=refresh_token&username=a&password=longenough")]
    [InlineData("%ff%fe=%ff")]
    public async Task Refuses_a_form_that_makes_no_sense(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");

        using var response = await api.Stranger().PostAsync("/api/v1/auth/login", content);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Refuses_other_kinds_of_body(string type)
    {
        using var content = new StringContent("username=a&password=b");
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var response = await api.Stranger().PostAsync("/api/v1/auth/login", content);

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Refuses_a_large_body_before_it_is_read()
    {
        using var response = await JsonAsync(new { username = "a", password = new string('x', 20_000) });

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Looks_at_the_password_and_not_at_a_bearer_beside_it()
    {
        var ann = await api.RegisteredAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/login");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer expired");
        request.Content = JsonContent.Create(new { username = ann.Username, password = SessionFixture.Password });

        using var response = await api.Stranger().SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Throttles_after_five_failures_from_one_address_and_leaves_the_owner_alone()
    {
        var ann = await api.RegisteredAsync();
        var guesser = api.Stranger();
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await guesser.PostAsJsonAsync(
                "/api/v1/auth/login", new { username = ann.Email, password = $"guess number {i}" });
            wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var sixth = await guesser.PostAsJsonAsync(
            "/api/v1/auth/login", new { username = ann.Email, password = SessionFixture.Password });
        var owner = await api.LoginAsync(ann);

        var problem = await Problem.AssertAsync(sixth, HttpStatusCode.TooManyRequests, "auth.throttled");
        problem.GetProperty("retryAfter").GetInt32().ShouldBe(900);
        (await owner.StatusAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Throttles_one_password_tried_on_many_accounts()
    {
        var sprayer = api.Stranger();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var response = await sprayer.PostAsJsonAsync(
                "/api/v1/auth/login", new { username = $"victim{i}-{Guid.NewGuid():N}", password = "one for all accounts" });
            statuses.Add(response.StatusCode);
        }

        statuses.Take(10).ShouldAllBe(s => s == HttpStatusCode.Unauthorized);
        statuses.Skip(10).ShouldAllBe(s => s == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_spray_shuts_out_neither_who_signed_in_from_there_lately_nor_who_is_signed_in()
    {
        var (ann, bob) = (await api.RegisteredAsync(), await api.RegisteredAsync());
        var shared = api.Stranger();
        var device = new Device(shared, await Tokens.OfAsync(await LoginAsync(shared, ann.Username)));
        for (var i = 0; i < 10; i++)
        {
            using var wrong = await LoginAsync(shared, $"victim{i}-{Guid.NewGuid():N}");
            wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var known = await LoginAsync(shared, ann.Email.ToUpperInvariant());
        using var unknownHere = await LoginAsync(shared, bob.Username);
        using var nobody = await LoginAsync(shared, $"victim-{Guid.NewGuid():N}");
        using var signedIn = await device.PostAsync(
            "/api/v1/auth/change-password", new { currentPassword = SessionFixture.Password, newPassword = "another long passphrase" });

        known.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Problem.AssertAsync(unknownHere, HttpStatusCode.TooManyRequests, "auth.throttled");
        await Problem.AssertAsync(nobody, HttpStatusCode.TooManyRequests, "auth.throttled");
        signedIn.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Guesses_at_an_account_that_is_known_at_the_address_end_as_elsewhere()
    {
        var ann = await api.RegisteredAsync();
        var shared = api.Stranger();
        (await LoginAsync(shared, ann.Username)).StatusCode.ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 10; i++)
        {
            using var wrong = await LoginAsync(shared, $"victim{i}-{Guid.NewGuid():N}");
        }

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++)
        {
            using var guess = await LoginAsync(shared, ann.Username, $"guess number {i}");
            statuses.Add(guess.StatusCode);
        }

        statuses.Take(5).ShouldAllBe(s => s == HttpStatusCode.Unauthorized);
        statuses[5].ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("PBKDF2 of Agora")]
    [InlineData("PBKDF2 of ASP.NET Core Identity")]
    [InlineData("bcrypt")]
    [InlineData("Argon2id of less memory")]
    public async Task Stores_an_old_hash_anew_at_todays_cost(string kind)
    {
        var ann = await ImportedAsync("imported passphrase", kind);
        using (var wrong = await LoginAsync(api.Stranger(), ann.Username, "imported passphrasf"))
        {
            await Problem.AssertAsync(wrong, HttpStatusCode.Unauthorized, "auth.invalid_credentials");
        }

        var device = await api.LoginAsync(ann, "imported passphrase");
        var stored = await api.Superuser.ScalarAsync<string>("SELECT password_hash FROM app.users WHERE id = $1", ann.Id);
        await api.LoginAsync(ann, "imported passphrase");

        stored!.ShouldStartWith("$argon2id$v=19$m=64,t=1,p=1$");
        (await device.StatusAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Sign_ins_at_once_do_not_trip_over_the_hash_that_one_of_them_stores_anew()
    {
        var ann = await ImportedAsync("imported passphrase");

        var devices = await Task.WhenAll(Enumerable.Range(0, 15).Select(_ => api.LoginAsync(ann, "imported passphrase")));

        devices.Select(d => d.Tokens.Refresh).Distinct().Count().ShouldBe(15);
    }

    [Fact]
    public async Task Stores_no_token_and_no_password_that_could_be_read_back()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);

        var refresh = await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.refresh_tokens WHERE token_hash = sha256(convert_to($1, 'UTF8'))", device.Tokens.Refresh);
        var logged = api.Logs.Lines.Where(l =>
            l.Message.Contains(device.Tokens.Refresh, StringComparison.Ordinal)
            || l.Message.Contains(device.Tokens.Access, StringComparison.Ordinal)
            || l.Message.Contains(SessionFixture.Password, StringComparison.Ordinal));

        refresh.ShouldBe(1);
        logged.ShouldBeEmpty();
    }

    [Fact]
    public async Task Costs_one_statement_for_a_read_a_write_and_a_refresh_each()
    {
        var ann = await api.RegisteredAsync();
        Device device;
        using (var statements = StatementCounter.Start())
        {
            device = await api.LoginAsync(ann);
            statements.Count.ShouldBe(2, string.Join("\n", statements.Statements));
        }

        using (var statements = StatementCounter.Start())
        {
            await device.RefreshAsync();
            statements.Count.ShouldBe(1, string.Join("\n", statements.Statements));
        }

        using (var statements = StatementCounter.Start())
        {
            await device.GetAsync("/api/v1/auth/sessions");
            statements.Count.ShouldBe(1, string.Join("\n", statements.Statements));
        }
    }

    private async Task<Person> ImportedAsync(string password, string kind = "PBKDF2 of ASP.NET Core Identity")
    {
        var person = await api.RegisteredAsync();
        var salt = RandomNumberGenerator.GetBytes(16);
        var stored = kind switch
        {
            "PBKDF2 of Agora" => $"$pbkdf2-sha512$i=500${Base64(salt)}${Base64(Pbkdf2(HashAlgorithmName.SHA512))}",
            "PBKDF2 of ASP.NET Core Identity" =>
                Convert.ToBase64String([1, 0, 0, 0, 1, 0, 0, 1, 244, 0, 0, 0, 16, .. salt, .. Pbkdf2(HashAlgorithmName.SHA256)]),
            "bcrypt" => BCrypt.Net.BCrypt.HashPassword(password, 4),
            _ => Argon2idHash.Of(password, new PasswordCost(32, 1, TimeSpan.Zero)).Text,
        };
        await api.Superuser.ExecuteAsync("UPDATE app.users SET password_hash = $2 WHERE id = $1", person.Id, stored);
        return person;

        byte[] Pbkdf2(HashAlgorithmName algorithm) => Rfc2898DeriveBytes.Pbkdf2(password, salt, 500, algorithm, 32);

        static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');
    }

    private static async Task<string> ShapeAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(h => h.Key is not ("Date" or "X-Request-ID" or "X-Request-Id" or "X-Process-Time" or "Server-Timing" or "traceparent"))
            .Select(h => $"{h.Key}: {string.Join(',', h.Value)}")
            .Order(StringComparer.Ordinal);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.EnumerateObject()
            .Where(m => m.Name is not ("requestId" or "traceId" or "instance"))
            .Select(m => $"{m.Name}={m.Value}");
        return string.Join('\n', headers.Concat(body));
    }

    private static Task<HttpResponseMessage> LoginAsync(HttpClient client, string username, string password = SessionFixture.Password) =>
        client.PostAsJsonAsync("/api/v1/auth/login", new { username, password });

    private Task<HttpResponseMessage> JsonAsync(object body) => api.Stranger().PostAsJsonAsync("/api/v1/auth/login", body);

    private Task<HttpResponseMessage> FormAsync(params (string Name, string Value)[] members) => api.Stranger().PostAsync(
        "/api/v1/auth/login",
        new FormUrlEncodedContent(members.Select(m => KeyValuePair.Create(m.Name, m.Value))));
}

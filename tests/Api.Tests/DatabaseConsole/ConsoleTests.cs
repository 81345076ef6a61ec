using System.Net;
using Agora.Domain.Users;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.DatabaseConsole;

public sealed class ConsoleTests(ConsoleFixture api) : IClassFixture<ConsoleFixture>
{
    public static readonly TheoryData<string> Pages =
    [
        "", "activity", "statements", "statements?order=mean", "tables", "indexes", "replication", "migrations", "settings", "probes",
        "maintenance", "backups", "doctor",
        "probes/blocking",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_shows_what_probes_find(string page)
    {
        using var browser = await api.EnterAsync();

        using var response = await browser.GetAsync($"/console/{page}");

        var html = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, html);
        html.ShouldNotContain("role=\"alert\"");
        html.ShouldContain("<main id=\"main\"");
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_closed_to_those_who_are_not_signed_in(string page)
    {
        using var stranger = api.Browser();
        stranger.DefaultRequestHeaders.Add("Cookie", $"agora_console={new string('A', 43)}");

        using var response = await stranger.GetAsync($"/console/{page}");

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        response.Headers.Location!.ToString().ShouldBe("/console/sign-in");
        (await response.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    /// <summary>A bearer token is for programs: a site that has one cannot open pages with it.</summary>
    [Fact]
    public async Task A_bearer_token_opens_no_page()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);

        using var response = await admin.GetAsync("/console/activity");

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task An_admin_signs_in_by_password_and_loses_the_console_with_the_role()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await api.SetPasswordAsync(admin.UserId);
        using var browser = api.Browser();

        using var entered = await SignInAsync(browser, admin.Username, ConsoleFixture.Password);
        entered.StatusCode.ShouldBe(HttpStatusCode.Redirect, await entered.Content.ReadAsStringAsync());
        var cookie = entered.Headers.GetValues("Set-Cookie").Single();
        using var open = await browser.GetAsync("/console/");
        await api.Superuser.ExecuteAsync("UPDATE app.users SET role = 'user' WHERE id = $1", admin.UserId);
        api.Advance(TimeSpan.FromMinutes(1));
        using var closed = await browser.GetAsync("/console/");

        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=strict", Case.Insensitive);
        cookie.ShouldContain("path=/console", Case.Insensitive);
        (await open.Content.ReadAsStringAsync()).ShouldContain(admin.Username);
        closed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Others_do_not_sign_in()
    {
        using var moderator = await api.SignedInAsync(UserRole.Moderator);
        await api.SetPasswordAsync(moderator.UserId);
        using var browser = api.Browser();

        using var refused = await SignInAsync(browser, moderator.Username, ConsoleFixture.Password);
        using var wrong = await SignInAsync(browser, moderator.Username, "swordfish swordfish");
        using var code = await browser.PostAsync("/console/sign-in", ConsoleFixture.Form(("code", new string('x', 43))));

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("The console is for admins.");
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        code.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.user_sessions WHERE user_id = $1 AND revoked_at IS NULL", moderator.UserId)).ShouldBe(1);
    }

    [Fact]
    public async Task A_code_is_good_once_and_for_ten_minutes()
    {
        var (exit, output, _) = await Cli.AgoraProcess.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["AGORA_HOME"] = api.Home },
            "",
            "console",
            "--address",
            "https://db.example");
        exit.ShouldBe(0);
        output.ShouldStartWith("https://db.example/console/sign-in#code=");
        var code = output.Trim().Split('=')[^1];
        using var browser = api.Browser();

        using var first = await browser.PostAsync("/console/sign-in", ConsoleFixture.Form(("code", code)));
        using var second = await browser.PostAsync("/console/sign-in", ConsoleFixture.Form(("code", code)));

        first.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        second.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Directory.GetFiles(Path.Combine(api.Home, "console")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_form_of_another_site_is_refused()
    {
        using var browser = await api.EnterAsync();
        var key = ConsoleFixture.FormKey(await browser.GetStringAsync("/console/"));

        using var forged = await browser.PostAsync("/console/sign-out", ConsoleFixture.Form(("key", "guessed")));
        using var still = await browser.GetAsync("/console/");
        using var own = await browser.PostAsync("/console/sign-out", ConsoleFixture.Form(("key", key)));
        using var after = await browser.GetAsync("/console/");

        forged.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        still.StatusCode.ShouldBe(HttpStatusCode.OK);
        own.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        after.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_session_ends_when_it_is_not_used()
    {
        using var browser = await api.EnterAsync();

        api.Advance(TimeSpan.FromMinutes(29));
        using var used = await browser.GetAsync("/console/probes");
        api.Advance(TimeSpan.FromMinutes(31));
        using var over = await browser.GetAsync("/console/probes");

        used.StatusCode.ShouldBe(HttpStatusCode.OK);
        over.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    /// <summary>Whether the account is still an admin's cannot be asked.</summary>
    [Fact]
    public async Task Without_the_database_an_account_is_trusted_for_ten_minutes()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await api.SetPasswordAsync(admin.UserId);
        using var browser = api.Browser();
        using var entered = await SignInAsync(browser, admin.Username, ConsoleFixture.Password);
        entered.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        api.Proxy.Cut();
        try
        {
            api.Advance(TimeSpan.FromMinutes(9));
            using var trusted = await browser.GetAsync("/console/probes");
            api.Advance(TimeSpan.FromMinutes(2));
            using var closed = await browser.GetAsync("/console/probes");

            trusted.StatusCode.ShouldBe(HttpStatusCode.OK);
            closed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }
        finally
        {
            api.Proxy.ComeBack();
        }
    }

    [Fact]
    public async Task Signing_out_ends_the_session_of_the_account()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await api.SetPasswordAsync(admin.UserId);
        using var browser = api.Browser();
        using var entered = await SignInAsync(browser, admin.Username, ConsoleFixture.Password);
        var key = ConsoleFixture.FormKey(await browser.GetStringAsync("/console/probes"));
        const string sessions = "SELECT count(*) FROM app.user_sessions WHERE user_id = $1 AND revoked_at IS NULL";
        (await api.Superuser.ScalarAsync<long>(sessions, admin.UserId)).ShouldBe(2);

        using var left = await browser.PostAsync("/console/sign-out", ConsoleFixture.Form(("key", key)));

        left.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await api.Superuser.ScalarAsync<long>(sessions, admin.UserId)).ShouldBe(1);
    }

    [Fact]
    public async Task Texts_of_the_database_are_no_markup()
    {
        using var browser = await api.EnterAsync();
        await using var session = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await session.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("SELECT '<script>alert(1)</script>' AS \"<b>\"", session))
        {
            await command.ExecuteNonQueryAsync();
        }

        api.PassTime();
        var html = await browser.GetStringAsync("/console/activity");

        html.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        html.ShouldNotContain("<script>alert(1)");
    }

    [Fact]
    public async Task The_doctor_runs_when_the_form_is_sent()
    {
        using var browser = await api.EnterAsync();
        var page = await browser.GetStringAsync("/console/doctor");

        using var response = await browser.PostAsync("/console/doctor", ConsoleFixture.Form(("key", ConsoleFixture.FormKey(page))));

        var html = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, html);
        page.ShouldNotContain("Checks</h2>");
        html.ShouldContain("Checks</h2>");
        html.ShouldContain("volumes of this machine: Ok");
        // A page that loads itself anew would lose them.
        page.ShouldContain("id=\"live\"");
        html.ShouldNotContain("id=\"live\"");
    }

    [Fact]
    public async Task Backups_are_shown_with_what_a_drill_found()
    {
        using var browser = await api.EnterAsync();
        var empty = await browser.GetStringAsync("/console/backups");
        await api.Superuser.ExecuteAsync("""
            INSERT INTO app.backup_reports (id, activity, backup, backup_at, started_at, finished_at, bytes, steps, problem)
            SELECT gen_random_uuid(), r.activity, r.backup, now() - interval '3 days', now() - interval '5 s', now(), 46000000,
                   r.steps::jsonb, r.problem
            FROM (VALUES ('backup', '20261201-110535F', '[{"name": "copy", "milliseconds": 12.5, "detail": "full, 12 rows"}]', NULL),
                         ('backup', '20261202-110535F', '[]', NULL),
                         ('drill', '20261201-110535F', '[{"name": "compare", "milliseconds": 7, "detail": "all tables agree"}]', NULL),
                         ('drill', '20261202-110535F', '[]', 'The table <app.posts> has 1 row.')) AS r (activity, backup, steps, problem)
            """);

        var html = await browser.GetStringAsync("/console/backups");
        api.Proxy.Cut();
        using var without = await browser.GetAsync("/console/backups");
        api.Proxy.ComeBack();
        await api.Superuser.ExecuteAsync("DELETE FROM app.backup_reports");

        empty.ShouldContain("No backup yet.");
        empty.ShouldContain("No drill yet.");
        html.ShouldContain("46 MB");
        html.ShouldContain("full, 12 rows");
        html.ShouldContain("all tables agree");
        html.ShouldContain("The table &lt;app.posts&gt; has 1 row.");
        html.ShouldMatch("20261201-110535F</td>(?s:.){0,300}?<td class=\"w\">[0-9]{4}-(?s:.){0,40}?</td>\\s*<td>full");
        html.ShouldMatch("20261202-110535F</td>(?s:.){0,300}?<td class=\"w\">no</td>");
        without.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await without.Content.ReadAsStringAsync()).ShouldContain("This page needs the database");
    }

    [Fact]
    public async Task The_console_opens_without_the_database()
    {
        using var browser = await api.EnterAsync();
        api.PassTime();
        var before = await browser.GetStringAsync("/console/");

        api.Proxy.Cut();
        try
        {
            api.PassTime();
            using var newcomer = await api.EnterAsync();
            var overview = await newcomer.GetStringAsync("/console/");
            var migrations = await newcomer.GetStringAsync("/console/migrations");
            using var maintenance = await newcomer.GetAsync("/console/maintenance");
            using var password = await SignInAsync(api.Browser(), "ada", "an engine of brass");

            before.ShouldNotContain("role=\"alert\"");
            overview.ShouldContain("The database cannot be reached. Try again shortly. What follows is of");
            overview.ShouldContain("PostgreSQL 17");
            migrations.ShouldContain("role=\"alert\"");
            maintenance.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await maintenance.Content.ReadAsStringAsync()).ShouldContain("This page needs the database");
            password.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await password.Content.ReadAsStringAsync()).ShouldContain("run on the server: agora console");
        }
        finally
        {
            api.Proxy.ComeBack();
        }
    }

    /// <summary>Not even the session of the admin can be looked up.</summary>
    [Fact]
    public async Task The_console_opens_while_a_migration_holds_the_tables()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await api.SetPasswordAsync(admin.UserId);
        using var browser = api.Browser();
        using var entered = await SignInAsync(browser, admin.Username, ConsoleFixture.Password);
        entered.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await using var migration = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await migration.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE app.posts, app.users, app.user_sessions", migration))
        {
            await command.ExecuteNonQueryAsync();
        }

        api.Advance(TimeSpan.FromMinutes(2));
        foreach (var page in new[] { "", "activity", "tables", "indexes", "migrations" })
        {
            (await browser.GetStringAsync($"/console/{page}")).ShouldNotContain("role=\"alert\"", Case.Sensitive, page);
        }
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string username, string password) =>
        browser.PostAsync("/console/sign-in", ConsoleFixture.Form(("username", username), ("password", password)));
}

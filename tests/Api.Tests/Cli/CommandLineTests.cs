using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Agora.Api.Cli;
using Agora.Migrations.Connections;
using Agora.Testing;

namespace Agora.Api.Tests.Cli;

public sealed class CommandLineTests : IAsyncLifetime
{
    private ApiDatabase? database;

    private Dictionary<string, string> Configured => new(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = DatabaseLogin.From(Database.Access.Runtime).Url,
        ["DATABASE_MIGRATOR_URL"] = DatabaseLogin.From(Database.Access.Migrator!).Url,
        ["SECRET_KEY"] = Convert.ToBase64String(new byte[32]),
    };

    private ApiDatabase Database => database ?? throw new InvalidOperationException("Not initialised.");

    public async Task InitializeAsync() => database = await ApiDatabase.CreateAsync();

    public async Task DisposeAsync() => await Database.DisposeAsync();

    [Fact]
    [Trait("Category", "Generated")]
    public void The_help_is_written_down() =>
        Generated.ShouldBeCurrent("src/Api/Cli/README.md", HelpPages.Write(CommandLine.Root()));

    [Fact]
    public async Task An_unknown_verb_is_a_usage_error_and_not_a_server()
    {
        var (exit, output, errors) = await AgoraProcess.RunAsync(Configured, "", "frobnicate");

        exit.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldContain("frobnicate");
    }

    [Theory]
    [InlineData("--steps must be a whole number, 1 or more; it is 'abc'.", "migrate", "down", "--steps", "abc")]
    [InlineData("--steps must be a whole number, 1 or more; it is '-1'.", "migrate", "redo", "--steps", "-1")]
    [InlineData("--to must be a whole number, 1 or more; it is '1.5'.", "migrate", "up", "--to", "1.5")]
    [InlineData("--rows must be a whole number, 0 to 10000000; it is '99999999999'.", "migrate", "trace", "--rows", "99999999999")]
    [InlineData("--limit must be a whole number, 1 or more; it is 'many'.", "users", "list", "--limit", "many")]
    public async Task A_number_that_is_none_is_refused_with_a_sentence(string sentence, params string[] words)
    {
        var (exit, _, errors) = await AgoraProcess.RunAsync(Configured, "", words);

        exit.ShouldBe(2);
        errors.ShouldContain(sentence);
        errors.ShouldNotContain("System.");
    }

    [Fact]
    public async Task A_probe_prints_a_table_or_json()
    {
        var settings = Configured;
        settings["DATABASE_WATCH_URL"] = DatabaseLogin.From(Database.Access.Watch!).Url;

        var (listed, names, _) = await AgoraProcess.RunAsync(settings, "", "db", "probe");
        var (exit, table, errors) = await AgoraProcess.RunAsync(settings, "", "db", "probe", "sizes");
        var (_, json, _) = await AgoraProcess.RunAsync(settings, "", "db", "probe", "slow-statements", "--limit", "1", "--json");
        var (refused, _, reason) = await AgoraProcess.RunAsync(settings, "", "db", "probe", "slow-statements", "--limit", "many");
        var (unset, _, way) = await AgoraProcess.RunAsync(Configured, "", "db", "probe", "sizes");

        (listed, exit, refused, unset).ShouldBe((0, 0, 1, 1));
        names.ShouldContain("blocking");
        errors.ShouldBeEmpty();
        table.Split('\n')[0].ShouldMatch("^table +parts +rows +tableBytes");
        table.ShouldContain("app.posts");
        JsonDocument.Parse(json).RootElement.GetProperty("rows").GetArrayLength().ShouldBe(1);
        reason.ShouldContain("limit: Must be a whole number from 1 to 100.");
        way.ShouldContain("DATABASE_WATCH_URL is not set.");
    }

    [Fact]
    public async Task An_operator_acts_on_the_server_and_the_record_names_the_reason()
    {
        var settings = Configured;
        settings["DATABASE_MAINTAIN_URL"] = DatabaseLogin.From(Database.Access.Maintain!).Url;
        await using var session = await Database.Runtime.OpenConnectionAsync();
        var pid = $"{session.ProcessID}";

        var (ended, detail, _) = await AgoraProcess.RunAsync(settings, "", "db", "terminate", pid, "--reason", "It hangs");
        var (done, vacuumed, _) = await AgoraProcess.RunAsync(settings, "", "db", "vacuum", "app.posts", "--reason", "Dead rows");
        var (missing, _, errors) = await AgoraProcess.RunAsync(settings, "", "db", "reindex", "--index", "app.none", "--reason", "Bloat");
        var (_, actions, _) = await AgoraProcess.RunAsync(settings, "", "db", "actions");
        var (unset, _, way) = await AgoraProcess.RunAsync(Configured, "", "db", "analyze", "app.posts", "--reason", "Stale");

        (ended, done, missing, unset).ShouldBe((0, 0, 1, 1));
        detail.ShouldStartWith($"Ended process {pid} of app_api");
        vacuumed.Trim().ShouldBe("Vacuum of app.posts is done.");
        errors.ShouldStartWith("maintenance.index_not_found: ");
        way.ShouldContain("DATABASE_MAINTAIN_URL is not set.");
        var lines = actions.Split('\n');
        lines[1].ShouldMatch("Reindex +index app.none +maintenance.index_not_found .*operator +Bloat");
        lines[2].ShouldMatch("Vacuum +table app.posts +Succeeded .*operator +Dead rows");
        lines[3].ShouldMatch($"Terminate +process {pid} +Succeeded .*operator +It hangs");
    }

    [Fact]
    public async Task Another_kind_of_database_is_refused_without_repeating_the_password()
    {
        var settings = Configured;
        settings["DATABASE_URL"] = "mysql://root:swordfish@localhost/agora";

        var (exit, _, errors) = await AgoraProcess.RunAsync(settings, "", "migrate", "status");

        exit.ShouldBe(2);
        errors.ShouldContain("DATABASE_URL");
        errors.ShouldNotContain("swordfish");
    }

    [Fact]
    public async Task An_external_database_needs_a_configured_secret()
    {
        var settings = Configured;
        settings["SECRET_KEY"] = "";

        var (exit, _, errors) = await AgoraProcess.RunAsync(settings, "", "migrate", "status");

        exit.ShouldBe(2);
        errors.ShouldContain("SECRET_KEY");
    }

    [Fact]
    public async Task The_pool_does_not_overflow()
    {
        var settings = Configured;
        settings["MAX_OVERFLOW"] = "10";

        var (exit, _, errors) = await AgoraProcess.RunAsync(settings, "", "db", "status");

        exit.ShouldBe(2);
        errors.ShouldContain("MAX_OVERFLOW");
    }

    [Fact]
    public async Task A_migrated_database_has_nothing_pending()
    {
        var (exit, output, errors) = await AgoraProcess.RunAsync(Configured, "", "migrate", "status", "--check");

        errors.ShouldBeEmpty();
        exit.ShouldBe(0);
        output.ShouldContain("applied");
        output.ShouldNotContain("pending");
    }

    [Fact]
    public async Task Makes_an_admin_whose_password_comes_from_standard_input()
    {
        var (exit, output, errors) = await AgoraProcess.RunAsync(
            Configured,
            "correct horse battery staple\n",
            "users",
            "create-admin",
            "--email",
            "root@example.org",
            "--username",
            "chief",
            "--password-stdin");

        exit.ShouldBe(0, errors);
        errors.ShouldContain("Made the admin chief <root@example.org>, who can sign in now. Its id:\n");
        await using var command = Database.Superuser.CreateCommand("SELECT role FROM app.users WHERE id = $1");
        command.Parameters.AddWithValue(Guid.Parse(output.Trim()));
        (await command.ExecuteScalarAsync()).ShouldBe("admin");
    }

    [Fact]
    public async Task Asks_at_a_terminal_for_the_password_twice_and_shows_neither()
    {
        string[] words = ["users", "create-admin", "--email", "tess@example.org", "--username", "tess"];
        const string password = "a kettle of copper";

        var differing = await AtTerminalAsync(words, password, "a kettle of tin");
        var made = await Database.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.users WHERE username = 'tess'");
        var same = await AtTerminalAsync(words, password, password);

        differing.Exit.ShouldBe(2, differing.Output);
        differing.Output.ShouldContain("The two passwords differ. Nothing was changed.");
        made.ShouldBe(0);
        same.Exit.ShouldBe(0, same.Output);
        same.Output.ShouldContain("Made the admin tess <tess@example.org>, who can sign in now.");
        (differing.Output + same.Output).ShouldNotContain("kettle");
    }

    /// <summary>Answers each question as soon as it is asked, on a terminal that <c>script</c> makes.</summary>
    private async Task<(int Exit, string Output)> AtTerminalAsync(string[] words, string password, string repeated)
    {
        var command = $"dotnet {typeof(AgoraHost).Assembly.Location} {string.Join(' ', words)}";
        var start = new ProcessStartInfo("script", ["--quiet", "--return", "--command", command, "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in Configured)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = new StringBuilder();
        foreach (var (question, answer) in new[] { ("Password: ", password), ("Once more: ", repeated) })
        {
            await ReadUntilAsync(process.StandardOutput, question, output);
            await process.StandardInput.WriteAsync($"{answer}\r");
            await process.StandardInput.FlushAsync();
        }

        output.Append(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, output.ToString());
    }

    private static async Task ReadUntilAsync(StreamReader reader, string text, StringBuilder output)
    {
        var next = new char[1];
        while (!output.ToString().Contains(text, StringComparison.Ordinal) && await reader.ReadAsync(next) == 1)
        {
            output.Append(next);
        }
    }

    [Fact]
    public async Task Changes_the_role_and_the_password_of_an_account_and_lists_it()
    {
        await Database.Superuser.ExecuteAsync(
            "INSERT INTO app.users (id, email, username, role) VALUES ($1, 'mia@example.org', 'mia', 'user')", Guid.NewGuid());

        var role = await AgoraProcess.RunAsync(Configured, "", "users", "set-role", "mia@example.org", "moderator");
        var password = await AgoraProcess.RunAsync(
            Configured, "an umbrella of green glass\n", "users", "reset-password", "mia", "--password-stdin");
        var list = await AgoraProcess.RunAsync(Configured, "", "users", "list", "--search", "mia");

        role.Output.ShouldBe("mia is moderator now.\n", role.Errors);
        password.Exit.ShouldBe(0, password.Errors);
        list.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["mia", "moderator", "active", "mia@example.org\n"]);
        (await Database.Superuser.ScalarAsync<bool>(
            "SELECT password_hash IS NOT NULL AND email_verified_at IS NULL FROM app.users WHERE username = 'mia'")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("king")]
    [InlineData("1")]
    [InlineData("")]
    public async Task A_role_that_there_is_not_is_answered_with_those_there_are(string role)
    {
        var (exit, _, errors) = await AgoraProcess.RunAsync(Configured, "", "users", "set-role", "alice", role);

        exit.ShouldBe(2);
        errors.ShouldContain("Must be one of user, moderator, admin.");
        errors.ShouldNotContain("UserRole");
    }

    [Theory]
    [InlineData("set-role", "nobody-here", "admin")]
    [InlineData("reset-password", "nobody-here", "--password-stdin")]
    public async Task An_account_that_is_not_there_is_named_as_such(params string[] words)
    {
        var (exit, output, errors) = await AgoraProcess.RunAsync(Configured, "an umbrella of green glass\n", ["users", .. words]);

        exit.ShouldBe(1);
        output.ShouldBeEmpty();
        errors.ShouldStartWith("user.not_found");
    }

    [Fact]
    public async Task A_weak_password_makes_no_admin()
    {
        var (exit, _, errors) = await AgoraProcess.RunAsync(
            Configured, "short\n", "users", "create-admin", "--email", "weak@example.org", "--username", "weak", "--password-stdin");

        exit.ShouldBe(1);
        errors.ShouldContain("password");
        await using var command = Database.Superuser.CreateCommand("SELECT count(*) FROM app.users WHERE username = 'weak'");
        (await command.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [Fact]
    public async Task Only_an_embedded_database_can_be_reset()
    {
        var (exit, _, errors) = await AgoraProcess.RunAsync(Configured, "", "db", "reset", "--yes");

        exit.ShouldBe(2);
        errors.ShouldContain("DATABASE_URL");
    }

    [Theory]
    [InlineData("Production", "", "", "serve")]
    [InlineData("Staging", "  ", "", "migrate", "status")]
    [InlineData("", "", "", "db", "reset", "--yes")]
    [InlineData("Production", "", "", "db", "status")]
    [InlineData("Development", "", "postgresql://app_migrator:x@127.0.0.1:1/agora", "migrate", "status")]
    public async Task An_empty_address_of_the_database_is_no_wish_for_the_embedded_server(
        string environment, string runtime, string migrator, params string[] words)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = environment,
            ["DATABASE_URL"] = runtime,
            ["DATABASE_MIGRATOR_URL"] = migrator,
            ["AGORA_HOME"] = Path.Combine(Path.GetTempPath(), $"agora-none-{Guid.CreateVersion7():N}"),
        };

        var (exit, _, errors) = await AgoraProcess.RunAsync(settings, "", words);

        exit.ShouldBe(2);
        errors.ShouldContain(migrator.Length == 0 ? "DATABASE_URL is not set" : "DATABASE_URL is not. Set both");
        Directory.Exists(settings["AGORA_HOME"]).ShouldBeFalse();
    }
}

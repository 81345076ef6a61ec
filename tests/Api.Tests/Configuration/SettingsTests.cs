using System.Reflection;
using Agora.Api.Configuration;
using Agora.Api.Http;
using Agora.Api.Tests.Cli;
using Agora.Application.Sessions;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using Agora.Testing;
using Microsoft.Extensions.Configuration;

namespace Agora.Api.Tests.Configuration;

public sealed class SettingsTests
{
    [Fact]
    [Trait("Category", "Generated")]
    public void The_reference_of_settings_is_current() =>
        Generated.ShouldBeCurrent("src/Api/Configuration/README.md", SettingsReference.Markdown());

    [Fact]
    [Trait("Category", "Generated")]
    public void The_example_of_a_settings_file_is_current() => Generated.ShouldBeCurrent(".env.example", SettingsReference.DotEnv());

    [Fact]
    public void Every_options_type_is_in_the_catalogue()
    {
        Assembly[] assemblies = [typeof(AgoraHost).Assembly, typeof(SessionSettings).Assembly, typeof(DatabaseOptions).Assembly];
        var bound = assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true })
            .ToHashSet();

        SettingsCatalogue.Sections.Select(section => section.Type).ShouldBe(bound, ignoreOrder: true);
    }

    [Fact]
    public void Every_setting_says_what_it_means() =>
        SettingsReference.Markdown().Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)
            && line.EndsWith("|  |", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Every_default_is_within_its_range()
    {
        foreach (var setting in SettingsCatalogue.All.Where(
            setting => SettingDescription.Text(setting.Default) is not "" && !setting.IsList))
        {
            Should.NotThrow(() => setting.Check(SettingDescription.Text(setting.Default)));
        }
    }

    [Theory]
    [InlineData("26", "30", "4", "Jobs:StopSeconds is 26, and may be 25 at most with Server:ShutdownTimeoutSeconds=30")]
    [InlineData("5", "9", "1", "Jobs:StopSeconds is 5, and may be 4 at most with Server:ShutdownTimeoutSeconds=9")]
    [InlineData("25", "30", "4", null)]
    [InlineData("26", "30", "0", null)]
    public void Jobs_are_given_back_before_the_process_ends(string stop, string shutdown, string workers, string? refusal)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("Jobs:StopSeconds", stop), new("Server:ShutdownTimeoutSeconds", shutdown), new("Jobs:Workers", workers)]).Build();
        var reading = () => ServerOptions.From(configuration);

        if (refusal is null)
        {
            reading.ShouldNotThrow();
        }
        else
        {
            reading.ShouldThrow<InvalidConfigurationException>().Message.ShouldStartWith(refusal);
        }
    }

    [Theory]
    [InlineData("Server:Prot", "Server:Port")]
    [InlineData("Databse:PoolSize", "Database:PoolSize")]
    [InlineData("Media:S3:Buckett", "Media:S3:Bucket")]
    [InlineData("Cors:Origin:0", "Cors:Origins")]
    [InlineData("AGORA_POSTGRES_PROT", "AGORA_POSTGRES_PORT")]
    [InlineData("DATABASE_URLS", "DATABASE_URL")]
    [InlineData("SECRETKEY", "SECRET_KEY")]
    public void An_unknown_setting_is_refused_with_the_nearest_known_one(string key, string nearest) =>
        Should.Throw<InvalidConfigurationException>(() => UnknownSettings.Refuse([key])).Message
            .ShouldStartWith($"The setting {key} is not known; the nearest known one is {nearest}.");

    [Theory]
    [InlineData("server:port")]
    [InlineData("Cors:Origins:12")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("AGORA_HOME")]
    [InlineData("PATH")]
    [InlineData("HOSTNAME")]
    [InlineData("PGPASSWORD")]
    [InlineData("OTEL:EXPORTER")]
    public void What_is_known_or_meant_for_others_is_left_alone(string key) => Should.NotThrow(() => UnknownSettings.Refuse([key]));

    [Theory]
    [InlineData("--Server:Prot=80", "Server:Prot is not known; the nearest known one is Server:Port")]
    [InlineData("--port=80", "port is not known; the nearest known one is PORT")]
    [InlineData("8080", "'8080' is not a setting")]
    public void An_unknown_word_of_the_command_line_is_refused(string word, string reason) =>
        Should.Throw<InvalidConfigurationException>(() => UnknownSettings.RefuseWords([word])).Message.ShouldContain(reason);

    [Fact]
    public void A_value_may_stand_behind_its_name() =>
        Should.NotThrow(() => UnknownSettings.RefuseWords(["--Server:Port", "80", "--Docs:Access=off"]));

    [Theory]
    [InlineData("Server__Port", "eighty", "The setting Server:Port must be 0 to 65535.")]
    [InlineData("Database__PoolSize", "0", "The setting Database:PoolSize must be 2 to 500.")]
    [InlineData("DATABASE_POOL_SIZE", "501", "The setting Database:PoolSize must be 2 to 500.")]
    [InlineData("DATABASE_ECHO", "perhaps", "The setting Database:Echo must be true or false.")]
    [InlineData("DATABASE_MAX_OVERFLOW", "5", "DATABASE_MAX_OVERFLOW must be 0")]
    [InlineData("DATABASE_URL", "Host=localhost;Port=abc;Username=app_api", "DATABASE_URL is not a PostgreSQL connection string.")]
    [InlineData("DATABASE_URL", "postgresql://app_api@localhost:abc/agora", "DATABASE_URL is not a PostgreSQL connection string.")]
    [InlineData("Docs__Access", "everybody", "The setting Docs:Access must be off, authenticated or public.")]
    [InlineData("Logging__LogLevel__Default", "Loud", "The setting Logging:LogLevel:Default must be one of Trace, Debug, Information,")]
    [InlineData("Logging__Console__LogLevel__Agora", "Loud", "The setting Logging:Console:LogLevel:Agora must be one of Trace, Debug,")]
    [InlineData("Logging__Console__FormatterName", "nope", "The setting Logging:Console:FormatterName must be one of agora-json,")]
    [InlineData("Trash__Day", "3", "The setting Trash:Day is not known; the nearest known one is Trash:Days.")]
    public async Task A_wrong_setting_ends_the_start_with_one_sentence(string name, string value, string sentence)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = "postgresql://app_api@127.0.0.1:9/agora",
            ["SECRET_KEY"] = Convert.ToBase64String(new byte[32]),
            [name] = value,
        };

        var (exit, output, errors) = await AgoraProcess.RunAsync(environment, "", "serve");

        exit.ShouldBe(2, errors);
        output.ShouldBeEmpty();
        errors.ShouldStartWith(sentence);
        errors.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("12", null, "12")]
    [InlineData("12", "34", "34")]
    public void A_former_name_is_read_unless_the_present_one_is_set(string former, string? present, string effective)
    {
        var builder = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Server:KeptAnswerMegabytes"] = former,
            ["Server:ResponseCacheMegabytes"] = present,
        });

        RenamedSettings.AddTo(builder);

        builder.Build()["Server:ResponseCacheMegabytes"].ShouldBe(effective);
    }

    [Fact]
    public async Task A_former_name_of_a_setting_is_read_with_a_warning()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = "postgresql://app_api@127.0.0.1:9/agora",
            ["Server__KeptAnswerMegabytes"] = "8",
        };

        var (exit, _, errors) = await AgoraProcess.RunAsync(environment, "", "db", "status");

        exit.ShouldBe(0, errors);
        errors.ShouldContain("The setting Server:KeptAnswerMegabytes is now Server:ResponseCacheMegabytes.");
    }

    [Theory]
    [InlineData("db.example.org", "5433", "clerk", "forum", "forum on db.example.org:5433 as clerk")]
    [InlineData("db.example.org", "", "", "", "agora on db.example.org:5432 as app_api")]
    public async Task The_names_of_other_products_make_up_the_login(string host, string port, string user, string database, string login)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ENVIRONMENT"] = "production",
            ["ASPNETCORE_ENVIRONMENT"] = "",
            ["DATABASE_URL"] = "",
            ["DATABASE_ECHO"] = "false",
            ["DATABASE_POOL_SIZE"] = "5",
            ["DATABASE_MAX_OVERFLOW"] = "0",
            ["POSTGRES_HOST"] = host,
            ["POSTGRES_PORT"] = port,
            ["POSTGRES_USER"] = user,
            ["POSTGRES_PASSWORD"] = "p@ss/w:rd?#%",
            ["POSTGRES_DB"] = database,
        };

        var (exit, output, errors) = await AgoraProcess.RunAsync(environment, "", "db", "status");

        exit.ShouldBe(0, errors);
        output.ShouldBe($"configured  {login}\n");
    }

    [Fact]
    public async Task A_settings_file_that_cannot_be_read_is_named()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "appsettings.Broken.json");
        await File.WriteAllTextAsync(file, "{ \"Server\":\n");
        try
        {
            var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["ASPNETCORE_ENVIRONMENT"] = "Broken" };

            var (exit, output, errors) = await AgoraProcess.RunAsync(environment, "", "serve");

            exit.ShouldBe(2, output + errors);
            errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain(file);
        }
        finally
        {
            File.Delete(file);
        }

        // Reading it fails, also for root.
        Should.Throw<InvalidConfigurationException>(() => DotEnv.Read("/proc/self/mem"))
            .Message.ShouldStartWith("The file /proc/self/mem cannot be read: ");
    }

    [Fact]
    public void A_number_that_is_not_one_names_the_range()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Sessions:IdleDays"] = "0" }).Build();

        Should.Throw<InvalidConfigurationException>(() => configuration.Read<SessionSettings>(SessionSettings.Section))
            .Message.ShouldBe("The setting Sessions:IdleDays must be 1 to 365.");
    }
}

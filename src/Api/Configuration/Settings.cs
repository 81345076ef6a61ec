using Agora.Infrastructure.Database;

namespace Agora.Api.Configuration;

/// <summary>
/// Where settings come from; later wins: <c>appsettings.json</c>, <c>appsettings.{Environment}.json</c> beside the program, the file
/// <c>.env</c> in the current folder, the environment, the command line. The short names of <see cref="Aliases"/> stand for
/// the long ones.
/// </summary>
internal static class Settings
{
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["DATABASE_URL"] = "Database:Url",
        ["DATABASE_MIGRATOR_URL"] = "Database:MigratorUrl",
        ["POOL_SIZE"] = "Database:PoolSize",
        ["ECHO"] = "Database:Echo",
        ["SECRET_KEY"] = "Secrets:Key",
        ["PREVIOUS_SECRET_KEYS"] = "Secrets:PreviousKeys",
        ["PORT"] = "Server:Port",
        ["AGORA_POSTGRES_BIN"] = "Database:Embedded:BinDirectory",
        ["AGORA_DATA"] = "Database:Embedded:DataDirectory",
        ["AGORA_POSTGRES_PORT"] = "Database:Embedded:Port",
    };

    public static string EnvironmentName =>
        Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? Environments.Production;

    /// <exception cref="InvalidConfigurationException">A line of <c>.env</c> cannot be read, or a setting asks for the impossible.</exception>
    public static IConfigurationRoot Load(string[] args)
    {
        var builder = new ConfigurationBuilder();
        AddSources(builder, args);
        return builder.Build();
    }

    public static void AddSources(IConfigurationBuilder builder, string[] args)
    {
        var dotEnv = DotEnv.Read(Path.Combine(Environment.CurrentDirectory, ".env"));
        builder.Sources.Clear();
        builder.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: false);
        builder.AddJsonFile(Path.Combine(AppContext.BaseDirectory, $"appsettings.{EnvironmentName}.json"), optional: true);
        builder.AddInMemoryCollection(Translate(dotEnv));
        builder.AddEnvironmentVariables();
        builder.AddInMemoryCollection(Translate(Aliases.Keys.ToDictionary(k => k, Environment.GetEnvironmentVariable, StringComparer.Ordinal)));
        builder.AddCommandLine(args);
        RefuseOverflow(dotEnv);
    }

    // Empty values count as absent, so that a compose file may pass on what is not set.
    private static Dictionary<string, string?> Translate(Dictionary<string, string?> variables) => variables
        .Where(v => !string.IsNullOrEmpty(v.Value))
        .ToDictionary(
            v => Aliases.GetValueOrDefault(v.Key) ?? v.Key.Replace("__", ":", StringComparison.Ordinal),
            v => v.Value,
            StringComparer.OrdinalIgnoreCase);

    private static void RefuseOverflow(Dictionary<string, string?> dotEnv)
    {
        var overflow = Environment.GetEnvironmentVariable("MAX_OVERFLOW") ?? dotEnv.GetValueOrDefault("MAX_OVERFLOW");
        if (!string.IsNullOrEmpty(overflow) && overflow != "0")
        {
            throw new InvalidConfigurationException(
                "MAX_OVERFLOW must be 0: the pool does not grow past POOL_SIZE. Raise POOL_SIZE instead.");
        }
    }
}

using System.Collections;
using Agora.Infrastructure.Database;

namespace Agora.Api.Configuration;

/// <summary>
/// Where settings come from; later wins: <c>appsettings.json</c>, <c>appsettings.{Environment}.json</c> beside the program, the file
/// <c>.env</c> in the current folder, the environment, the command line. <see cref="SettingsCatalogue"/> names them all.
/// </summary>
internal static class Settings
{
    private static readonly string[] EnvironmentNames = ["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "ENVIRONMENT"];
    private static readonly string[] KnownEnvironments = [Environments.Development, Environments.Production];
    private static readonly string[] OverflowNames = ["MAX_OVERFLOW", "DATABASE_MAX_OVERFLOW"];

    // ASPNETCORE_HTTP_PORTS is not among them: images of containers set it, and it asks for nothing that would be missed.
    private static readonly string[] ForeignAddresses = ["ASPNETCORE_URLS", "DOTNET_URLS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_HTTPS_PORTS"];

    /// <summary>Development, Production (the default), or another name.</summary>
    public static string EnvironmentName
    {
        get
        {
            var name = EnvironmentNames
                .Select(Environment.GetEnvironmentVariable)
                .FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? Environments.Production;
            return KnownEnvironments.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
        }
    }

    /// <exception cref="InvalidConfigurationException">
    /// A line of <c>.env</c> cannot be read, a setting is not known, or one asks for the impossible.
    /// </exception>
    public static IConfigurationRoot Load(string[] args)
    {
        UnknownSettings.RefuseWords(args);
        RefuseForeignAddresses();
        var settings = Read(args);
        LogSettings.Check(settings);
        UnknownSettings.Refuse(settings.AsEnumerable().Where(pair => pair.Value is not null).Select(pair => pair.Key));
        foreach (var warning in RenamedSettings.Warnings(settings))
        {
            Console.Error.WriteLine(warning);
        }

        return settings;
    }

    private static IConfigurationRoot Read(string[] args)
    {
        var builder = new ConfigurationBuilder();
        try
        {
            AddSources(builder, args);
            return builder.Build();
        }
        catch (InvalidDataException broken)
        {
            // The reason of the JSON reader stands innermost, and says where.
            throw new InvalidConfigurationException($"{broken.Message} {broken.GetBaseException().Message}");
        }
    }

    public static void AddSources(IConfigurationBuilder builder, string[] args)
    {
        var dotEnv = DotEnv.Read(Path.Combine(Environment.CurrentDirectory, ".env"));
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value, StringComparer.Ordinal);
        builder.Sources.Clear();
        builder.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: false);
        builder.AddJsonFile(Path.Combine(AppContext.BaseDirectory, $"appsettings.{EnvironmentName}.json"), optional: true);
        builder.AddInMemoryCollection(Translate(dotEnv));
        builder.AddInMemoryCollection(Translate(environment));
        builder.AddCommandLine(args);
        RenamedSettings.AddTo(builder);
        RefuseOverflow(dotEnv);
        RefuseOverflow(environment);
    }

    /// <summary>
    /// Variables under the names of their settings; a short name beats the long one. Empty values count as absent, so that a compose
    /// file may pass on what is not set.
    /// </summary>
    private static Dictionary<string, string?> Translate(Dictionary<string, string?> variables)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in variables.Where(variable => !string.IsNullOrEmpty(variable.Value)))
        {
            if (!SettingsCatalogue.ShortNames.ContainsKey(name))
            {
                settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
            }
        }

        if (FromParts(variables) is { } url)
        {
            settings["Database:Url"] = url;
        }

        foreach (var (shortName, path) in SettingsCatalogue.ShortNames)
        {
            if (variables.GetValueOrDefault(shortName) is { Length: > 0 } value)
            {
                settings[path] = value;
            }
        }

        return settings;
    }

    /// <summary>The URL that POSTGRES_HOST and its kin make up. Null without a host.</summary>
    private static string? FromParts(Dictionary<string, string?> variables)
    {
        string? Part(string name) =>
            variables.GetValueOrDefault("POSTGRES_" + name) is { Length: > 0 } value ? Uri.EscapeDataString(value) : null;
        if (Part("HOST") is not { } host)
        {
            return null;
        }

        var password = Part("PASSWORD") is { } secret ? $":{secret}" : "";
        var user = Part("USER") ?? "app_api";
        return $"postgresql://{user}{password}@{host}:{Part("PORT") ?? "5432"}/{Part("DB") ?? "agora"}";
    }

    /// <summary>Agora would listen elsewhere than they say, and without TLS where they ask for it.</summary>
    private static void RefuseForeignAddresses()
    {
        if (Array.Find(ForeignAddresses, name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))) is { } set)
        {
            throw new InvalidConfigurationException(
                $"{set} is not read: unset it, and say by Server:Address and Server:Port where to listen, "
                + "and by Server:Certificate:Path for HTTPS.");
        }
    }

    private static void RefuseOverflow(Dictionary<string, string?> variables)
    {
        foreach (var name in OverflowNames)
        {
            if (variables.GetValueOrDefault(name) is { Length: > 0 } and not "0")
            {
                throw new InvalidConfigurationException(
                    $"{name} must be 0: the pool does not grow past POOL_SIZE. Raise POOL_SIZE instead.");
            }
        }
    }
}

namespace Agora.Api.Configuration;

/// <summary>Former names of settings. Each is read for one release after the rename, with a warning.</summary>
internal static class RenamedSettings
{
    /// <summary>Former path to present path.</summary>
    public static readonly IReadOnlyDictionary<string, string> Paths = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["Server:KeptAnswerMegabytes"] = "Server:ResponseCacheMegabytes",
    };

    /// <summary>Copies values of former names to the present ones. Call last: a value under the present name wins.</summary>
    public static void AddTo(IConfigurationBuilder builder)
    {
        var sources = builder as IConfiguration ?? builder.Build();
        builder.AddInMemoryCollection(Paths
            .Where(path => sources[path.Key] is not null && sources[path.Value] is null)
            .Select(path => KeyValuePair.Create(path.Value, sources[path.Key]))
            .ToList());
    }

    /// <summary>One sentence for each former name in use.</summary>
    public static IEnumerable<string> Warnings(IConfiguration settings) => Paths
        .Where(path => settings[path.Key] is not null)
        .Select(path => $"The setting {path.Key} is now {path.Value}. The old name goes with the next release.");
}

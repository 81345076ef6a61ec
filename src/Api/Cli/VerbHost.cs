using Agora.Api.Configuration;
using Agora.Infrastructure.Database;

namespace Agora.Api.Cli;

/// <summary>The host without its server, for verbs that send commands. Logs of every write would drown what a verb prints.</summary>
internal static class VerbHost
{
    public static WebApplication Build(DatabaseAccess database) => AgoraHost.Build([], database, builder =>
    {
        Settings.AddSources(builder.Configuration, []);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Agora", LogLevel.Warning);
    });
}

using Agora.Api.Configuration;
using Agora.Infrastructure.Database;
using Microsoft.Extensions.Logging.Console;

namespace Agora.Api.Cli;

/// <summary>
/// The host without its server, for verbs that send commands. Only warnings are logged, and to standard error: standard output holds the
/// result of the verb alone.
/// </summary>
internal static class VerbHost
{
    public static WebApplication Build(DatabaseAccess database) => AgoraHost.Build([], database, builder =>
    {
        Settings.AddSources(builder.Configuration, []);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Agora", LogLevel.Warning);
    });
}

using Agora.Api.Configuration;
using Agora.Application.Common;
using Agora.Infrastructure.Backups;
using Agora.Infrastructure.Database;
using MediatR;
using Microsoft.Extensions.Logging.Console;

namespace Agora.Api.Cli;

/// <summary>
/// The host without its server, for verbs that send commands. Only warnings are logged, and to standard error: standard output holds the
/// result of the verb alone.
/// </summary>
internal static class VerbHost
{
    /// <summary>Runs a verb on the database of the settings, with the rights of the system.</summary>
    public static async Task<T> RunAsync<T>(Func<IServiceProvider, Task<T>> run, CancellationToken ct)
    {
        await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
        var backups = new BackupHost(database, Databases.Embedded(Settings.Load([])), Output.Progress);
        await using var host = Build(database.Access, services => services.AddSingleton(backups));
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorContext>().SignIn(Actor.System);
        return await run(scope.ServiceProvider);
    }

    /// <summary>Sends a message likewise.</summary>
    public static Task<T> SendAsync<T>(IRequest<T> message, CancellationToken ct) =>
        RunAsync(services => services.GetRequiredService<IMediator>().Send(message, ct), ct);

    public static WebApplication Build(DatabaseAccess database, Action<IServiceCollection>? add = null) =>
        AgoraHost.Build([], database, builder =>
        {
            Settings.AddSources(builder.Configuration, []);
            add?.Invoke(builder.Services);
            builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Agora", LogLevel.Warning);
        });
}

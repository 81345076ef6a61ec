using System.CommandLine;
using System.Runtime.InteropServices;
using Agora.Application.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;

namespace Agora.Api.Cli;

/// <summary>The command <c>agora</c>: one file a verb. Results go to standard output, everything else to standard error.</summary>
internal static class CommandLine
{
    public const int Done = 0, Failed = 1, Usage = 2;

    public static RootCommand Root()
    {
        var root = new RootCommand("Agora: a community backend on PostgreSQL 17, and the tool that keeps its database. Without a command it serves. "
            + "A flag beats the environment, the environment beats .env, and .env beats appsettings.json.")
        {
            Serve.Command(),
            DatabaseVerbs.Command(),
            MigrateVerbs.Command(),
            UserVerbs.Command(),
            MediaVerbs.Command(),
            ImportPosts.Command(),
        };
        root.HelpName = "agora";
        return root;
    }

    public static async Task<int> InvokeAsync(string[] args)
    {
        // Everything but a known command or a request for help starts the server, so that `dotnet run` serves.
        var serves = args.Length == 0 || (args[0].StartsWith('-') && args[0] is not ("--help" or "-h" or "-?" or "--version"));
        var parsed = Root().Parse(serves ? ["serve", .. args] : args);
        using var signals = new Signals();
        try
        {
            var settings = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            if (parsed.Errors.Count > 0)
            {
                settings.Output = Console.Error;
                await parsed.InvokeAsync(settings, signals.Token);
                return Usage;
            }

            return await parsed.InvokeAsync(settings, signals.Token);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return Failed;
        }
        catch (Exception exception) when (Explain(exception) is { } message)
        {
            await Console.Error.WriteLineAsync(message);
            return IsForTheOperator(exception) ? Usage : Failed;
        }
    }

    // What an operator can mend is one sentence; anything else is a bug and keeps its stack.
    private static string? Explain(Exception exception) => exception switch
    {
        InvalidConfigurationException or EmbeddedPostgresException or DependencyException => exception.Message,
        _ => DatabaseFailures.Explain(exception),
    };

    /// <summary>Whether another setting mends it.</summary>
    private static bool IsForTheOperator(Exception exception) => exception is InvalidConfigurationException or EmbeddedPostgresException
    {
        Failure: EmbeddedPostgresFailure.BadFolder
            or EmbeddedPostgresFailure.WrongVersion
            or EmbeddedPostgresFailure.PortTaken
            or EmbeddedPostgresFailure.InUse,
    };

    /// <summary>The first Ctrl-C or SIGTERM asks the verb to end well, the second ends the process.</summary>
    private sealed class Signals : IDisposable
    {
        private readonly CancellationTokenSource source = new();
        private readonly PosixSignalRegistration[] registrations;

        public Signals() => registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, End),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, End),
        ];

        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            foreach (var registration in registrations)
            {
                registration.Dispose();
            }

            source.Dispose();
        }

        private void End(PosixSignalContext context)
        {
            context.Cancel = !source.IsCancellationRequested;
            source.Cancel();
        }
    }
}

using System.CommandLine;
using System.Runtime.InteropServices;
using Agora.Migrations.Connections;

namespace Agora.Migrations.Cli;

/// <param name="Exit">2 where another setting or argument mends it, else 1.</param>
public sealed record CommandFailure(string Message, int Exit);

/// <summary>Runs a parsed command line for a process. What an operator can mend ends as one sentence; a bug keeps its stack.</summary>
public static class CommandRun
{
    public const int Failed = 1, Usage = 2;

    /// <param name="explain">Failures that the program knows beyond those of the verbs; null for others.</param>
    public static async Task<int> InvokeAsync(ParseResult parsed, Func<Exception, CommandFailure?> explain)
    {
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
        catch (Exception exception) when ((explain(exception) ?? Explain(exception)) is { } failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return failure.Exit;
        }
    }

    private static CommandFailure? Explain(Exception exception) =>
        exception is UsageException ? new CommandFailure(exception.Message, Usage)
        : ServerFailures.Explain(exception) is { } message ? new CommandFailure(message, Failed)
        : null;

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

using System.Text.Json;
using Agora.Domain.Common;
using Agora.Infrastructure.Database;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Agora.Api.Cli;

/// <summary>Output of verbs: results to standard output, progress and remarks to standard error.</summary>
internal static class Output
{
    public static readonly IProgress<string> Progress = new Lines();

    /// <summary>Asks before data is deleted. Without a terminal, <c>--yes</c> is required.</summary>
    public static bool Confirm(string question, bool yes)
    {
        if (yes)
        {
            return true;
        }

        if (Console.IsInputRedirected)
        {
            throw new InvalidConfigurationException($"{question} There is no terminal to confirm: pass --yes.");
        }

        Console.Error.Write($"{question} [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    /// <summary>Reads a line without showing it.</summary>
    public static string AskSecret(string question)
    {
        if (Console.IsInputRedirected)
        {
            throw new InvalidConfigurationException("There is no terminal to type a password: pass --password-stdin.");
        }

        // Takes the terminal over, which until then shows what is typed or pasted behind the question.
        _ = Console.KeyAvailable;
        return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
            .Prompt(new TextPrompt<string>(question).Secret(mask: null));
    }

    /// <summary>Says why a use case refused, and gives the exit code for it.</summary>
    public static int Refuse(Error error)
    {
        Console.Error.WriteLine($"{error.Code}: {error.Message}");
        foreach (var (field, problems) in error.Fields ?? new Dictionary<string, string[]>(StringComparer.Ordinal))
        {
            Console.Error.WriteLine($"  {field}: {string.Join(' ', problems)}");
        }

        return CommandLine.Failed;
    }

    /// <summary>Writes what the API would respond.</summary>
    public static int Json<T>(IServiceProvider host, T value)
    {
        Console.WriteLine(JsonSerializer.Serialize(value, host.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions));
        return CommandLine.Done;
    }

    private sealed class Lines : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}

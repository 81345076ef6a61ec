using Agora.Infrastructure.Database;

namespace Agora.Api.Cli;

/// <summary>How a verb speaks: results to standard output, progress and remarks to standard error.</summary>
internal static class Output
{
    public static readonly IProgress<string> Progress = new Lines();

    /// <summary>Asks before something is lost. Without a terminal only <c>--yes</c> answers.</summary>
    public static bool Confirm(string question, bool yes)
    {
        if (yes)
        {
            return true;
        }

        if (Console.IsInputRedirected)
        {
            throw new InvalidConfigurationException($"{question} Nobody is at the terminal to answer: pass --yes.");
        }

        Console.Error.Write($"{question} [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private sealed class Lines : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}

using System.Globalization;
using Agora.Infrastructure.Database;

namespace Agora.Api.Configuration;

/// <summary>
/// Reads <c>NAME=value</c> lines; blank lines and lines that begin with # are passed over, quotes around a value fall away.
/// </summary>
internal static class DotEnv
{
    /// <exception cref="InvalidConfigurationException">The file cannot be read, or a line is not of that form.</exception>
    public static Dictionary<string, string?> Read(string path)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in Lines(path))
        {
            number++;
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            if (text.StartsWith("export ", StringComparison.Ordinal))
            {
                text = text["export ".Length..].TrimStart();
            }

            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new InvalidConfigurationException(
                    $".env, line {number.ToString(CultureInfo.InvariantCulture)}: expected NAME=value.");
            }

            variables[text[..equals].TrimEnd()] = Unquote(text[(equals + 1)..].Trim());
        }

        return variables;
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidConfigurationException($"The file {path} cannot be read: {exception.Message}");
        }
    }

    private static string Unquote(string value) =>
        value is ['"', .., '"'] or ['\'', .., '\''] ? value[1..^1] : value;
}

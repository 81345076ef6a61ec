using Agora.Api.Logs;
using Agora.Infrastructure.Database;
using Microsoft.Extensions.Logging.Console;

namespace Agora.Api.Configuration;

/// <summary>
/// Checks the section <c>Logging</c>, which the framework reads: it fails on a level that it does not know, and ignores such a form.
/// </summary>
internal static class LogSettings
{
    private const string LevelSection = "LogLevel", Form = "Logging:Console:FormatterName";

    private static readonly string[] Forms =
    [
        JsonLogFormatter.FormatterName, TextLogFormatter.FormatterName,
        ConsoleFormatterNames.Json, ConsoleFormatterNames.Simple, ConsoleFormatterNames.Systemd,
    ];

    /// <exception cref="InvalidConfigurationException">There is no such level or form.</exception>
    public static void Check(IConfiguration settings)
    {
        foreach (var (key, value) in settings.GetSection("Logging").AsEnumerable())
        {
            if (value is not null && key.Split(':').SkipLast(1).Contains(LevelSection, StringComparer.OrdinalIgnoreCase)
                && !Enum.TryParse<LogLevel>(value, ignoreCase: true, out _))
            {
                throw new InvalidConfigurationException(
                    $"The setting {key} must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
            }
        }

        if (settings[Form] is { } form && !Forms.Contains(form, StringComparer.OrdinalIgnoreCase))
        {
            throw new InvalidConfigurationException($"The setting {Form} must be one of {string.Join(", ", Forms)}.");
        }
    }
}

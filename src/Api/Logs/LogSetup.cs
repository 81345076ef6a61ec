using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Agora.Api.Logs;

internal static class LogSetup
{
    /// <summary>
    /// Log lines go to standard output alone, those of a verb to standard error: for people in Development, as JSON otherwise.
    /// <c>Logging:Console:FormatterName</c> chooses another form, <c>agora-json</c>, <c>agora-text</c> or one of the framework's.
    /// </summary>
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        var form = builder.Environment.IsDevelopment() ? TextLogFormatter.FormatterName : JsonLogFormatter.FormatterName;
        // For its settings and forms, without the provider itself.
        builder.Logging.AddConsole();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ILoggerProvider, BatchedConsoleProvider>();
        builder.Services.AddSingleton<ConsoleFormatter, JsonLogFormatter>();
        builder.Services.AddSingleton<ConsoleFormatter, TextLogFormatter>();
        builder.Services.PostConfigure<ConsoleLoggerOptions>(options => options.FormatterName ??= form);
        builder.Services.TryAddSingleton<UserPseudonym>();
    }
}

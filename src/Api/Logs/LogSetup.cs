using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Agora.Api.Logs;

internal static class LogSetup
{
    /// <summary>
    /// Log lines go to standard output alone: for people in Development, as JSON otherwise. <c>Logging:Console:FormatterName</c> chooses
    /// another form, <c>agora-json</c>, <c>agora-text</c> or one of the framework's.
    /// </summary>
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        var form = builder.Environment.IsDevelopment() ? TextLogFormatter.FormatterName : JsonLogFormatter.FormatterName;
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole();
        builder.Services.AddSingleton<ConsoleFormatter, JsonLogFormatter>();
        builder.Services.AddSingleton<ConsoleFormatter, TextLogFormatter>();
        builder.Services.PostConfigure<ConsoleLoggerOptions>(options => options.FormatterName ??= form);
        builder.Services.TryAddSingleton<PersonHash>();
    }
}

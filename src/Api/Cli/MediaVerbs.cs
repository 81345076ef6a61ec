using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Application.Media;
using Agora.Migrations.Cli;
using MediatR;

namespace Agora.Api.Cli;

/// <summary><c>agora media ...</c>: uploaded files, from the server's own terminal.</summary>
internal static class MediaVerbs
{
    public static Command Command() => new("media", "Look after uploaded files.") { Sweep() };

    private static Command Sweep()
    {
        var minutes = NumberOption.WithDefault(
            "--unused-minutes",
            "Remove only what nothing has used for so long. An upload of this moment may have to be repeated when it is 0.",
            value: 0,
            least: 0);
        var command = new Command(
            "sweep",
            "Delete unused files at once. The server does the same every five minutes with files unused for "
            + "Media:UnusedMinutes, and removes leftovers of aborted uploads (after Media:TransferSeconds and five minutes more).")
        {
            minutes,
        };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
            await using var host = VerbHost.Build(database.Access);
            var settings = host.Services.GetRequiredService<MediaSettings>();
            var clock = host.Services.GetRequiredService<TimeProvider>();
            var abandoned = host.Services.GetRequiredService<IMediaIntake>().RemoveAbandoned(clock.GetUtcNow() - settings.AbandonedAfter);
            var unused = 0;
            while (true)
            {
                await using var scope = host.Services.CreateAsyncScope();
                var message = new SweepMedia(TimeSpan.FromMinutes(parsed.GetValue(minutes)));
                var swept = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, ct);
                if (!swept.IsSuccess)
                {
                    return Output.Refuse(swept.Error);
                }

                if (swept.Value == 0)
                {
                    break;
                }

                unused += swept.Value;
            }

            Console.WriteLine($"Removed {unused} unused files and {abandoned} abandoned uploads");
            return CommandLine.Done;
        });
        return command;
    }
}

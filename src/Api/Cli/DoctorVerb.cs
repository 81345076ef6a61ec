using System.CommandLine;
using System.Globalization;
using Agora.Application.Monitoring.Doctor;
using MediatR;

namespace Agora.Api.Cli;

/// <summary><c>agora doctor</c>: checks the installation that the settings describe.</summary>
internal static class DoctorVerb
{
    /// <summary>The highest severity of the findings.</summary>
    private const int Warned = 3, Critical = 4;

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "Write the response of the API instead of text." };
        var command = new Command(
            "doctor",
            "Check the installation: server, roles, settings, connections, indexes, disk, mail, secrets, migrations, jobs. Each finding "
            + "comes with its remedy. Changes nothing, and works while the database is away. Exits with 0 when nothing is above a notice, "
            + "with 3 for warnings, with 4 when a finding is critical.")
        {
            json,
        };
        command.SetAction((parsed, ct) => VerbHost.RunAsync(
            async services => (await services.GetRequiredService<IMediator>().Send(new RunDoctor(), ct)).Match(
                report =>
                {
                    _ = parsed.GetValue(json) ? Output.Json(services, report) : Write(report);
                    return Exit(report);
                },
                Output.Refuse),
            ct));
        return command;
    }

    private static int Exit(DoctorReport report) => report.Severity switch
    {
        FindingSeverity.Critical => Critical,
        FindingSeverity.Warning => Warned,
        _ => CommandLine.Done,
    };

    private static int Write(DoctorReport report)
    {
        foreach (var finding in report.Findings)
        {
            Console.WriteLine($"{Name(finding.Severity),-9} {finding.Code}: {finding.Message}");
            Console.WriteLine($"{"",-9} Remedy: {finding.Remedy}");
        }

        var counts = Enum.GetValues<FindingSeverity>()
            .OrderDescending()
            .Select(severity => string.Create(
                CultureInfo.InvariantCulture, $"{report.Findings.Count(finding => finding.Severity == severity)} {Name(severity)}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Checks.Count(check => check.Status != CheckStatus.Skipped)} checks, {string.Join(", ", counts)}."));
        if (report.Checks.Where(check => check.Status == CheckStatus.Skipped).Select(check => check.Name).ToList() is [_, ..] skipped)
        {
            Console.WriteLine($"Skipped: {string.Join(", ", skipped)}.");
        }

        return CommandLine.Done;
    }

    private static string Name(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Critical => "critical",
        FindingSeverity.Warning => "warning",
        _ => "notice",
    };
}

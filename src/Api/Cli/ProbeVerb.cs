using System.CommandLine;
using Agora.Application.Monitoring;
using MediatR;

namespace Agora.Api.Cli;

/// <summary><c>agora db probe</c>: asks the database server about its state.</summary>
internal static class ProbeVerb
{
    public static Command Command()
    {
        var name = new Argument<string?>("name")
        {
            Description = "The probe, such as blocking, slow-statements or table-bloat. Without it, the probes are listed.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var order = new Option<string?>("--order")
        {
            Description = "Of slow-statements: total, mean, deviation, calls, longest, reads or wal.",
        };
        var slowerThan = new Option<string?>("--slower-than") { Description = "Of slow-statements: milliseconds a call takes at least." };
        var limit = new Option<string?>("--limit") { Description = "Rows at most, of activity and slow-statements." };
        var json = new Option<bool>("--json") { Description = "Write the response of the API instead of a table." };
        var command = new Command(
            "probe",
            "Ask the database server about its state, as ops_watch: sessions, locks, slow statements, bloat, replication and more. Never "
            + "waits for a lock. Exits with 1 when the server does not answer.")
        {
            name, order, slowerThan, limit, json,
        };
        command.SetAction((parsed, ct) =>
        {
            var parameters = new[] { ("order", order), ("slowerThan", slowerThan), ("limit", limit) }
                .Where(option => parsed.GetValue(option.Item2) is not null)
                .ToDictionary(option => option.Item1, option => parsed.GetValue(option.Item2)!, StringComparer.Ordinal);
            return VerbHost.RunAsync(
                async services =>
                {
                    var mediator = services.GetRequiredService<IMediator>();
                    return parsed.GetValue(name) is { } probe
                        ? (await mediator.Send(new RunProbe(probe, parameters), ct)).Match(
                            table => parsed.GetValue(json) ? Output.Json(services, table) : Report(table), Output.Refuse)
                        : (await mediator.Send(new ListProbes(), ct)).Match(List, Output.Refuse);
                },
                ct);
        });
        return command;
    }

    private static int List(ProbeList probes)
    {
        foreach (var probe in probes.Items)
        {
            Console.WriteLine($"{probe.Name,-28} {probe.Title}");
        }

        return CommandLine.Done;
    }

    private static int Report(ProbeTable table)
    {
        if (table.Rows is [var only])
        {
            TextTable.Write(only.Select(cell => new[] { cell.Key, TextTable.Cell(cell.Value) }));
            return CommandLine.Done;
        }

        if (table.Rows.Count == 0)
        {
            Output.Progress.Report("There are no rows.");
            return CommandLine.Done;
        }

        var head = table.Columns.Select(column => column.Name).ToArray();
        TextTable.Write(table.Rows.Select(row => head.Select(name => TextTable.Cell(row[name])).ToArray()).Prepend(head));
        return CommandLine.Done;
    }
}

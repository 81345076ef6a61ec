using System.CommandLine;
using System.Globalization;
using Agora.Application.Common;
using Agora.Application.Maintenance;
using Agora.Domain.Maintenance;
using Agora.Migrations.Cli;

namespace Agora.Api.Cli;

/// <summary>
/// <c>agora db cancel</c>, <c>vacuum</c> and so on: what an operator at the server does to it, recorded like that of an admin.
/// </summary>
internal static class ActionVerbs
{
    public static IEnumerable<Command> Commands() =>
    [
        OfSession("cancel", "Cancel the statement of a session.", OperatorActionKind.Cancel),
        OfSession("terminate", "End a session.", OperatorActionKind.Terminate),
        OfTable("vacuum", "Remove dead rows of a table, and analyze it. Gentle, and beside reads and writes.", OperatorActionKind.Vacuum),
        OfTable("analyze", "Compute the statistics of a table anew.", OperatorActionKind.Analyze),
        Reindex(),
        ResetStatistics(),
        Actions(),
    ];

    private static Option<string> Reason() => new("--reason") { Description = "Why, for the record.", Required = true };

    private static Command OfSession(string name, string description, OperatorActionKind kind)
    {
        var pid = new Argument<int>("pid") { Description = "Process id of the session, as agora db probe activity shows it." };
        var startedAt = new Option<DateTimeOffset?>("--session-started-at")
        {
            Description = "When the session began; one that has its process id by now is left alone.",
        };
        var migration = new Option<bool>("--include-migration") { Description = "Also when the session migrates the database." };
        var reason = Reason();
        var command = new Command(name, description) { pid, startedAt, migration, reason };
        command.SetAction((parsed, ct) => RunAsync(
            new StartAction(kind, parsed.GetRequiredValue(reason))
            {
                Pid = parsed.GetValue(pid),
                SessionStartedAt = parsed.GetValue(startedAt),
                IncludeMigration = parsed.GetValue(migration),
            },
            ct));
        return command;
    }

    private static Command OfTable(string name, string description, OperatorActionKind kind)
    {
        var table = new Argument<string>("table") { Description = "With its schema; quoted where it has capitals or spaces." };
        var reason = Reason();
        var command = new Command(name, description) { table, reason };
        command.SetAction((parsed, ct) => RunAsync(
            new StartAction(kind, parsed.GetRequiredValue(reason)) { Table = parsed.GetRequiredValue(table), Now = true }, ct));
        return command;
    }

    private static Command Reindex()
    {
        var table = new Option<string?>("--table") { Description = "All indexes of this table, with its schema." };
        var index = new Option<string?>("--index") { Description = "This index, with its schema." };
        var reason = Reason();
        var command = new Command("reindex", "Rebuild an index, or all of a table, beside reads and writes.") { table, index, reason };
        command.SetAction((parsed, ct) => RunAsync(
            new StartAction(OperatorActionKind.Reindex, parsed.GetRequiredValue(reason))
            {
                Table = parsed.GetValue(table),
                Index = parsed.GetValue(index),
                Now = true,
            },
            ct));
        return command;
    }

    private static Command ResetStatistics()
    {
        var reason = Reason();
        var command = new Command("reset-statistics", "Forget the statistics of the statements of this database.") { reason };
        command.SetAction((parsed, ct) => RunAsync(new StartAction(OperatorActionKind.Reset, parsed.GetRequiredValue(reason)), ct));
        return command;
    }

    private static Command Actions()
    {
        var limit = NumberOption.WithDefault("--limit", "Actions at most.", 20, least: 1, most: ListActions.LimitMax);
        var command = new Command("actions", "List what operators did to the database server, newest first.") { limit };
        command.SetAction(async (parsed, ct) => (await VerbHost.SendAsync(
            new ListActions(Action: null, parsed.GetValue(limit), Cursor: null), ct)).Match(Report, Output.Refuse));
        return command;
    }

    private static int Report(Page<OperatorActionView> actions)
    {
        string[] head = ["requested", "action", "target", "state", "ms", "by", "reason"];
        TextTable.Write(actions.Items.Select(action => new[]
        {
            $"{action.RequestedAt:u}",
            $"{action.Action}",
            action.Target,
            action.ErrorCode ?? $"{action.State}",
            action.Milliseconds is { } time ? time.ToString("F0", CultureInfo.InvariantCulture) : "-",
            action.ActorId?.ToString() ?? "operator",
            action.Reason,
        }).Prepend(head));
        return CommandLine.Done;
    }

    private static async Task<int> RunAsync(StartAction action, CancellationToken ct) => (await VerbHost.SendAsync(action, ct)).Match(
        done =>
        {
            Console.WriteLine(done.Detail);
            return CommandLine.Done;
        },
        Output.Refuse);
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Agora.Application.Monitoring;
using MediatR;

namespace Agora.Api.Cli;

/// <summary><c>agora db explain</c>: the plan of a statement that <c>agora db probe slow-statements</c> lists.</summary>
internal static class ExplainVerb
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Command()
    {
        var id = new Argument<string>("id") { Description = "The statementId of agora db probe slow-statements." };
        var analyze = new Option<bool>("--analyze")
        {
            Description = "Run the statement, in a transaction that is read-only, rolled back, and ends after five seconds.",
        };
        var parameters = new Option<string[]>("--parameter")
        {
            Description = "Value of the next parameter, to run the statement with; repeat it for $2 and so on.",
            DefaultValueFactory = _ => [],
        };
        var json = new Option<bool>("--json") { Description = "Write the response of the API." };
        var command = new Command("explain", "Show how the server runs a statement, with advice. Keeps the plan for comparison.")
        {
            id, analyze, parameters, json,
        };
        command.SetAction((parsed, ct) => VerbHost.RunAsync(
            async services => (await services.GetRequiredService<IMediator>().Send(
                new ExplainStatement(parsed.GetRequiredValue(id), parsed.GetRequiredValue(parameters), parsed.GetValue(analyze)),
                ct)).Match(
                plan => parsed.GetValue(json) ? Output.Json(services, plan) : Report(plan), Output.Refuse),
            ct));
        return command;
    }

    private static int Report(StatementPlan plan)
    {
        Console.WriteLine(plan.Statement);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cost {plan.Cost:0.##}, plan {plan.Shape}"));
        if (plan.Milliseconds is { } elapsed)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ran {elapsed:0.###} ms"));
        }

        if (plan.Earlier is [var before, ..])
        {
            Console.WriteLine($"{(before.Shape == plan.Shape ? "the same plan as" : "another plan than")} at {before.TakenAt:u}");
        }

        foreach (var advice in plan.Advice)
        {
            Console.WriteLine($"{advice.Code}: {advice.Message}");
        }

        Console.WriteLine(JsonSerializer.Serialize(plan.Plan, Indented));
        return CommandLine.Done;
    }
}
